"""`callqa find`: calls by what was said in them."""

from datetime import date
from typing import Annotated

import typer

from callqa.cli.common import Config, From, Json, To, open_site, parse_day, print_json
from callqa.host.progress import counting_bar
from callqa.model.progress import Watcher
from callqa.model.recording import Role
from callqa.operations.search import finding, indexing
from callqa.operations.search.finding import VERDICTS, Found, Place, Wish, as_record
from callqa.settings import pipeline_yaml

_ROLES = {Role.AGENT: "坐席", Role.CUSTOMER: "客户", Role.UNKNOWN: "角色未知"}
_NAMED = 5


def find(
    words: Annotated[
        str, typer.Argument(help='What was said: several words are all there; -word is not; "a b" in a row.')
    ],
    *,
    first: From = None,
    last: To = None,
    agent: Annotated[str, typer.Option("--agent", help="Only calls of this agent.")] = "",
    queue: Annotated[str, typer.Option("--queue", help="Only calls of this queue.")] = "",
    role: Annotated[str, typer.Option("--role", help=f"Who says it: {', '.join(Role)}.")] = "",
    rule: Annotated[str, typer.Option("--rule", help="Only calls with a hit of this rule.")] = "",
    verdict: Annotated[
        str, typer.Option("--verdict", help=f"Only calls with a hit so judged: {', '.join(VERDICTS)}.")
    ] = "",
    limit: Annotated[int, typer.Option("--limit", min=1, max=1_000, help="Calls at most.")] = 20,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
    as_json: Json = False,
) -> None:
    """Find calls by what was said in them, newest first, each with where and the words around it."""
    wish = Wish(
        text=words,
        first=parse_day(first) or date.min,
        last=parse_day(last) or date.max,
        agent=agent,
        queue=queue,
        role=role,
        rule=rule,
        verdict=verdict,
    )
    with open_site(config) as site:
        with counting_bar("建立索引") as tell:
            indexing.bring_up_to_date(site, watcher=Watcher(progress=tell))
        found = finding.find(site, wish, size=limit)
    if as_json:
        print_json(as_record(found))
    else:
        _tell(found)


def _tell(found: Found) -> None:
    for each in found.matches:
        rules = f"　命中：{'、'.join(each.rules)}" if each.rules else ""
        typer.echo(f"{each.day} {each.started_at:%H:%M:%S}　坐席 {each.agent or '—'}　{each.call_id}{rules}")
        for place in each.places:
            typer.echo(f"  {_at(place)} {_ROLES[place.role]}：{place.before}【{place.words}】{place.after}")
        if each.count > len(each.places):
            typer.echo(f"  这通一共说了 {each.count} 处")
    shown = f"，列出最近的 {len(found.matches)} 通" if found.total > len(found.matches) else ""
    typer.echo(f"在 {found.looked} 通里找到 {found.total} 通{shown}")
    if found.waiting:
        days = "、".join(map(str, found.waiting[:_NAMED])) + ("…" if len(found.waiting) > _NAMED else "")
        typer.echo(f"注意：{days} 正在处理，这 {len(found.waiting)} 天可能没有搜全", err=True)


def _at(place: Place) -> str:
    minutes, seconds = divmod(place.start_ms // 1000, 60)
    return f"{minutes}:{seconds:02}"
