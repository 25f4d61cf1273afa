"""`callqa report`: stored days again, for people and for other programs; nothing is recognised or flagged."""

from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from callqa.cli.common import Config, Day, From, To, choose_days, open_site, parse_day, tell_purged
from callqa.host.files import replacing
from callqa.operations import export
from callqa.operations.ranges.rollup import roll_up
from callqa.operations.report import render
from callqa.settings import pipeline_yaml
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
        if kind is not Format.REPORT:
            _export(site, days, kind, output)
        elif first or last:
            _roll_up(site, days, parse_day(first), parse_day(last))
        else:
            _render(site, days[0])


def _export(site: Site, days: list[date], kind: Format, output: Path | None) -> None:
    if output:
        export.refuse_target(site, output, is_folder=kind in (Format.CSV, Format.PARQUET))
    if kind in (Format.CSV, Format.PARQUET):
        for path in export.export_tables(site, days, export.TableFormat(kind.value), folder=output):
            typer.echo(f"已写入：{path}")
    else:
        _text(export.export_text(site, days, export.TextFormat(kind.value), to=str(output or "")), output)


def _text(text: str, output: Path | None) -> None:
    if output is None:
        typer.echo(text, nl=False)
        return
    with replacing(output) as temporary:
        temporary.write_text(text, encoding="utf-8", errors="replace")
    typer.echo(f"已写入：{output}")


def _render(site: Site, day: date) -> None:
    written = render(site, day).written
    typer.echo(f"网页报告：{written.html}")
    typer.echo(f"Excel 报告：{written.workbook}")


def _roll_up(site: Site, days: list[date], first: date | None, last: date | None) -> None:
    """Roll up between the ends that were asked for, so that days without a night show."""
    span = first or days[0], last or days[-1]
    rolled_up = roll_up(site, days, span)
    found, written = rolled_up.rollup, rolled_up.written
    typer.echo(f"{span[0]} 至 {span[1]}：{len(found.days)} 天，运行 {len(found.run)} 天")
    typer.echo(f"网页汇总：{written.html}")
    typer.echo(f"Excel 汇总：{written.workbook}")
