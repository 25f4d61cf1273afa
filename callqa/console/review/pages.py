"""The queue of hits that are to be judged, and storing a verdict."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import Form, Query, Request
from starlette.responses import RedirectResponse, Response

from callqa.console.calls.pages import sound_of
from callqa.console.doors import Doors, Signed, Visitor
from callqa.console.rendering import in_words, page
from callqa.console.review.panel import hit_panel, judged
from callqa.days.day import DayResult
from callqa.model.access.account import Capability
from callqa.model.errors import BadInputError
from callqa.model.playback import Sound
from callqa.model.review.precision import PRECISION_DAYS
from callqa.model.review.verdicts import Verdict
from callqa.operations.calls import browse
from callqa.operations.review import precision
from callqa.operations.verdicts.judging import judge_hit, verdicts_on
from callqa.storage.calls.assignments import piles
from callqa.storage.calls.browse import recent_days
from callqa.storage.calls.order import Wanted
from callqa.storage.calls.queue import Queue, QueuedHit, Source, next_hit, one_hit, progress, waiting
from reports.view.day import view_of
from reports.view.pages import Page, PageCall, PageHit, page_calls

doors = Doors("/review")
Id = Annotated[str, Query(max_length=200)]


@doors.get("", Capability.JUDGE)
def newest(visitor: Signed) -> Response:
    """Go to the queue of the newest day."""
    days = recent_days(visitor.site.database, None, 1)
    return RedirectResponse(f"/review/{days[0]}" if days else "/", 303)


@doors.get("/{day}", Capability.JUDGE)
def queue(
    request: Request, visitor: Signed, day: date, *, source: str = "", hit: Id = "", after: Id = ""
) -> Response:
    """Show one hit: the one that is asked for, the next after another, or the first."""
    asked = _queue(visitor, day, source)
    found = _chosen(visitor, asked, hit, after)
    link = _links(asked)
    shown = _hit_page(request, visitor, day, found) if found else {}
    return page(
        request,
        "review/queue.html",
        account=visitor.account,
        day=day,
        sources=[each.value for each in Source],
        source=asked.source.value,
        link=link,
        progress=progress(visitor.site.database, asked),
        waiting=waiting(visitor.site.database, asked),
        pile=piles(visitor.site.database, day).get(visitor.account.name),
        found=found,
        last=after,
        previous=next_hit(visitor.site.database, asked, found.finding_id, forward=False) if found else None,
        **shown,
    )


def _queue(visitor: Visitor, day: date, source: str) -> Queue:
    chosen = Source(source) if source in frozenset(Source) else Source.WORST
    noisy: list[str] = []
    if chosen is Source.NOISY:
        found = precision(visitor.site, day, PRECISION_DAYS)
        noisy = [each.rule_id for each in found if each.noisy]
    account = visitor.account
    return Queue(day=day, scope=account.scope, account=account.name, source=chosen, noisy=noisy)


def _chosen(visitor: Visitor, asked: Queue, hit: str, after: str) -> QueuedHit | None:
    database = visitor.site.database
    return one_hit(database, asked, hit) if hit else next_hit(database, asked, after)


def _links(asked: Queue) -> Callable[..., str]:
    """Return what makes addresses of this queue."""

    def link(**more: str) -> str:
        source = "" if asked.source is Source.WORST else asked.source.value
        chosen = {name: value for name, value in {"source": source, **more}.items() if value}
        return f"/review/{asked.day}" + (f"?{urlencode(chosen)}" if chosen else "")

    return link


def _hit_page(request: Request, visitor: Visitor, day: date, found: QueuedHit) -> dict[str, Any]:
    one = browse.one(visitor.site, Wanted(day=day, scope=visitor.account.scope), found.ref)
    with in_words(request):
        sound = sound_of(visitor, one) if visitor.account.may(Capability.LISTEN) else Sound()
        call, hit = _laid_out(one.day, sound, found.finding_id)
    return {
        "call": call,
        "hit": hit,
        "ref": found.ref,
        **judged(visitor, day, verdicts_on(visitor.site, day, found.finding_id)),
    }


def _laid_out(day: DayResult, sound: Sound, finding_id: str) -> tuple[PageCall, PageHit]:
    view = view_of(day)
    of_page = Page(name="", number=1, first="", last="", calls=day.calls)
    call = next(page_calls(day, view, of_page, {view.calls[0].call_id: sound}))
    hit = next(each for each in call.hits if each.view.finding_id == finding_id)
    # what was said about it stands where it is judged
    return call, replace(hit, view=replace(hit.view, verdict=None, verdict_note=""))


@doors.get("/{day}/hit", Capability.READ_SPEECH)
def panel(request: Request, visitor: Signed, day: date, hit: Id = "") -> Response:
    """Return the part of a page that says who said what about a hit, with the buttons to judge it."""
    if one_hit(visitor.site.database, Queue(day=day, scope=visitor.account.scope), hit) is None:
        raise BadInputError("没有这处命中", "", "可能规则改过，或通话已清理")
    return hit_panel(request, visitor, day, hit, verdicts_on(visitor.site, day, hit))


@doors.post("/{day}/hit", Capability.JUDGE)
def give(
    request: Request,
    visitor: Signed,
    day: date,
    *,
    hit: Annotated[str, Form(max_length=200)] = "",
    verdict: Annotated[str, Form(max_length=20)] = "",
    note: Annotated[str, Form(max_length=2_000)] = "",
    seen: Annotated[int, Form()] = 0,
) -> Response:
    """Store a verdict, and return what all say now."""
    if verdict not in frozenset(Verdict):
        raise BadInputError("没有这个结论", "", "真命中、误命中或待定")
    given = judge_hit(
        visitor.site,
        visitor.account.name,
        visitor.account.scope,
        day=day,
        finding_id=hit,
        verdict=Verdict(verdict),
        note=note,
        seen=seen,
    )
    return hit_panel(request, visitor, day, hit, given)
