"""Verdicts on hits for programs: added, never replaced."""

from datetime import date
from typing import Annotated, Any

from fastapi import Path

from callqa.console.api import shapes
from callqa.console.api.doors import Calling, ProgramDoors
from callqa.model.access.account import Capability
from callqa.model.errors import NotThereError
from callqa.model.review.verdicts import Review, Verdict
from callqa.operations.verdicts.judging import HitVerdicts, judge_hit, verdicts_on
from callqa.storage.calls.queue import Queue, one_hit
from callqa.storage.session import Site
from callqa.text.masking import mask

doors = ProgramDoors("/api/v1/hits/{day}/{finding_id}/verdicts")
Id = Annotated[str, Path(max_length=200)]


@doors.get("", Capability.READ_SPEECH, summary="what is said of a hit", response_model=shapes.Verdicts)
def said(caller: Calling, day: date, finding_id: Id) -> dict[str, Any]:
    """Return the last word of everybody on a hit."""
    if one_hit(caller.site.database, Queue(day=day, scope=caller.account.scope), finding_id) is None:
        raise NotThereError("没有这处命中", finding_id, "可能规则改过，或通话已清理")
    return _told(caller.site, verdicts_on(caller.site, day, finding_id))


@doors.post("", Capability.JUDGE, summary="say something of a hit", response_model=shapes.Verdicts)
def judge(caller: Calling, day: date, finding_id: Id, new: shapes.NewVerdict) -> dict[str, Any]:
    """Store a verdict of the token's owner, and return what all say now; pending takes one back."""
    given = judge_hit(
        caller.site,
        caller.account.name,
        caller.account.scope,
        day=day,
        finding_id=finding_id,
        verdict=Verdict(new.verdict),
        note=new.note,
        seen=new.seen,
    )
    return _told(caller.site, given)


def _told(site: Site, known: HitVerdicts) -> dict[str, Any]:
    judgement = known.judgement
    return {
        "standing": judgement.standing.value if judgement else None,
        "newest": known.newest,
        "verdicts": [_one(site, each) for each in (judgement.latest if judgement else ())],
        "since": [_one(site, each) for each in known.since],
    }


def _one(site: Site, review: Review) -> dict[str, Any]:
    note = mask(review.note) if site.settings.privacy.mask else review.note
    return {"reviewer": review.reviewer, "verdict": review.verdict.value, "note": note, "at": review.at}
