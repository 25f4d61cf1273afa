"""Export: stored days for other readers: a digest for people, tables for BI tools."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from pathlib import Path

from flows.adapters.exports import day_json, write_csv, write_parquet
from flows.adapters.files import replacing
from flows.adapters.results import load_day, shown
from flows.adapters.settings import Configuration
from flows.adapters.store import Store
from flows.core.day import DayResult
from flows.core.export import CALLS, HITS, Cell, call_rows, hit_rows
from reports.digest import MARKDOWN, TEXT, digest


class TableFormat(StrEnum):
    """How tables are written."""

    CSV = "csv"
    """For everything, Excel included."""
    PARQUET = "parquet"
    """Typed columns; needs pyarrow."""


def load_shown(configuration: Configuration, store: Store, day: date, now: datetime) -> DayResult:
    """A day as an output may show it."""
    result = load_day(store, day, configuration.settings.zone, run_id="", now=now)
    return shown(configuration, result)


def digest_of(configuration: Configuration, store: Store, day: date, now: datetime, *, markdown: bool) -> str:
    """A few lines about a day, without customer speech unless the setting allows it."""
    folder = configuration.resolve(configuration.settings.reports) / day.isoformat()
    return digest(
        load_shown(configuration, store, day, now),
        str(folder / f"qa-{day}.html"),
        MARKDOWN if markdown else TEXT,
        speech=configuration.settings.privacy.digest_speech,
        language=configuration.settings.report.language,
    )


def json_of(configuration: Configuration, store: Store, day: date, now: datetime) -> str:
    """The calls and hits of a day as one JSON object."""
    result = load_shown(configuration, store, day, now)
    calls, hits = list(call_rows(result)), list(hit_rows(result))
    return day_json(day.isoformat(), calls, hits, masked=result.masked)


def write_tables(
    configuration: Configuration,
    store: Store,
    days: Sequence[date],
    *,
    kind: TableFormat,
    folder: Path | None,
    now: datetime,
) -> list[Path]:
    """Write the calls and the hits of some days, a file each; one day at a time is in memory whole.

    Args:
        folder: default the report folder of the first day.

    Raises:
        BadInputError: a library that the format needs is not installed.
    """
    calls: list[Mapping[str, Cell]] = []
    hits: list[Mapping[str, Cell]] = []
    for result in _each(configuration, store, days, now):
        calls += call_rows(result)
        hits += hit_rows(result)
    span = f"{days[0]}" if len(days) == 1 else f"{days[0]}_{days[-1]}"
    target = folder or configuration.resolve(configuration.settings.reports) / span
    write = write_csv if kind is TableFormat.CSV else write_parquet
    written = []
    for name, rows, columns in (("calls", calls, CALLS), ("hits", hits, HITS)):
        path = target / f"qa-{span}-{name}.{kind.value}"
        with replacing(path) as temporary:
            write(rows, columns, temporary)
        written.append(path)
    return written


def _each(
    configuration: Configuration, store: Store, days: Sequence[date], now: datetime
) -> Iterator[DayResult]:
    return (load_shown(configuration, store, day, now) for day in days)
