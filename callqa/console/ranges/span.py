"""A range of days as it stands in an address, counted a few days at a time: no page waits for a month."""

import time
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Protocol

from callqa.console.desk import Desk
from callqa.days.ranges.rollup import Rollup
from callqa.model.access.account import Account
from callqa.model.errors import BadInputError
from callqa.operations.ranges.counting import DayTotals, stamp, together, totals_of
from callqa.storage.calls.browse import recent_days
from callqa.storage.session import Site

MOST_DAYS = 92
_USUAL_DAYS = 7
_BUDGET_S = 1.5


class Reader(Protocol):
    """Somebody, or a program, that reads days."""

    @property
    def account(self) -> Account:
        """Whose calls are counted."""

    @property
    def site(self) -> Site:
        """The site as they work on it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Span:
    """Days, both ends included."""

    first: date
    last: date

    @classmethod
    def asked(cls, visitor: Reader, first: date | None, last: date | None) -> "Span":
        """Return what an address asks for; the newest week where it asks for nothing.

        Raises:
            BadInputError: the days are the wrong way round, or too many.
        """
        newest = next(iter(recent_days(visitor.site.database, None, 1)), visitor.site.yesterday())
        end = last or (max(first, newest) if first else newest)
        begin = first or end - timedelta(days=_USUAL_DAYS - 1)
        if begin > end:
            raise BadInputError(f"{begin} 在 {end} 之后", "日期", "把两个日期对调")
        if (end - begin).days >= MOST_DAYS:
            raise BadInputError(f"一次最多看 {MOST_DAYS} 天", "日期", "缩短日期范围")
        return cls(first=begin, last=end)

    @property
    def query(self) -> str:
        """The same in an address."""
        return f"first={self.first}&last={self.last}"


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """A range as far as it is counted.

    Args:
        done, total: stored days of it.
    """

    rollup: Rollup
    totals: tuple[DayTotals, ...]
    done: int
    total: int


def count(desk: Desk, visitor: Reader, span: Span) -> Counted:
    """Count days until a page has waited long enough; what is counted is kept for the next one."""
    site, scope = visitor.site, visitor.account.scope
    until = time.monotonic() + _BUDGET_S
    days = site.store.days(span.first, span.last)
    found: list[DayTotals] = []
    for day in days:
        if found and time.monotonic() > until:
            break
        mark = stamp(site, day)
        found.append(
            desk.totals.get(f"{mark}/{scope}", lambda day=day: totals_of(site, day, scope))  # type: ignore[misc]  # the day of this turn
            if mark
            else totals_of(site, day, scope)
        )
    rollup = together(site, found, span.first, span.last)
    return Counted(rollup=rollup, totals=tuple(found), done=len(found), total=len(days))
