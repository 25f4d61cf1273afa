"""What the commands share: their options, the opened configuration, what they print."""

import json
import os
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated, Any

import typer

from callqa.days.day import DayResult
from callqa.days.remarks import offers_retry
from callqa.days.status import aside_line, failures, findings_line, ledger_line
from callqa.host import logs, terminal
from callqa.host.logs import LogFormat
from callqa.model.errors import BadInputError, ExitCode
from callqa.operations.days import stored, without_speech
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.session import Site
from reports.words.lines import gap_lines, remark_lines

_NAMED = 10

Config = Annotated[Path, typer.Option("--config", envvar="CALLQA_CONFIG", help="The configuration file.")]
_YEARS = range(1970, 3000)
Day = Annotated[str | None, typer.Option("--day", help="YYYY-MM-DD; default: yesterday.")]
From = Annotated[str | None, typer.Option("--from", help="YYYY-MM-DD; the first day of a range.")]
To = Annotated[str | None, typer.Option("--to", help="YYYY-MM-DD; the last day of a range.")]
Author = Annotated[
    str | None, typer.Option("--author", help="Kept with the publication; default: the user of this system.")
]
Json = Annotated[bool, typer.Option("--json", help="Print one JSON object for scripts.")]


def for_service(config: Path, *, quiet: bool = False) -> Configuration:
    """Load the configuration of a command that runs unattended, and log as it says from now on.

    Args:
        quiet: whether Prefect says nothing in a log for people, because the command tells enough.

    Raises:
        BadInputError: something in the configuration is wrong.
    """
    configuration = pipeline_yaml.load(config)
    log_format = configuration.settings.logs.format
    if quiet and log_format is LogFormat.TEXT:
        os.environ.setdefault("PREFECT_LOGGING_LEVEL", "CRITICAL")
        os.environ.setdefault("PREFECT_SERVER_LOGGING_LEVEL", "CRITICAL")
    logs.use(log_format)
    return configuration


@contextmanager
def stopping_gently() -> Iterator[None]:
    """Let a SIGTERM end the block as an error does, so that what stands behind it is told and cleared away.

    Python would end at once, and leave the Prefect server running that was started for this command.
    """
    former = signal.signal(signal.SIGTERM, _stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, former)


def _stop(number: int, _frame: object) -> None:
    raise SystemExit(128 + number)  # what a shell says of a command that a signal ended


def parse_day(text: str | None) -> date | None:
    """Read the day of an option.

    Raises:
        BadInputError: the text is no date, or of another age.
    """
    try:
        day = date.fromisoformat(text) if text else None
    except ValueError as error:
        raise BadInputError(f"{text!r} 不是日期", "--day", "写成 2026-02-14 这样") from error
    if day and day.year not in _YEARS:  # days before and after it, in every zone, have to exist, too
        raise BadInputError(
            f"{day} 太远了", "--day", f"写 {_YEARS.start} 年到 {_YEARS.stop - 1} 年之间的日期"
        )
    return day


@contextmanager
def open_site(config: Path) -> Iterator[Site]:
    """Open the site of a configuration for the length of the block."""
    with Site.open(config) as site:
        yield site


def day_or_yesterday(site: Site, day: str | None) -> date:
    """Return the day of an option, or yesterday in the configured zone."""
    return parse_day(day) or site.yesterday()


def choose_days(site: Site, day: str | None, first: str | None, last: str | None) -> list[date]:
    """Return the stored days that the options name, oldest first.

    Raises:
        BadInputError: the options contradict each other, or nothing is stored about these days.
    """
    if day and (first or last):
        raise BadInputError("--day 和 --from/--to 不能一起写", "--day", "写一天，或者写一段")
    if not (first or last):
        chosen = day_or_yesterday(site, day)
        start = end = chosen
    else:
        start = parse_day(first) or parse_day(last) or date.min
        end = parse_day(last) or site.yesterday() + timedelta(days=1)
    if start > end:
        raise BadInputError(f"{start} 在 {end} 之后", "--from", "把两个日期对调")
    return stored(site, start, end)


def with_speech(site: Site, days: list[date]) -> list[date]:
    """Return the days whose transcripts and hits are there; name the others on standard error.

    Raises:
        BadInputError: none of them; nothing can be tried on what was purged.
    """
    gone, told = _purged(site, days)
    if gone and len(gone) == len(days):
        raise BadInputError(told, "--day", "换一天")
    if gone:
        typer.echo(f"注意：{told}，没有算进来", err=True)
    return [day for day in days if day not in gone]


def tell_purged(site: Site, days: list[date]) -> None:
    """Name on standard error the days of which only the ledger is left."""
    gone, told = _purged(site, days)
    if gone:
        typer.echo(f"注意：{told}，这些天只有通话数，命中一律算未评估", err=True)


def _purged(site: Site, days: list[date]) -> tuple[list[date], str]:
    gone = without_speech(site, days)
    named = "、".join(map(str, gone[:_NAMED])) + (f" 等 {len(gone)} 天" if len(gone) > _NAMED else "")
    return gone, f"{named} 的转写或命中已按保存期限清理"


def print_json(value: dict[str, Any], *, indent: int | None = 2) -> None:
    """Print one object for a script; JSON is UTF-8, so that in another encoding it is written in ASCII."""
    typer.echo(json.dumps(value, ensure_ascii=not terminal.takes_all(sys.stdout), indent=indent))


def end(failed: int) -> None:
    """Leave with the exit code of a day in which so many calls failed."""
    raise typer.Exit(ExitCode.SOME_FAILED if failed else ExitCode.COMPLETE)


def tell_ledger(result: DayResult) -> None:
    """Print the day in two or three lines."""
    typer.echo(ledger_line(result))
    if aside := aside_line(result):
        typer.echo(aside)
    typer.echo(findings_line(result))
    for line in remark_lines(result):
        typer.echo(f"注意：{line}")
    for line in gap_lines(result):
        typer.echo(f"读取：{line}")


def tell_failures(result: DayResult) -> None:
    """Print every failed call with its reason, and the command that tries them again."""
    failed = failures(result)
    for call_id, reason in failed:
        typer.echo(f"  失败 {call_id}：{reason}")
    if failed and offers_retry(result):
        typer.echo(f"  重试失败的录音：callqa run --day {result.window.day} --redo failed")
