"""Export: stored days for other readers: a digest for people, tables for BI tools."""

import json
from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Any

from callqa.days.day import DayResult
from callqa.days.export_rows import (
    AGENTS,
    CALLS,
    FORMAT,
    HITS,
    Cell,
    Column,
    Type,
    agent_rows,
    call_rows,
    hit_rows,
)
from callqa.host.files import replacing
from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError
from callqa.model.progress import UNWATCHED, Watcher
from callqa.operations.days import each
from callqa.operations.load import load_day, shown
from callqa.storage import audit, lease
from callqa.storage.session import Site
from reports.plain.digest import MARKDOWN, TEXT, digest

if TYPE_CHECKING:
    import pandas as pd

Rows = Sequence[Mapping[str, Cell]]
_DTYPES: dict[Type, Any] = {
    Type.TEXT: "string",
    Type.INTEGER: "Int64",
    Type.NUMBER: "Float64",
    Type.BOOLEAN: "boolean",
    Type.MOMENT: "string",
}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")
_INSTALL = "pip install 'callqa[parquet]'，离线安装见 README；或改用 --format csv"


def write_csv(rows: Rows, columns: Sequence[Column], path: Path) -> None:
    """Write a table as CSV that Excel, too, reads as UTF-8; no text in it is a formula there."""
    frame = _frame(rows, columns)
    for column in columns:
        if column.type is Type.TEXT:
            risky = frame[column.name].str.startswith(_FORMULA_STARTS, na=False)
            frame.loc[risky, column.name] = "'" + frame.loc[risky, column.name]
    frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n", errors="replace")


def write_parquet(rows: Rows, columns: Sequence[Column], path: Path) -> None:
    """Write a table as Parquet, with moments as moments.

    Raises:
        BadInputError: pyarrow, which is an extra, is not installed.
    """
    import pandas as pd  # noqa: PLC0415 - the night writes no tables, and it takes half a second

    frame = _frame(rows, columns)
    for column in columns:
        if column.type is Type.MOMENT:
            frame[column.name] = pd.to_datetime(frame[column.name], utc=True)
    try:
        frame.to_parquet(path, engine="pyarrow", index=False)
    except ImportError as error:
        raise BadInputError("写 Parquet 需要 pyarrow，还没有安装", "--format parquet", _INSTALL) from error


def day_json(day: str, calls: Rows, hits: Rows, agents: Rows = (), *, masked: bool) -> str:
    """Return the tables as one JSON object."""
    tables = {"calls": list(calls), "hits": list(hits), "agents": list(agents)}
    content = {"format": FORMAT, "day": day, "masked": masked, **tables}
    return json.dumps(content, ensure_ascii=False, indent=1)


def _frame(rows: Rows, columns: Sequence[Column]) -> "pd.DataFrame":
    """Return a data frame whose columns have their types even where it is empty."""
    import pandas as pd  # noqa: PLC0415 - the night writes no tables, and it takes half a second

    return pd.DataFrame(
        {
            column.name: pd.array([_printable(row[column.name]) for row in rows], dtype=_DTYPES[column.type])
            for column in columns
        }
    )


def _printable(cell: Cell) -> Cell:
    """Return text that is valid UTF-8: a file name may hold half a character."""
    return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell


class TableFormat(StrEnum):
    """How tables are written."""

    CSV = "csv"
    """For everything, Excel included."""
    PARQUET = "parquet"
    """Typed columns; needs pyarrow."""


class TextFormat(StrEnum):
    """How a day is written as one text."""

    TEXT = "text"
    """A digest for a notification."""
    MARKDOWN = "markdown"
    """The same, for programs that know Markdown."""
    JSON = "json"
    """Calls and hits as one object."""


def refuse_target(site: Site, target: Path, *, is_folder: bool) -> None:
    """Refuse to write an export where something else would be destroyed; an earlier export is replaced.

    Args:
        target: a file, or the folder of several.

    Raises:
        BadInputError: it is a link or something of another kind, a file that callqa works with, or among
            the recordings.
    """
    cure = "换一个地方；要打印出来就去掉 --output"
    if target.is_symlink() or (target.exists() and not (target.is_dir() if is_folder else target.is_file())):
        wanted = "文件夹" if is_folder else "普通文件"
        raise BadInputError(f"--output 要的是{wanted}，这里是链接或别的东西", str(target), cure)
    if target.resolve() in _own_files(site):
        raise BadInputError("这是 callqa 自己的文件，不会覆盖", str(target), cure)
    if any(target.resolve().is_relative_to(folder.resolve()) for folder in site.configuration.folders):
        raise BadInputError("不能写进录音文件夹", str(target), cure)


def _own_files(site: Site) -> set[Path]:
    configuration, settings = site.configuration, site.settings
    named = (settings.rules, settings.agents)
    files = [configuration.path, configuration.database_file, *map(configuration.resolve, named)]
    return {file.resolve() for file in files if file}


def load_shown(site: Site, day: date) -> DayResult:
    """Return a day as an output may show it."""
    return shown(site.configuration, load_day(site, day))


def digest_of(site: Site, result: DayResult, *, markdown: bool = False) -> str:
    """Return a few lines about a day, without customer speech unless the setting allows it.

    Args:
        result: the day as an output may show it.
    """
    day = result.window.day
    folder = site.configuration.resolve(site.settings.reports) / day.isoformat()
    return digest(
        result,
        str(folder / f"qa-{day}.html"),
        MARKDOWN if markdown else TEXT,
        speech=site.settings.privacy.digest_speech,
        language=site.settings.report.language,
        alarm_share=site.settings.report.alarm_share,
        address=site.settings.address,
    )


def export_text(site: Site, days: Sequence[date], kind: TextFormat, *, to: str = "") -> str:
    """Return a day as one text for other readers; the audit log says who asked for it.

    Args:
        days: one of them.
        to: where it goes, for the audit log; empty where that is not known.

    Raises:
        BadInputError: there is more than one day.
    """
    if len(days) > 1:
        raise BadInputError(f"{kind.value} 一次只写一天", "--format", "用 --day，或用 csv、parquet 导出一段")
    result = load_shown(site, days[0])
    # before anything is given away: who reads our output may end this process
    _note(site, days, kind, to)
    if kind is not TextFormat.JSON:
        return digest_of(site, result, markdown=kind is TextFormat.MARKDOWN)
    tables = list(call_rows(result)), list(hit_rows(result)), list(agent_rows(result))
    return day_json(days[0].isoformat(), *tables, masked=result.masked) + "\n"


def export_tables(
    site: Site,
    days: Sequence[date],
    kind: TableFormat,
    *,
    folder: Path | None = None,
    watcher: Watcher = UNWATCHED,
) -> list[Path]:
    """Write the calls, the hits and the agents of some days, a file each; one day at a time is in memory.

    Args:
        folder: default the report folder of the first day, which nobody else writes to meanwhile.

    Raises:
        BadInputError: a library that the format needs is not installed.
        DayHeldError: another process writes to the report folder, or takes calls out of its files.
        StoppedError: whoever follows it wants it to end; nothing was written.
    """
    held = days[0] if len(days) == 1 else lease.RANGES
    with nullcontext() if folder else lease.holding(site.database, held, site.lease_s):
        _note(site, days, kind, str(folder or ""))
        return _write_tables(site, days, kind, folder, watcher)


def _note(site: Site, days: Sequence[date], kind: StrEnum, to: str) -> None:
    span = f"{days[0]}/{days[-1]}"
    audit.note(site, AuditAction.EXPORTED, days=span, format=kind.value, to=to)


def _write_tables(
    site: Site, days: Sequence[date], kind: TableFormat, folder: Path | None, watcher: Watcher
) -> list[Path]:
    calls: list[Mapping[str, Cell]] = []
    hits: list[Mapping[str, Cell]] = []
    agents: list[Mapping[str, Cell]] = []
    for day in each(days, watcher):
        result = load_shown(site, day)
        calls += call_rows(result)
        hits += hit_rows(result)
        agents += agent_rows(result)
    span = f"{days[0]}" if len(days) == 1 else f"{days[0]}_{days[-1]}"
    target = folder or site.configuration.resolve(site.settings.reports) / span
    write = write_csv if kind is TableFormat.CSV else write_parquet
    written = []
    tables = (("calls", calls, CALLS), ("hits", hits, HITS), ("agents", agents, AGENTS))
    for name, rows, columns in tables:
        path = target / f"qa-{span}-{name}.{kind.value}"
        with replacing(path) as temporary:
            write(rows, columns, temporary)
        written.append(path)
    return written
