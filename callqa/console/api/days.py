"""Days, calls and hits for programs."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from typing import Annotated, Any

from fastapi import Depends, Query, Request
from starlette.responses import Response

from callqa.console.api import shapes
from callqa.console.api.doors import Calling, ProgramDoors
from callqa.console.calls.filters import wanted_of
from callqa.console.calls.listening import sound_of_call
from callqa.console.calls.pages import Ref
from callqa.console.days.counts import counted, summary_of
from callqa.console.doors import AtDesk
from callqa.console.rendering import in_words
from callqa.days.day import DayResult
from callqa.days.export_rows import call_rows, hit_rows
from callqa.model.access.account import Capability
from callqa.operations.calls import browse
from callqa.operations.days import holder
from callqa.storage import runs
from callqa.storage.calls.browse import content_seal, recent_days
from callqa.storage.calls.order import Wanted
from reports.view.tables import skipped
from reports.view.trust import trust_of
from reports.words.lines import gap_lines, remark_lines

doors = ProgramDoors("/api/v1")
_COUNTS = ("received", "ok", "no_speech", "failed", "flagged", "hits", "severe")
Limit = Annotated[int, Query(ge=1, le=500)]
After = Annotated[str, Query(max_length=200, description="`next` of the page before")]


def _wanted(caller: Calling, wanted: Annotated[Wanted, Depends(wanted_of)]) -> Wanted:
    return replace(wanted, scope=caller.account.scope)


Chosen = Annotated[Wanted, Depends(_wanted)]


@doors.get("/days", Capability.READ_NUMBERS, summary="the days, newest first", response_model=shapes.Days)
def days(desk: AtDesk, caller: Calling, after: date | None = None, limit: Limit = 30) -> dict[str, Any]:
    """List the days, newest first."""
    found = recent_days(caller.site.database, after, limit + 1)
    sees_all = caller.account.scope.is_everything
    lines = []
    for day in found[:limit]:
        seal = content_seal(caller.site.database, day)
        known = summary_of(desk, caller.site, day, seal) if sees_all else None
        told = {name: getattr(known, name) for name in _COUNTS} if known else {}
        lines.append({**told, "day": day, "reported": bool(seal), "working": bool(holder(caller.site, day))})
    return {"days": lines, "next": str(found[limit - 1]) if len(found) > limit else None}


@doors.get(
    "/days/{day}",
    Capability.READ_NUMBERS,
    summary="whether a day is complete, and why not",
    response_model=shapes.Completeness,
)
def day(request: Request, desk: AtDesk, caller: Calling, day: date) -> dict[str, Any]:
    """Say whether a day is complete, as its report says it."""
    site = caller.site
    result = counted(desk, site, day, caller.account.scope)
    ledger, under_way = result.ledger(), runs.under_way(site.database).get(day)
    with in_words(request):
        trust = trust_of(result, skipped(result), site.settings.report.alarm_share)
        said = {"remarks": list(remark_lines(result)), "gaps": list(gap_lines(result))}
    return {
        **said,
        "day": day,
        "reported": bool(content_seal(site.database, day)),
        "level": trust.level.value,
        "title": trust.title,
        "reasons": list(trust.reasons),
        "received": ledger.received,
        "ok": ledger.ok,
        "no_speech": ledger.no_speech,
        "failed": ledger.failed,
        "pending": ledger.pending,
        "progress": str(under_way) if under_way else None,
    }


@doors.get("/days/{day}/calls", Capability.READ_SPEECH, summary="calls of a day", response_model=shapes.Calls)
def calls(caller: Calling, wanted: Chosen, after: After = "", limit: Limit = 50) -> dict[str, Any]:
    """List the calls of a day, by the filters of the console's page (``show=all`` for those without hits)."""
    found = browse.page(caller.site, wanted, after, limit)
    rows = list(_with_refs(call_rows(found.day), found.refs))
    return {"calls": rows, "next": found.refs[-1] if found.more else None}


def _with_refs(rows: Iterator[Any], refs: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    return ({**row, "ref": ref} for row, ref in zip(rows, refs, strict=True))


@doors.get("/days/{day}/hits", Capability.READ_SPEECH, summary="hits of a day", response_model=shapes.Hits)
def hits(caller: Calling, wanted: Chosen, after: After = "", limit: Limit = 50) -> dict[str, Any]:
    """List the hits of a day in order of time, by the same filters."""
    found = browse.hits(caller.site, wanted, after, limit)
    rows = list(_with_refs(iter(found.rows), found.refs))
    return {"hits": rows, "next": found.rows[-1]["finding_id"] if found.more else None}


@doors.get(
    "/calls/{day}/{ref}",
    Capability.READ_SPEECH,
    summary="one call with what was said in it",
    response_model=shapes.WholeCall,
)
def call(caller: Calling, day: date, ref: Ref) -> dict[str, Any]:
    """Return one call, numbers hidden."""
    found = browse.one(caller.site, Wanted(day=day, scope=caller.account.scope), ref).day
    return {
        "call": {**next(iter(call_rows(found))), "ref": ref},
        "turns": list(_turns(found)),
        "hits": [{**row, "ref": ref} for row in hit_rows(found)],
    }


def _turns(day: DayResult) -> Iterator[dict[str, Any]]:
    for turn in day.calls[0].transcript.turns:
        span = {"start_s": turn.start_ms / 1000, "end_s": turn.end_ms / 1000}
        yield {"role": turn.role.value, "channel": turn.channel, "text": turn.text, **span}


@doors.get("/calls/{day}/{ref}/sound", Capability.LISTEN, summary="its sound; ranges are answered")
def sound(request: Request, desk: AtDesk, caller: Calling, day: date, ref: Ref) -> Response:
    """Return the recording, or the stretch of it that is asked for."""
    wanted = Wanted(day=day, scope=caller.account.scope)
    return sound_of_call(desk, caller.site, wanted, ref, request.headers.get("range", ""))
