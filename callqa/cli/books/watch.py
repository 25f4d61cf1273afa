"""`callqa watch`: the rule book, checked and published whenever it is saved."""

import signal
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from threading import Event
from typing import Annotated

import typer

from callqa.cli.books.publication import describe
from callqa.cli.common import Author, Config, for_service, open_site
from callqa.host import watcher
from callqa.host.files import read_content
from callqa.host.logs import LogFormat, say
from callqa.host.users import os_user
from callqa.model.errors import BadInputError, CallqaError
from callqa.operations.books import outcome, publish
from callqa.operations.books.publish import DoubtfulError, Published
from callqa.operations.days import newest
from callqa.operations.flag import flag_again
from callqa.operations.verdicts.watching import watched
from callqa.rules.books import book_file
from callqa.rules.publication import Origin
from callqa.rules.published import OutdatedError
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.session import Site, utc_now
from callqa.strict_yaml.problems import ProblemsError
from reports.words.lines import said

FlagToday = Annotated[
    bool | None,
    typer.Option(
        "--flag-today/--no-flag-today",
        help="After each publication, flag the newest day again; default: the setting watch.flag_today.",
    ),
]


def watch(
    flag_today: FlagToday = None,
    author: Author = None,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
) -> None:
    """Check the rule book whenever it is saved: publish a good one, refuse a bad one with its reasons."""
    configuration = for_service(config)
    if flag_today is None:
        flag_today = configuration.settings.watch.flag_today
    path = book_file(configuration)
    if not path.parent.is_dir():
        raise BadInputError("没有这个文件夹", str(path.parent), "检查 pipeline.yaml 的 rules")
    stop = Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    _say(configuration, f"正在看着 {path}：存盘就检查，正确就发布，有错就保留上一版。按 Ctrl-C 结束")
    seen: int | None = None
    with watched(configuration, stop, partial(_say, configuration)):
        for content in watcher.saves(path, stop, partial(_say, configuration)):
            seen = _publish(configuration, content, author, flag_today=flag_today, seen=seen)
    _say(configuration, "已停止")


def _publish(
    configuration: Configuration,
    content: bytes,
    author: str | None,
    *,
    flag_today: bool,
    seen: int | None = None,
) -> int | None:
    """Publish one save; whatever goes wrong is told, and the watch goes on.

    Args:
        seen: number of the publication that was in force when the file was last looked at; None for now.

    Returns:
        The same for the next save; None to look then.
    """
    try:
        with open_site(configuration.path) as site:
            based_on = publish.latest_number(site) if seen is None else seen
            with _refusal_told(configuration, site):
                published = _published(site, content, author, based_on)
    except OutdatedError as error:
        _refused(configuration, "没有发布：别人已经发布了更新的一版", [str(error)])
        return None
    except DoubtfulError as error:
        _refused(configuration, "没有自动发布，上一版继续生效", [str(error), *error.weighed.lines()])
        return seen
    except BadInputError as error:
        _refused(configuration, "没有发布，上一版继续生效", _problems(error))
        return seen
    except (CallqaError, OSError) as error:
        _refused(configuration, "没有发布，下次存盘或夜间运行时再试", [str(error)])
        return seen
    headline, *told = describe(published)
    _say(configuration, "\n".join([headline, *told]))
    _leave(configuration, headline, told, is_published=True)
    if flag_today and published.new:
        _flag_newest(configuration)
    return published.publication.number


@contextmanager
def _refusal_told(configuration: Configuration, site: Site) -> Iterator[None]:
    """Send a message when the block refuses a book, unless the same was told before."""
    before = publish.last_refused(site)
    try:
        yield
    except BadInputError:
        for problem in outcome.notify_refused(site, before):
            _say(configuration, said(problem), err=True)
        raise


def _problems(error: BadInputError) -> list[str]:
    """Return everything that is wrong with a book, each with its line and a ^ under the place."""
    return [p.pictured() for p in error.problems] if isinstance(error, ProblemsError) else [str(error)]


def _refused(configuration: Configuration, headline: str, told: Sequence[str]) -> None:
    _say(configuration, "\n".join([f"{headline}：", *told]), err=True)
    _leave(configuration, headline, told, is_published=False)


def _leave(configuration: Configuration, headline: str, told: Sequence[str], *, is_published: bool) -> None:
    """Write what became of the save beside the book."""
    at = utc_now().astimezone(configuration.settings.zone)
    found = outcome.Outcome(at=at, is_published=is_published, headline=headline, told=tuple(told))
    if problem := outcome.leave(book_file(configuration), found):
        _say(configuration, problem, err=True)


def _published(site: Site, content: bytes, author: str | None, based_on: int) -> Published:
    path, who = book_file(site.configuration), author or os_user()
    return publish.publish(
        site,
        publish.decoded(site, content or read_content(path), path, author=who),
        name=str(path),
        author=who,
        origin=Origin.SAVED,
        based_on=based_on,
        takes_place=False,
        unattended=True,
    )


def _flag_newest(configuration: Configuration) -> None:
    try:
        _say(configuration, _flagged_again(configuration))
    except (CallqaError, OSError) as error:
        _say(configuration, f"已发布，但没有重新检查：{error}", err=True)


def _flagged_again(configuration: Configuration) -> str:
    with open_site(configuration.path) as site:
        day = newest(site)
        if day is None:
            return "还没有任何录音结果，不用重新检查"
        written = flag_again(site, day).written
    return f"已按新规则重新检查 {day}：{written.html}"


def _say(configuration: Configuration, text: str, *, err: bool = False) -> None:
    if configuration.settings.logs.format is LogFormat.JSON:
        say(text, error=err)
        return
    moment = utc_now().astimezone(configuration.settings.zone)
    typer.echo(f"{moment:%m-%d %H:%M:%S} {text}", err=err)
