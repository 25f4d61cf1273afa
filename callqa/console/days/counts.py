"""What is counted of days, kept in memory as long as their reports are the same."""

from datetime import date, timedelta

from callqa.console.desk import Desk
from callqa.days.day import DayResult
from callqa.days.summary import DaySummary
from callqa.model.access.account import Scope
from callqa.operations.calls.browse import in_counts
from callqa.operations.days import holder
from callqa.storage.calls.browse import content_seal
from callqa.storage.counts import load_history
from callqa.storage.session import Site


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
    seal = content_seal(site.database, day)
    if not seal or holder(site, day):
        return in_counts(site, day, scope)
    return desk.in_counts.get(f"{day}/{seal}/{scope}", lambda: in_counts(site, day, scope))
