"""Home: what somebody of one's role looks at first."""

from datetime import date

from fastapi import Request
from starlette.responses import Response

from callqa.console.calls.filters import Filters
from callqa.console.doors import Doors, Signed, Visitor
from callqa.console.rendering import in_words, page
from callqa.model.access.account import Capability
from callqa.operations.calls import browse
from callqa.operations.verdicts import appealing
from callqa.storage.calls.browse import recent_days
from callqa.storage.calls.order import Wanted
from reports.view.day import view_of

doors = Doors()
_WORST = 5


@doors.get("/", Capability.SIGNED_IN)
def home(request: Request, visitor: Signed) -> Response:
    """Show the newest day, and the worst calls of it that nobody has judged."""
    newest = next(iter(recent_days(visitor.site.database, None, 1)), None)
    reads = visitor.account.may(Capability.READ_SPEECH)
    chosen = _open(visitor, newest) if newest and reads else None
    return page(
        request,
        "home.html",
        account=visitor.account,
        day=newest,
        chosen=chosen,
        rows=_rows(request, visitor, chosen) if chosen else None,
        appeals=_appeals(visitor),
    )


def _appeals(visitor: Visitor) -> tuple[int, int]:
    """Return how many appeals wait that somebody sees, and how many of them are past their time."""
    if not visitor.account.may(Capability.READ_SPEECH):
        return 0, 0
    site, terms = visitor.site, appealing.terms(visitor.site)
    found = appealing.waiting(site, visitor.account)
    return len(found), sum(each.appeal.due(terms) < site.now() for each in found)


def _open(visitor: Visitor, day: date) -> Filters:
    # what is still to be judged is for those who judge; an agent looks at all that was marked
    only_open = visitor.account.sees_judges
    scope = visitor.account.scope
    return Filters(wanted=Wanted(day=day, scope=scope, only_open=only_open, only_flagged=True))


def _rows(request: Request, visitor: Visitor, chosen: Filters) -> tuple[object, ...]:
    found = browse.page(visitor.site, chosen.wanted, size=_WORST)
    with in_words(request):
        view = view_of(found.day)
    return tuple(zip(view.calls, found.day.calls, found.refs, strict=True))
