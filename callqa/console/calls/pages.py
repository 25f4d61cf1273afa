"""The pages of a day's calls and of one call."""

from dataclasses import replace
from datetime import date
from typing import Annotated

from fastapi import Form, Path, Request
from starlette.responses import RedirectResponse, Response

from callqa.console.calls.filters import Chosen, Filters
from callqa.console.days.counts import choices_of
from callqa.console.doors import AtDesk, Doors, Signed, Visitor
from callqa.console.rendering import in_words, page
from callqa.console.review.panel import judged
from callqa.days.day import DayResult
from callqa.model.access.account import Capability
from callqa.model.errors import BadInputError
from callqa.model.finding import Severity
from callqa.model.playback import Piece, Sound
from callqa.model.transcript import Outcome
from callqa.operations.calls import browse
from callqa.operations.calls.browse import OneCall
from callqa.operations.calls.sound import unheard
from callqa.operations.verdicts.hearing import hear, heard_in, mark_of, take_back
from callqa.operations.verdicts.judging import verdicts_on
from callqa.storage.calls.browse import neighbours
from reports.view.day import view_of
from reports.view.pages import Page, PageHit, page_calls

doors = Doors("/days/{day}/calls")
Field = Annotated[str, Form(max_length=400)]
Ref = Annotated[str, Path(pattern=r"^[0-9a-f]{24}$")]


@doors.get("", Capability.READ_SPEECH)
def calls(
    request: Request, desk: AtDesk, visitor: Signed, *, chosen: Chosen, day: date, after: str = ""
) -> Response:
    """List the calls of a day, worst first, a page at a time."""
    site = visitor.site
    found = browse.page(site, chosen.wanted, after)
    agents, queues = choices_of(desk, site, chosen.wanted)
    with in_words(request):
        view = view_of(found.day)
    rows = tuple(zip(view.calls, found.day.calls, found.refs, strict=True))
    return page(
        request,
        "calls/list.html",
        account=visitor.account,
        day=day,
        rows=rows,
        chosen=chosen,
        next=found.refs[-1] if found.more else "",
        is_first=not after,
        agents=agents,
        queues=queues,
        severities=[each.value for each in Severity],
        outcomes=[each.value for each in Outcome],
        rules=found.day.rules,
        categories=list(dict.fromkeys(rule.category for rule in found.day.rules)),
    )


@doors.get("/{ref}", Capability.READ_SPEECH)
def call(request: Request, visitor: Signed, chosen: Chosen, ref: Ref, at: int = -1) -> Response:
    """Show one call; ``at`` is the moment, in milliseconds, that a link leads to."""
    return _call(request, visitor, chosen, browse.one(visitor.site, chosen.wanted, ref), at=at)


@doors.post("/{ref}/reveal", Capability.REVEAL)
def reveal(
    request: Request,
    visitor: Signed,
    chosen: Chosen,
    ref: Ref,
    reason: Annotated[str, Form(max_length=browse.MOST_REASON)] = "",
) -> Response:
    """Show one call with its numbers, for a reason that is written down."""
    try:
        found = browse.reveal(visitor.site, chosen.wanted, ref, reason)
    except BadInputError as error:
        hidden = browse.one(visitor.site, chosen.wanted, ref)
        return _call(request, visitor, chosen, hidden, problem=str(error))
    return _call(request, visitor, chosen, found, revealed=True)


@doors.post("/{ref}/heard", Capability.JUDGE)
def listened(
    request: Request,
    visitor: Signed,
    chosen: Chosen,
    ref: Ref,
    *,
    about: Field = "",
    text: Field = "",
    note: Annotated[str, Form(max_length=2_000)] = "",
    clean: Field = "",
    back: Field = "",
) -> Response:
    """Store what somebody heard that no rule has marked, or that nothing was missed, or take it back."""
    account, day, site = visitor.account, chosen.wanted.day, visitor.site
    try:
        if back:
            take_back(site, account.name, account.scope, day=day, ref=ref, mark=back)
        elif clean:
            hear(site, account.name, account.scope, day=day, ref=ref, note=note)
        elif not (text.strip() and about):
            raise BadInputError("漏标要写漏掉的话，也要选规则或类别", "漏标", "在对话里选中几个字，再选规则")
        else:
            hear(site, account.name, account.scope, day=day, ref=ref, about=about, text=text, note=note)
    except BadInputError as error:
        found = browse.one(site, chosen.wanted, ref)
        return _call(request, visitor, chosen, found, heard_problem=str(error))
    return RedirectResponse(f"/days/{day}/calls/{ref}{chosen.query}#heard", 303)


def _call(
    request: Request,
    visitor: Visitor,
    chosen: Filters,
    found: OneCall,
    *,
    at: int = -1,
    problem: str = "",
    heard_problem: str = "",
    revealed: bool = False,
) -> Response:
    site, day = visitor.site, chosen.wanted.day
    before, after = neighbours(site.database, chosen.wanted, found.ref)
    may_listen = visitor.account.may(Capability.LISTEN)
    with in_words(request):
        view = view_of(found.day)
        sound = sound_of(visitor, found) if may_listen else Sound()
        laid_out = next(page_calls(found.day, view, _page(found.day), {view.calls[0].call_id: sound}))
        laid_out = replace(laid_out, hits=tuple(map(_unsaid, laid_out.hits)))
    return page(
        request,
        "calls/call.html",
        account=visitor.account,
        status=400 if problem or heard_problem else 200,
        day=day,
        ref=found.ref,
        call=laid_out,
        chosen=chosen,
        before=before,
        after=after,
        at=at,
        problem=problem,
        revealed=revealed,
        stored_hidden=site.settings.privacy.mask_stored,
        heard=[(mark_of(each), each) for each in heard_in(site, day, found.recording.call_id)],
        rules=found.day.rules,
        heard_problem=heard_problem,
        judged={
            each: judged(visitor, day, verdicts_on(site, day, each))
            for each in (hit.view.finding_id for hit in laid_out.hits)
        },
        reviewer=visitor.account.name,
    )


def _unsaid(hit: PageHit) -> PageHit:
    """Return a hit without what was said about it: the console says it where it is judged."""
    return replace(hit, view=replace(hit.view, verdict=None, verdict_note=""))


def _page(day: DayResult) -> Page:
    return Page(name="", number=1, first="", last="", calls=day.calls)


def sound_of(visitor: Visitor, found: OneCall) -> Sound:
    """Return what can be heard; addresses are as a page below this one's folder sees them."""
    if reason := unheard(visitor.site, found.recording):
        return Sound(unheard=reason)
    duration = found.day.calls[0].transcript.duration_ms
    piece = Piece(url=f"calls/{found.ref}/sound", start_ms=0, end_ms=duration)
    return Sound(pieces=(piece,) if duration else ())
