"""`callqa report`: stored days again, for people and for other programs; nothing is recognised or flagged."""

from datetime import UTC, date, datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from flows.adapters import settings
from flows.commands.common import Config, Day, From, To, choose_days, opened
from flows.core.errors import BadInputError

if TYPE_CHECKING:
    from flows.adapters.settings import Configuration
    from flows.adapters.store import Store


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
    config: Config = settings.DEFAULT_CONFIG,
) -> None:
    """Render the reports of stored days again, or write them for other readers."""
    with opened(config) as (configuration, store):
        days = choose_days(configuration, store, day, first, last)
        if kind is Format.REPORT:
            _reports(configuration, store, days, ranged=bool(first or last))
        elif kind in (Format.CSV, Format.PARQUET):
            _tables(configuration, store, days, kind, output)
        else:
            _text(_one(configuration, store, days, kind), output)


def _one(configuration: "Configuration", store: "Store", days: list[date], kind: Format) -> str:
    from flows import export  # noqa: PLC0415 - pandas, not for --help

    if len(days) > 1:
        raise BadInputError(f"{kind.value} 一次只写一天", "--format", "用 --day，或用 csv、parquet 导出一段")
    now = datetime.now(UTC)
    if kind is Format.JSON:
        return export.json_of(configuration, store, days[0], now) + "\n"
    return export.digest_of(configuration, store, days[0], now, markdown=kind is Format.MARKDOWN)


def _text(text: str, output: Path | None) -> None:
    from flows.adapters.files import replacing  # noqa: PLC0415

    if output is None:
        typer.echo(text, nl=False)
        return
    with replacing(output) as temporary:
        temporary.write_text(text, encoding="utf-8", errors="replace")
    typer.echo(f"已写入：{output}")


def _tables(
    configuration: "Configuration", store: "Store", days: list[date], kind: Format, output: Path | None
) -> None:
    from flows import export  # noqa: PLC0415

    table, now = export.TableFormat(kind.value), datetime.now(UTC)
    for path in export.write_tables(configuration, store, days, kind=table, folder=output, now=now):
        typer.echo(f"已写入：{path}")


def _reports(configuration: "Configuration", store: "Store", days: list[date], *, ranged: bool) -> None:
    from flows import report as stage  # noqa: PLC0415
    from flows.adapters import lease  # noqa: PLC0415

    now = datetime.now(UTC)
    for day in days if not ranged else []:
        with lease.holding(store.database, day, configuration.settings.night.lease_minutes * 60):
            written = stage.report_day(
                configuration, store, day, run_id=f"report-{now:%Y%m%dT%H%M%S}", now=now
            )
        typer.echo(f"网页报告：{written.html}")
        typer.echo(f"Excel 报告：{written.workbook}")
