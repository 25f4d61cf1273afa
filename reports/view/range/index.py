"""The list of all nights: months with their days, how complete each was, and what was found."""

import math
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby

from callqa.days.summary import HISTORY_DAYS, DaySummary, calendar
from reports.view.drawing import Bars, bars
from reports.words.language import rollup_words, words


@dataclass(frozen=True, kw_only=True, slots=True)
class Night:
    """A day that was run.

    Args:
        href: of its report; empty where that is gone.
        state: key of how complete it is.
        level: how many calls had hits beside the other days of the list: 0 for none, 4 for the most.
    """

    day: date
    title: str
    href: str
    state: str
    summary: DaySummary
    level: int = 0

    @property
    def flagged(self) -> str:
        """Return the calls with hits; in words where a zero is not proven."""
        return self._proven(self.summary.flagged)

    @property
    def severe(self) -> str:
        """Return the severe hits; in words where a zero is not proven."""
        return self._proven(self.summary.severe)

    def _proven(self, value: int) -> str:
        return str(value) if value or self.summary.complete else words.NOT_EVALUATED


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """A roll-up that was written: a week, a month, or another range."""

    first: date
    last: date
    href: str

    @property
    def kind(self) -> str:
        """What it is, so that a week leads to the week before it, and a month to the month."""
        around = {"week": week_of(self.first), "month": month_of(self.first)}
        return next((kind for kind, span in around.items() if span == (self.first, self.last)), "other")

    @property
    def title(self) -> str:
        """2026-02-02 至 2026-02-08."""
        return rollup_words.span(self.first.isoformat(), self.last.isoformat())


@dataclass(frozen=True, kw_only=True, slots=True)
class Month:
    """The nights of a month, the newest first, and the roll-ups that end in it."""

    title: str
    nights: tuple[Night, ...]
    spans: tuple[Span, ...]

    def total(self, name: str) -> int:
        """Return a sum over the days."""
        return sum(getattr(night.summary, name) for night in self.nights)


@dataclass(frozen=True, kw_only=True, slots=True)
class Index:
    """Everything on the page.

    Args:
        trends: a label, a month of bars, and the same in words.
        categories: the same of every category that had hits in that month, the most first; and how many.
    """

    months: tuple[Month, ...]
    trends: tuple[tuple[str, Bars, str], ...]
    categories: tuple[tuple[str, int, Bars, str], ...] = ()


def index_of(
    summaries: Sequence[DaySummary], reports: Iterable[date], spans: Iterable[tuple[date, date]]
) -> Index:
    """Put all nights in order.

    Args:
        summaries: of every day that was run, oldest first.
        reports: days whose report is there.
        spans: first and last days of the roll-ups that are there.
    """
    there = {*reports}
    most = max((summary.hit_rate or 0 for summary in summaries), default=0)
    nights = [_night(summary, summary.day in there, most) for summary in reversed(summaries)]
    written = sorted((_span(*each) for each in spans), key=lambda each: (each.last, each.first), reverse=True)
    return Index(
        months=tuple(
            Month(
                title=rollup_words.month(*month),
                nights=tuple(of_month),
                spans=tuple(each for each in written if (each.last.year, each.last.month) == month),
            )
            for month, of_month in groupby(nights, key=lambda night: (night.day.year, night.day.month))
        ),
        trends=tuple(_trends(summaries)),
        categories=tuple(_categories(summaries)),
    )


def _night(summary: DaySummary, has_report: bool, most: float) -> Night:
    day = summary.day.isoformat()
    return Night(
        day=summary.day,
        title=words.day_title(summary.day),
        href=f"{day}/qa-{day}.html" if has_report else "",
        state="complete" if summary.complete else "incomplete",
        summary=summary,
        level=math.ceil((summary.hit_rate or 0) * 4 / most) if most else 0,
    )


def _span(first: date, last: date) -> Span:
    name = f"{first}_{last}"
    return Span(first=first, last=last, href=f"{name}/qa-{name}.html")


def _month(summaries: Sequence[DaySummary]) -> list[DaySummary | None]:
    return [day for _, day in calendar(summaries, summaries[-1].day, HISTORY_DAYS)] if summaries else []


def _drawn(
    month: Iterable[DaySummary | None], measure: Callable[[DaySummary], int | None]
) -> tuple[Bars, str]:
    """Draw a number of a month, and say the same in words; a day that is not known is a gap."""
    known = [(day, None if day is None else measure(day)) for day in month]
    told = words.BETWEEN.join(
        rollup_words.day_value(f"{day.day:%m-%d}", words.NONE if value is None else str(value))
        for day, value in known
        if day
    )
    return bars([value for _, value in known]), told


def _trends(summaries: Sequence[DaySummary]) -> Iterable[tuple[str, Bars, str]]:
    month = _month(summaries)
    if not month:
        return
    yield words.CALL_NUMBER, *_drawn(month, lambda day: day.received)
    yield words.FLAGGED, *_drawn(month, lambda day: _proven(day, day.flagged))
    yield words.SEVERE, *_drawn(month, lambda day: _proven(day, day.severe))


def _categories(summaries: Sequence[DaySummary]) -> Iterable[tuple[str, int, Bars, str]]:
    month = _month(summaries)
    total: Counter[str] = Counter()
    for day in filter(None, month):
        total.update({each.name: each.hits for each in day.categories})
    for name, hits in sorted(total.items(), key=lambda each: (-each[1], each[0])):
        yield name, hits, *_drawn(month, _hits_of(name))


def _hits_of(name: str) -> Callable[[DaySummary], int | None]:
    return lambda day: _proven(day, day.category(name))


def _proven(day: DaySummary, value: int) -> int | None:
    """Return a number; None for a zero of a day on which something was not evaluated."""
    return value if value or day.complete else None


def week_of(day: date) -> tuple[date, date]:
    """Return Monday and Sunday of a day's week."""
    monday = day - timedelta(days=day.weekday())
    return monday, monday + timedelta(days=6)


def month_of(day: date) -> tuple[date, date]:
    """Return the first and the last day of a day's month."""
    first = day.replace(day=1)
    return first, (first + timedelta(days=31)).replace(day=1) - timedelta(days=1)
