"""A workbook as plain tables: values, columns and what a column is for."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from reports.view.format import Count, Rate
from reports.view.model.rows import ConductView
from reports.view.scores import AtMost


class Kind(StrEnum):
    """What a column is for, beyond the type of its values."""

    PLAIN = "plain"
    """Text on one line, moments."""
    NUMBER = "number"
    """Numbers, or words where there is none."""
    LONG = "long"
    """Text that wraps."""
    SEVERITY = "severity"
    """A severity's word, with its colour."""
    STATE = "state"
    """A word of which some are coloured: 失败, 未评估, 分歧."""
    VERDICT = "verdict"
    """The reviewer chooses one of the verdicts."""
    CHOICE = "choice"
    """The reviewer chooses one of the column's own words."""
    INPUT = "input"
    """The reviewer writes."""
    HIDDEN = "hidden"
    """For machines."""
    FACT = "fact"
    """Values of many types below each other."""
    CHART = "chart"
    """What a chart is drawn from."""
    GAP = "gap"
    """Nothing: room for a chart."""


class Share(float):
    """A number that is printed as a percentage."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Link:
    """Text that opens a file.

    Args:
        text: what is shown.
        anchor: a place in the file.
        address: as a URL relative to the workbook; empty for the HTML report beside it.
    """

    text: str
    anchor: str = ""
    address: str = ""


Value = str | int | float | datetime | date | timedelta | Link | None
Row = tuple[Value, ...]


@dataclass(frozen=True, slots=True)
class Column:
    """A column.

    Args:
        header: of it.
        width: in characters.
        kind: what it is for.
        choice: what can be chosen in it, as Excel writes a list or a range of cells.
        others: whether other words than these may be typed.
    """

    header: str
    width: int
    kind: Kind = Kind.PLAIN
    choice: str = ""
    others: bool = False


class Shape(StrEnum):
    """How a chart draws its numbers."""

    LINES = "lines"
    """One line a column, over days."""
    BARS = "bars"
    """Lying bars, one a row."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Chart:
    """A chart of a sheet's own columns.

    Args:
        labels: index of the column with days or names, from 0.
        series: indices of the columns with numbers.
        rows: how many rows below the header it shows.
        place: the cell at its upper left corner.
        percent: whether the numbers are shares.
    """

    title: str
    shape: Shape
    labels: int
    series: tuple[int, ...]
    rows: int
    place: str
    percent: bool = False


@dataclass(frozen=True, kw_only=True, slots=True)
class Sheet:
    """A table with a header row.

    Args:
        rows: read once, row by row, so that a large table is never whole in memory.
        filtered, printed: how many columns the filter and the print-out span; 0 for all.
    """

    title: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    charts: tuple[Chart, ...] = ()
    filtered: int = 0
    printed: int = 0


def number(count: Count) -> Value:
    """Return a count; in words where a zero would not be proven."""
    return count.value if count.known else count.text


def share(rate: Rate) -> Value:
    """Return a rate; in words where there is none."""
    return rate.text if rate.share is None else Share(rate.share)


def fraction(value: float | None) -> Value:
    """Return a number between 0 and 1 as a percentage; nothing where there is none."""
    return None if value is None else Share(value)


def points(value: float | None, conduct: ConductView) -> Value:
    """Return a mean score; marked where it can only be lower, nothing where there is none."""
    return AtMost(value) if value is not None and conduct.is_bound else value


def naive(moment: datetime) -> datetime:
    """Local time without its zone, to the second: a workbook knows no zones."""
    return moment.replace(tzinfo=None, microsecond=0)


def seconds(milliseconds: int) -> timedelta:
    """Return a span; whole seconds, cut as in the HTML report: Excel would round."""
    return timedelta(seconds=milliseconds // 1000)


def chosen(words: Iterable[str]) -> str:
    """Return a list of words as Excel writes what can be chosen."""
    return f'"{",".join(words)}"'
