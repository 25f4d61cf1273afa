"""Appeals: what waits, what was decided, and the forms by which both happen."""

from datetime import date
from typing import Annotated

from fastapi import Form, Request
from starlette.responses import Response

from callqa.console.doors import Doors, Signed, Visitor
from callqa.console.rendering import page
from callqa.console.review.panel import hit_panel
from callqa.model.access.account import Capability
from callqa.model.errors import BadInputError
from callqa.operations.verdicts import appealing
from callqa.operations.verdicts.judging import refuse_unseen, verdicts_on

doors = Doors("/appeals")
Hit = Annotated[str, Form(max_length=200)]
Words = Annotated[str, Form(max_length=2_000)]


@doors.get("", Capability.READ_SPEECH)
def listed(request: Request, visitor: Signed) -> Response:
    """List the appeals about calls that one sees: what waits, oldest first, and what was decided."""
    site = visitor.site
    return page(
        request,
        "review/appeals.html",
        account=visitor.account,
        waiting=appealing.waiting(site, visitor.account),
        decided=appealing.decided(site, visitor.account),
        terms=appealing.terms(site),
        now=site.now(),
    )


@doors.post("/{day}", Capability.APPEAL)
def raise_appeal(request: Request, visitor: Signed, day: date, hit: Hit = "", words: Words = "") -> Response:
    """Store an appeal against a hit, and return the hit's panel."""
    try:
        appealing.raise_appeal(visitor.site, visitor.account, day=day, finding_id=hit, words=words)
    except BadInputError as error:
        return _panel(request, visitor, day, hit, problem=error, typed=words)
    return _panel(request, visitor, day, hit)


@doors.post("/{day}/decide", Capability.JUDGE)
def decide(
    request: Request,
    visitor: Signed,
    day: date,
    *,
    hit: Hit = "",
    words: Words = "",
    decision: Annotated[str, Form(max_length=20)] = "",
    final: Annotated[str, Form(max_length=10)] = "",
) -> Response:
    """Store a decision about an appeal, and return the hit's panel."""
    try:
        if decision not in ("accepted", "refused"):
            raise BadInputError("没有这种决定", "申诉", "成立或不成立")
        appealing.decide(
            visitor.site,
            visitor.account,
            day=day,
            finding_id=hit,
            accepted=decision == "accepted",
            words=words,
            final=bool(final),
        )
    except BadInputError as error:
        return _panel(request, visitor, day, hit, problem=error, typed=words)
    return _panel(request, visitor, day, hit)


def _panel(
    request: Request,
    visitor: Visitor,
    day: date,
    hit: str,
    *,
    problem: BadInputError | None = None,
    typed: str = "",
) -> Response:
    refuse_unseen(visitor.site, visitor.account.scope, day, hit)
    told = f"{problem.what}：{problem.cure}" if problem else ""
    return hit_panel(
        request, visitor, day, hit, verdicts_on(visitor.site, day, hit), problem=told, typed=typed
    )
