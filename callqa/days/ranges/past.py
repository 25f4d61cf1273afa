"""The period before a range of days: the week before a week, the month before a month."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta

from callqa.days.summary import DaySummary
from callqa.model.recording import Role

Said = tuple[str, Role]
"""What was said, folded, and by whom."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Past:
    """What was counted in the period before.

    Args:
        days: that were run, oldest first; never empty.
        rules: hits by rule id.
        wordings: hits by what was said in them.
    """

    first: date
    last: date
    days: Sequence[DaySummary]
    rules: Mapping[str, int] = field(default_factory=dict)
    wordings: Mapping[Said, int] = field(default_factory=dict)

    @property
    def complete(self) -> bool:
        """Whether a zero in it is one: every day was run, and every rule evaluated on every call."""
        whole = len(self.days) == (self.last - self.first).days + 1
        return whole and all(day.complete for day in self.days)

    def total(self, name: str) -> int:
        """Return a sum over the days."""
        return sum(getattr(day, name) for day in self.days)

    def category(self, name: str) -> int:
        """Return the hits of a category."""
        return sum(day.category(name) for day in self.days)


def before(first: date, last: date) -> tuple[date, date]:
    """Return the period before a range: of a whole month the month before, else as many days."""
    end = first - timedelta(days=1)
    whole_month = first.day == 1 and (last + timedelta(days=1)).day == 1 and first.month == last.month
    return (end.replace(day=1) if whole_month else first - (last - first) - timedelta(days=1)), end
