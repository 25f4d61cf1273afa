"""Values of the view as values of a workbook."""

from datetime import datetime, timedelta

from reports import words
from reports.grid import Share, Value
from reports.shapes import Count, Rate


def number(count: Count) -> Value:
    """A count; in words where a zero would not be proven."""
    return count.value if count.known else count.text


def share(rate: Rate) -> Value:
    """A rate; in words where there is none."""
    return rate.text if rate.share is None else Share(rate.share)


def naive(moment: datetime) -> datetime:
    """Local time without its zone, to the second: a workbook knows no zones."""
    return moment.replace(tzinfo=None, microsecond=0)


def seconds(milliseconds: int) -> timedelta:
    """A span; whole seconds, cut as in the HTML report: Excel would round."""
    return timedelta(seconds=milliseconds // 1000)


def percent(value: float | None) -> str:
    """33.3%, or that there is none."""
    return words.NONE if value is None else f"{value:.1%}"
