"""Rows as files for BI tools, with pandas."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from flows.core.errors import BadInputError
from flows.core.export import FORMAT, Cell, Column, Type

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
    """A table as CSV that Excel, too, reads as UTF-8; no text in it is a formula there."""
    frame = _frame(rows, columns)
    for column in columns:
        if column.type is Type.TEXT:
            risky = frame[column.name].str.startswith(_FORMULA_STARTS, na=False)
            frame.loc[risky, column.name] = "'" + frame.loc[risky, column.name]
    frame.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\r\n", errors="replace")


def write_parquet(rows: Rows, columns: Sequence[Column], path: Path) -> None:
    """A table as Parquet; moments are moments.

    Raises:
        BadInputError: pyarrow, which is an extra, is not installed.
    """
    frame = _frame(rows, columns)
    for column in columns:
        if column.type is Type.MOMENT:
            frame[column.name] = pd.to_datetime(frame[column.name], utc=True)
    try:
        frame.to_parquet(path, engine="pyarrow", index=False)
    except ImportError as error:
        raise BadInputError("写 Parquet 需要 pyarrow，还没有安装", "--format parquet", _INSTALL) from error


def day_json(day: str, calls: Rows, hits: Rows, *, masked: bool) -> str:
    """Both tables as one JSON object."""
    content = {"format": FORMAT, "day": day, "masked": masked, "calls": list(calls), "hits": list(hits)}
    return json.dumps(content, ensure_ascii=False, indent=1)


def _frame(rows: Rows, columns: Sequence[Column]) -> pd.DataFrame:
    """A data frame whose columns have their types even where it is empty."""
    return pd.DataFrame(
        {
            column.name: pd.array([_printable(row[column.name]) for row in rows], dtype=_DTYPES[column.type])
            for column in columns
        }
    )


def _printable(cell: Cell) -> Cell:
    """Text that is valid UTF-8: a file name may hold half a character."""
    return cell.encode("utf-8", "replace").decode() if isinstance(cell, str) else cell
