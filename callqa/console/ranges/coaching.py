"""The sheet that a supervisor and an agent look at together: what cost points, and calls to hear."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Annotated

from fastapi import Query, Request
from starlette.responses import Response

from callqa.console.doors import AtDesk, Doors, Signed, Visitor
from callqa.console.ranges.span import Span, count
from callqa.console.rendering import in_words, page
from callqa.days.day import CallResult, DayResult
from callqa.days.score import Scoring
from callqa.model.access.account import Capability
from callqa.model.playback import Sound
from callqa.operations.calls import browse
from callqa.storage.calls.browse import recent_days
from callqa.storage.calls.order import Wanted
from reports.view.day import view_of
from reports.view.pages import Page, PageCall, page_calls
from reports.view.range import rollup as view

doors = Doors("/agents/coaching")
WORST = 3
"""Calls that fit on a sheet."""
_LOOKED_AT = 20
"""The worst calls of each day: an agent of whom more cost points is coached with three of them as well."""
_MOST_DAYS = 31
Day = Annotated[date | None, Query()]
Name = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachedCall:
    """A call to hear together.

    Args:
        points: its score after review.
        rules: ids of those that cost points, those judged false left out.
    """

    day: DayResult
    call: CallResult
    ref: str
    points: float
    rules: frozenset[str]


@doors.get("", Capability.READ_SPEECH)
def coaching(
    request: Request,
    *,
    desk: AtDesk,
    visitor: Signed,
    agent: Name = "",
    first: Day = None,
    last: Day = None,
) -> Response:
    """Show one agent over some days on one sheet."""
    span = Span.asked(visitor, first, last)
    found = count(desk, visitor, span)
    known = next((each for each in found.rollup.agents if each.name == agent), None)
    calls = list(_costly(visitor, span, agent)) if known else []
    with in_words(request):
        worst = sorted(calls, key=lambda each: (each.points, each.call.recording.started_at))[:WORST]
        shown = [(each, _laid_out(each)) for each in worst]
        conduct = view.conduct(known) if known else None
        name = view.agent_name(known, found.rollup) if known else agent
    return page(
        request,
        "ranges/coaching.html",
        account=visitor.account,
        span=span,
        found=found,
        agent=agent,
        name=name,
        conduct=conduct,
        costs=_costs(calls).most_common(),
        calls=shown,
    )


def _costly(visitor: Visitor, span: Span, agent: str) -> Iterator[CoachedCall]:
    """Yield the calls of an agent that lost points, of the newest days of the span."""
    known = recent_days(visitor.site.database, span.last + timedelta(days=1), _MOST_DAYS)
    for day in (each for each in known if each >= span.first):
        wanted = Wanted(day=day, scope=visitor.account.scope, agent=agent, only_flagged=True)
        found = browse.page(visitor.site, wanted, size=_LOOKED_AT)
        scoring = Scoring.of(found.day)
        for call, ref in zip(found.day.calls, found.refs, strict=True):
            dismissed = scoring.dismissed(call.evaluation.findings)
            hits = {one.rule_id for one in call.evaluation.findings if one.finding_id not in dismissed}
            score = scoring.reviewed(call)
            if hits & scoring.priced and score and score.points is not None:
                rules = frozenset(hits & scoring.priced)
                yield CoachedCall(day=found.day, call=call, ref=ref, points=score.points, rules=rules)


def _costs(calls: Iterable[CoachedCall]) -> Counter[str]:
    """Return in how many calls each rule cost points, by its name."""
    names = {rule.rule_id: rule.name for each in calls for rule in each.day.rules}
    return Counter(names[rule] for each in calls for rule in sorted(each.rules))


def _laid_out(one: CoachedCall) -> PageCall:
    day = replace(one.day, calls=(one.call,))
    seen = view_of(day)
    of_page = Page(name="", number=1, first="", last="", calls=day.calls)
    laid_out = next(page_calls(day, seen, of_page, {seen.calls[0].call_id: Sound()}))
    return replace(laid_out, hits=tuple(hit for hit in laid_out.hits if hit.view.rule_id in one.rules))
