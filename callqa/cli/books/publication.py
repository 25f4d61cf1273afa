"""`callqa rules publish|history|diff|rollback`: which rule book is in force, and which were."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from callqa.cli.common import Author, Config, Json, open_site, print_json
from callqa.days.rule_changes import RuleChange
from callqa.host.users import os_user
from callqa.operations.books import publish as stage
from callqa.operations.books.publish import Published
from callqa.operations.books.publish import history as history_of
from callqa.operations.books.weigh import Weighed
from callqa.rules.publication import ORIGIN_WORDS, Origin, Publication
from callqa.settings import pipeline_yaml
from reports.words.chinese import rules as rule_words

_SHOWN = 10


def publish(
    file: Annotated[Path | None, typer.Argument(help="Default: the configured rule book.")] = None,
    author: Author = None,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Check a rule book and put it in force; another file than the configured one takes its place."""
    with open_site(config) as site:
        published = stage.publish_file(site, file, author=author or os_user(), origin=Origin.COMMAND)
    _tell(published, as_json)


def roll_back(
    revision: Annotated[str, typer.Argument(help="Number or revision; see `callqa rules history`.")],
    author: Author = None,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Put an earlier book in force again, and its text back into the configured file."""
    with open_site(config) as site:
        published = stage.roll_back(site, revision, author=author or os_user())
    _tell(published, as_json)


def history(config: Config = pipeline_yaml.DEFAULT_CONFIG, as_json: Json = False) -> None:
    """List the published rule books, newest first, and the last file that was refused."""
    with open_site(config) as site:
        known, refused = history_of(site)
    if as_json:
        print_json(
            {
                "published": [_publication(one) for one in known],
                "refused": [{**asdict(one), "refused_at": one.refused_at.isoformat()} for one in refused],
            }
        )
        return
    for place, one in enumerate(known):
        typer.echo(f"{_line(one)}{'　← 正在使用' if place == 0 else ''}")
    if not known:
        typer.echo("还没有发布过规则手册；第一次运行 callqa run、flag 或 rules publish 时发布")
    for refusal in refused[:1]:
        typer.echo(f"最近一次没有通过检查：{refusal.refused_at:%Y-%m-%d %H:%M}，{refusal.author}")
        for problem in refusal.problems[:_SHOWN]:
            typer.echo(f"  {problem}")
        if len(refusal.problems) > _SHOWN:
            typer.echo(f"  还有 {len(refusal.problems) - _SHOWN} 处，都在 --json 里")


def diff(
    old: Annotated[str, typer.Argument(help="Number or revision; default: the one before the latest.")] = "",
    new: Annotated[str, typer.Argument(help="Number or revision; default: the latest.")] = "",
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Say in words what one published book has gained and lost against another."""
    with open_site(config) as site:
        before, after, changes = stage.difference(site, old, new)
    if as_json:
        told_changes = [_change(one) for one in changes]
        print_json({"old": _publication(before), "new": _publication(after), "changes": told_changes})
        return
    typer.echo(f"{before} → {after}")
    for line in _changed(changes):
        typer.echo(line)


def describe(published: Published) -> Iterator[str]:
    """Describe a publication in a few lines of Chinese."""
    if not published.new:
        yield f"没有变化，{published.publication}已经在使用"
    else:
        yield f"已发布{published.publication}，{len(published.book.rules)} 条规则，从现在起使用"
        if published.publication.number > 1:
            yield from _changed(published.changes)
    yield from published.weighed.lines()
    if published.put_aside:
        yield f"原来的文件没有发布过，已另存为 {published.put_aside}"


def _tell(published: Published, as_json: bool) -> None:
    if as_json:
        changes = [_change(one) for one in published.changes]
        told = {"new": published.new, "changes": changes, **_weighed(published.weighed)}
        print_json({**_publication(published.publication), **told})
        return
    for line in describe(published):
        typer.echo(line)


def _weighed(weighed: Weighed) -> dict[str, Any]:
    effect = weighed.effect
    cautions = [asdict(caution.problem) for caution in weighed.cautions if not caution.is_remark]
    told = {**asdict(effect), "day": effect.day.isoformat()} if effect else None
    return {"warnings": cautions, "effect": told, "doubts": list(weighed.doubts)}


def _changed(changes: tuple[RuleChange, ...]) -> Iterator[str]:
    yield from (f"  {rule_words.change(one)}" for one in changes)
    if not changes:
        yield "  规则的效果没有变化（只改了说明、注释或顺序）"


def _line(publication: Publication) -> str:
    how = ORIGIN_WORDS[publication.origin]
    when = f"{publication.published_at:%Y-%m-%d %H:%M}"
    return f"第 {publication.number} 版　{when}　{publication.author}　{how}　{publication.revision}"


def _publication(publication: Publication) -> dict[str, Any]:
    return {
        "number": publication.number,
        "revision": publication.revision,
        "published_at": publication.published_at.isoformat(),
        "author": publication.author,
        "origin": publication.origin.value,
    }


def _change(change: RuleChange) -> dict[str, Any]:
    details = [rule_words.detail(each) for each in change.details]
    return {**asdict(change), "details": details, "text": rule_words.change(change)}
