"""Days side by side: what a report compares its day with."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

HISTORY_DAYS = 30
"""How far back a report looks, its own day included."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryCount:
    """The hits of one category on one day."""

    name: str
    hits: int


@dataclass(frozen=True, kw_only=True, slots=True)
class DaySummary:
    """One day in counts, cheap enough to load for a whole month.

    Args:
        received, ok, no_speech, failed: calls, as in the ledger.
        evaluated: calls on which every rule of that day was evaluated.
        flagged: calls with at least one hit.
        hits, severe: findings, and those of them that are 严重 or worse.
        categories: hits by category, in order of the name; only those with any.
    """

    day: date
    received: int
    ok: int
    no_speech: int
    failed: int
    evaluated: int
    flagged: int
    hits: int
    severe: int
    categories: tuple[CategoryCount, ...] = ()

    @property
    def complete(self) -> bool:
        """Whether every rule was evaluated on every call, so that a zero is a zero."""
        return self.evaluated == self.received

    @property
    def hit_rate(self) -> float | None:
        """Flagged among analysed calls; None where none was analysed."""
        return self.flagged / self.ok if self.ok else None

    def category(self, name: str) -> int:
        """Return the hits of a category."""
        return sum(each.hits for each in self.categories if each.name == name)


def calendar_days(first: date, last: date) -> list[date]:
    """Return every calendar day of a range, both ends included."""
    return [first + timedelta(days=number) for number in range((last - first).days + 1)]


def calendar(
    summaries: Iterable[DaySummary], last: date, days: int
) -> tuple[tuple[date, DaySummary | None], ...]:
    """Return so many calendar days up to one, each with its summary, or None where nothing was run.

    A day without a run is a gap, never a zero.
    """
    known = {summary.day: summary for summary in summaries}
    dates = (last - timedelta(days=back) for back in reversed(range(days)))
    return tuple((day, known.get(day)) for day in dates)
