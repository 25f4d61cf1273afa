"""A workbook as plain tables: values, columns and what a column is for."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum


class Kind(StrEnum):
    """What a column is for, beyond the type of its values."""

    PLAIN = "plain"
    """Text on one line, numbers, moments."""
    LONG = "long"
    """Text that wraps."""
    SEVERITY = "severity"
    """A severity's word, with its colour."""
    VERDICT = "verdict"
    """The reviewer chooses one of the verdicts."""
    INPUT = "input"
    """The reviewer writes."""
    HIDDEN = "hidden"
    """For machines."""


class Share(float):
    """A number that is printed as a percentage."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """Text that opens the HTML report at a place; at its top when there is no anchor."""

    text: str
    anchor: str = ""


Value = str | int | float | datetime | date | timedelta | Link | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its header, its width in characters, and what it is for."""

    header: str
    width: int
    kind: Kind = Kind.PLAIN


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A table with a header row."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
