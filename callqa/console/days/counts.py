"""What is counted of days, kept in memory as long as their reports are the same."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import partial
from typing import TypeVar

from callqa.console.days.numbers import Numbers
from callqa.console.desk import Desk
from callqa.console.recent import Recent
from callqa.days.day import DayResult
from callqa.days.summary import DaySummary
from callqa.model.access.account import Scope
from callqa.operations.calls.browse import in_counts
from callqa.operations.days import holder
from callqa.storage.calls.browse import choices, content_seal
from callqa.storage.calls.order import Wanted
from callqa.storage.counts import load_history
from callqa.storage.session import Site

Made = TypeVar("Made")


def summary_of(desk: Desk, site: Site, day: date, seal: str) -> DaySummary | None:
    """Return a day of the whole centre in counts; None where nothing is known of it.

    Args:
        seal: of the day's contents; empty while it has no report.
    """

    def count() -> DaySummary | None:
        return next(iter(load_history(site.store, day + timedelta(days=1), 2)[-1:]), None)

    found = desk.summaries.get(f"{day}/{seal}", count) if seal else count()
    return found if found and found.day == day else None


def counted(desk: Desk, site: Site, day: date, scope: Scope) -> DayResult:
    """Return a day without its speech and its hits, as far as somebody sees it."""
    return _kept(desk.in_counts, site, day, scope, lambda: in_counts(site, day, scope))


def told_of(desk: Desk, site: Site, day: date, scope: Scope, make: Callable[[], Numbers]) -> Numbers:
    """Return what is told of a day, in the words of the settings."""
    return _kept(desk.numbers, site, day, scope, make)


def choices_of(desk: Desk, site: Site, wanted: Wanted) -> tuple[list[str], list[str]]:
    """Return the agents and the queues of the calls of a day that somebody sees."""
    make = partial(choices, site.database, wanted)
    return _kept(desk.choices, site, wanted.day, wanted.scope, make)


def _kept(known: Recent[Made], site: Site, day: date, scope: Scope, make: Callable[[], Made]) -> Made:
    """Return what is known of a day with a report, as long as it is the same; of any other make it anew."""
    seal = content_seal(site.database, day)
    if not seal or holder(site, day):
        return make()
    return known.get(f"{day}/{seal}/{scope}", make)
