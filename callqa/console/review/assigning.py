"""Who judges which hits of a day: the page on which a lead gives work and sees how far everybody is."""

from datetime import date
from typing import Annotated

from fastapi import Form, Request
from starlette.responses import RedirectResponse, Response

from callqa.console.doors import Doors, Signed, Visitor
from callqa.console.rendering import page
from callqa.model.access.account import Capability
from callqa.model.errors import BadInputError
from callqa.operations.verdicts import assigning
from callqa.operations.verdicts.assigning import Quota, Unit
from callqa.storage.calls.assignments import piles
from callqa.storage.calls.queue import Queue, Source, free

doors = Doors("/review/{day}/assign")
_SOURCES = (Source.WORST, Source.SAMPLE)


@doors.get("", Capability.ASSIGN)
def show(request: Request, visitor: Signed, day: date) -> Response:
    """Show who was given how many hits of a day, and the form to give more."""
    return _page(request, visitor, day)


@doors.post("", Capability.ASSIGN)
def give(
    request: Request,
    visitor: Signed,
    day: date,
    *,
    names: Annotated[list[str], Form()] = [],  # noqa: B006  # FastAPI copies it
    each: Annotated[int, Form()] = 0,
    unit: Annotated[str, Form(max_length=20)] = "",
    source: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Give hits of a day to some people."""
    quota = Quota(
        names=names,
        each=each,
        unit=Unit.CALLS if unit == Unit.CALLS else Unit.HITS,
        source=Source.SAMPLE if source == Source.SAMPLE else Source.WORST,
    )
    try:
        assigning.assign(visitor.site, visitor.account, day, quota)
    except BadInputError as error:
        return _page(request, visitor, day, problem=str(error))
    return RedirectResponse(f"/review/{day}/assign", 303)


@doors.post("/back", Capability.ASSIGN)
def back(visitor: Signed, day: date, name: Annotated[str, Form(max_length=60)] = "") -> Response:
    """Take back what somebody has not judged."""
    assigning.take_back(visitor.site, day, name)
    return RedirectResponse(f"/review/{day}/assign", 303)


def _page(request: Request, visitor: Visitor, day: date, *, problem: str = "") -> Response:
    site = visitor.site
    return page(
        request,
        "review/assign.html",
        account=visitor.account,
        status=400 if problem else 200,
        day=day,
        people=assigning.judges(site),
        piles=piles(site.database, day),
        free=free(site.database, Queue(day=day, scope=visitor.account.scope)),
        units=[each.value for each in Unit],
        sources=[each.value for each in _SOURCES],
        problem=problem,
    )
