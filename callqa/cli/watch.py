"""`callqa watch`: the rule book, checked and published whenever it is saved."""

import signal
from datetime import UTC, date, datetime
from threading import Event
from typing import TYPE_CHECKING, Annotated

import typer

from callqa.cli.common import Author, Config, for_service, open_site
from callqa.cli.publication import told
from callqa.host.logs import LogFormat, say
from callqa.model.errors import BadInputError, CallqaError
from callqa.settings import pipeline_yaml

if TYPE_CHECKING:
    from callqa.settings.pipeline_yaml import Configuration

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
    from callqa.host.watcher import saves  # noqa: PLC0415
    from callqa.rules.books import book_file  # noqa: PLC0415 - SQLAlchemy, not for --help

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
    for content in saves(path, stop):
        _publish(configuration, content, author, flag_today=flag_today)
    _say(configuration, "已停止")


def _publish(configuration: "Configuration", content: bytes, author: str | None, *, flag_today: bool) -> None:
    """One save; whatever goes wrong is told, and the watch goes on."""
    from callqa.host.users import os_user  # noqa: PLC0415
    from callqa.operations import publish  # noqa: PLC0415
    from callqa.rules.publication import Origin  # noqa: PLC0415

    try:
        with open_site(configuration.path) as site:
            published = publish.publish_file(
                site, content=content, author=author or os_user(), origin=Origin.SAVED
            )
    except BadInputError as error:
        _say(configuration, f"没有发布，上一版继续生效：\n{error}", err=True)
        return
    except (CallqaError, OSError) as error:
        _say(configuration, f"没有发布，下次存盘或夜间运行时再试：{error}", err=True)
        return
    _say(configuration, "\n".join(told(published)))
    if flag_today and published.new:
        _flag_newest(configuration)


def _flag_newest(configuration: "Configuration") -> None:
    try:
        _say(configuration, _flagged_again(configuration))
    except (CallqaError, OSError) as error:
        _say(configuration, f"已发布，但没有重新检查：{error}", err=True)


def _flagged_again(configuration: "Configuration") -> str:
    from callqa.cli.days import flag_again  # noqa: PLC0415

    with open_site(configuration.path) as site:
        known = site.store.days(date.min, site.today())
        if not known:
            return "还没有任何录音结果，不用重新检查"
        day = known[-1]
        written = flag_again(site, day)
    return f"已按新规则重新检查 {day}：{written.html}"


def _say(configuration: "Configuration", text: str, *, err: bool = False) -> None:
    if configuration.settings.logs.format is LogFormat.JSON:
        say(text, error=err)
        return
    moment = datetime.now(UTC).astimezone(configuration.settings.zone)
    typer.echo(f"{moment:%m-%d %H:%M:%S} {text}", err=err)
