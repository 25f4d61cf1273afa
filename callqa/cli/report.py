"""`callqa report`: stored days again, for people and for other programs; nothing is recognised or flagged."""

from contextlib import AbstractContextManager, nullcontext
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from callqa.cli.common import Config, Day, From, To, choose_days, open_site, parse_day, tell_purged
from callqa.model.audit import Deed
from callqa.model.errors import BadInputError
from callqa.settings import pipeline_yaml

if TYPE_CHECKING:
    from callqa.operations.report import Written
    from callqa.storage.session import Site


class Format(StrEnum):
    """What is made."""

    REPORT = "report"
    """The HTML file and the workbook."""
    TEXT = "text"
    """A digest for a notification."""
    MARKDOWN = "markdown"
    """The same, for programs that know Markdown."""
    JSON = "json"
    """Calls and hits as one object."""
    CSV = "csv"
    """Calls and hits as two files."""
    PARQUET = "parquet"
    """The same, with types; needs pyarrow."""


def report(
    day: Day = None,
    first: From = None,
    last: To = None,
    *,
    kind: Annotated[Format, typer.Option("--format", help="What to make.")] = Format.REPORT,
    output: Annotated[
        Path | None, typer.Option(help="A folder for csv and parquet, a file for the others; default stdout.")
    ] = None,
    config: Config = pipeline_yaml.DEFAULT_CONFIG,
) -> None:
    """Render the reports of stored days again, or write them for other readers."""
    with open_site(config) as site:
        days = choose_days(site, day, first, last)
        if kind is not Format.REPORT or first or last:
            tell_purged(site, days)
        if kind is Format.REPORT:
            if first or last:
                _rollup(site, days, parse_day(first), parse_day(last))
            else:
                _reports(site, days[0])
        elif kind in (Format.CSV, Format.PARQUET):
            _note(site, days, kind, output)
            _tables(site, days, kind, output)
        else:
            text = _one(site, days, kind)
            _note(site, days, kind, output)
            _text(text, output)


def _note(site: "Site", days: list[date], kind: Format, output: Path | None) -> None:
    """Before anything is given away: who reads our output may end this process."""
    from callqa.storage import audit  # noqa: PLC0415 - SQLAlchemy, not for --help

    span = f"{days[0]}/{days[-1]}"
    audit.note(site, Deed.EXPORTED, days=span, format=kind.value, to=output or "")


def _one(site: "Site", days: list[date], kind: Format) -> str:
    from callqa.operations import export  # noqa: PLC0415 - pandas, not for --help

    if len(days) > 1:
        raise BadInputError(f"{kind.value} 一次只写一天", "--format", "用 --day，或用 csv、parquet 导出一段")
    if kind is Format.JSON:
        return export.json_of(site, days[0]) + "\n"
    return export.digest_of(site, days[0], markdown=kind is Format.MARKDOWN)


def _text(text: str, output: Path | None) -> None:
    from callqa.host.files import replacing  # noqa: PLC0415

    if output is None:
        typer.echo(text, nl=False)
        return
    with replacing(output) as temporary:
        temporary.write_text(text, encoding="utf-8", errors="replace")
    typer.echo(f"已写入：{output}")


def _tables(site: "Site", days: list[date], kind: Format, output: Path | None) -> None:
    from callqa.operations import export  # noqa: PLC0415
    from callqa.storage import lease  # noqa: PLC0415

    table = export.TableFormat(kind.value)
    alone = _held(site, days[0] if len(days) == 1 else lease.RANGES)
    with nullcontext() if output else alone:
        paths = export.write_tables(site, days, kind=table, folder=output)
    for path in paths:
        typer.echo(f"已写入：{path}")


def _held(site: "Site", held: date | str) -> AbstractContextManager[object]:
    """Nobody else writes to the folder, or takes calls out of its files, for the length of the block.

    Raises:
        DayHeldError: another process does.
    """
    from callqa.storage import lease  # noqa: PLC0415

    return lease.holding(site.database, held, site.lease_s)


def _reports(site: "Site", day: date) -> None:
    written = render(site, day)
    typer.echo(f"网页报告：{written.html}")
    typer.echo(f"Excel 报告：{written.workbook}")


def render(site: "Site", day: date) -> "Written":
    """Render a stored day's reports again, while no other run has the day.

    Raises:
        DayHeldError: another run holds the day.
    """
    from callqa.operations import report as stage  # noqa: PLC0415

    with _held(site, day):
        return stage.report_day(site, day, run_id=site.run_id("report"))


def _rollup(site: "Site", days: list[date], first: date | None, last: date | None) -> None:
    """Both ends as asked for, so that days that were not run show; else those of the stored days."""
    from callqa.operations import rollup  # noqa: PLC0415
    from callqa.storage import lease  # noqa: PLC0415

    span = first or days[0], last or days[-1]
    with _held(site, lease.RANGES):
        found = rollup.roll_up(site, days, span)
        written = rollup.write_rollup(site.configuration, found)
    typer.echo(f"{span[0]} 至 {span[1]}：{len(found.days)} 天，运行 {len(found.run)} 天")
    typer.echo(f"网页汇总：{written.html}")
    typer.echo(f"Excel 汇总：{written.workbook}")
