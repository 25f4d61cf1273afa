"""The pages of days: the list, and one day in counts."""

from dataclasses import dataclass, replace
from datetime import date

from fastapi import Request
from starlette.responses import Response

from callqa.console.days.counts import counted, summary_of, told_of
from callqa.console.days.numbers import Numbers
from callqa.console.desk import Desk
from callqa.console.doors import AtDesk, Doors, Signed, Visitor
from callqa.console.rendering import in_words, page
from callqa.days.summary import DaySummary
from callqa.model.access.account import Capability
from callqa.operations.days import holder
from callqa.storage import runs
from callqa.storage.calls.browse import content_seal, recent_days
from callqa.storage.lease import Holder
from reports.view.day import ledger_view
from reports.view.tables import skipped
from reports.view.trust import trust_of
from reports.words.lines import gap_lines, remark_lines

doors = Doors("/days")
_ON_A_PAGE = 14


@dataclass(frozen=True, kw_only=True, slots=True)
class DayLine:
    """A day in the list.

    Args:
        summary: its counts; None where only those of the whole centre are known and not all of it is seen.
        is_reported: whether its report is written.
        holder: who works on it now.
    """

    day: date
    summary: DaySummary | None
    is_reported: bool
    holder: Holder | None


@doors.get("", Capability.READ_NUMBERS)
def days(request: Request, desk: AtDesk, visitor: Signed, before: date | None = None) -> Response:
    """List the days, newest first."""
    found = recent_days(visitor.site.database, before, _ON_A_PAGE + 1)
    lines = [_line(desk, visitor, day) for day in found[:_ON_A_PAGE]]
    more = found[_ON_A_PAGE - 1] if len(found) > _ON_A_PAGE else None
    return page(request, "days/list.html", account=visitor.account, lines=lines, more=more)


def _line(desk: Desk, visitor: Visitor, day: date) -> DayLine:
    site, seal = visitor.site, content_seal(visitor.site.database, day)
    return DayLine(
        day=day,
        summary=summary_of(desk, site, day, seal) if visitor.account.scope.is_everything else None,
        is_reported=bool(seal),
        holder=holder(site, day),
    )


@doors.get("/{day}", Capability.READ_NUMBERS)
def one(request: Request, visitor: Signed, day: date) -> Response:
    """Show one day; its numbers come when they are counted."""
    return page(request, "days/day.html", account=visitor.account, day=day)


@doors.get("/{day}/numbers", Capability.READ_NUMBERS)
def numbers(request: Request, desk: AtDesk, visitor: Signed, day: date) -> Response:
    """Return the part of a page that says whether a day is complete."""
    site = visitor.site
    with in_words(request):
        found = replace(
            told_of(desk, site, day, visitor.account.scope, lambda: _told(desk, visitor, day)),
            holder=holder(site, day),
            progress=runs.under_way(site.database).get(day),
        )
    return page(request, "days/_numbers.html", account=visitor.account, day=day, numbers=found)


def _told(desk: Desk, visitor: Visitor, day: date) -> Numbers:
    result = counted(desk, visitor.site, day, visitor.account.scope)
    return Numbers(
        trust=trust_of(result, skipped(result), visitor.site.settings.report.alarm_share),
        ledger=ledger_view(result.ledger()),
        remarks=tuple(remark_lines(result)),
        gaps=tuple(gap_lines(result)),
    )
