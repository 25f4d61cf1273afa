"""Values of the view as values of a workbook."""

from datetime import datetime, timedelta

from reports.figures import Count, Rate
from reports.grid import Share, Value
from reports.language import words


def number(count: Count) -> Value:
    """A count; in words where a zero would not be proven."""
    return count.value if count.known else count.text


def share(rate: Rate) -> Value:
    """A rate; in words where there is none."""
    return rate.text if rate.share is None else Share(rate.share)


def fraction(value: float | None) -> Value:
    """A number between 0 and 1 as a percentage; nothing where there is none."""
    return None if value is None else Share(value)


def naive(moment: datetime) -> datetime:
    """Local time without its zone, to the second: a workbook knows no zones."""
    return moment.replace(tzinfo=None, microsecond=0)


def seconds(milliseconds: int) -> timedelta:
    """A span; whole seconds, cut as in the HTML report: Excel would round."""
    return timedelta(seconds=milliseconds // 1000)


def percent(value: float | None) -> str:
    """33.3%, or that there is none."""
    return words.NONE if value is None else f"{value:.1%}"
