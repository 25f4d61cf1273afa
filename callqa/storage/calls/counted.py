"""A day without its speech: the calls of which something is to be told, and how many others there are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, func, not_, or_, select

from callqa.model.access.account import Scope
from callqa.model.review.verdicts import Judgement
from callqa.model.transcript import Outcome
from callqa.storage.calls.browse import Known, judged, with_hits, without_hits
from callqa.storage.calls.order import seen
from callqa.storage.database import Database
from callqa.storage.schema import evaluations, findings, recordings, transcripts


@dataclass(frozen=True, kw_only=True, slots=True)
class Counted:
    """The calls of a day that somebody sees.

    Args:
        told: calls of which more is to be told than that they are there; without speech and hits.
        plain: how many others ended in each way: every rule of the day was evaluated on them.
    """

    told: tuple[Known, ...]
    plain: Mapping[Outcome, int]


def counted(database: Database, day: date, scope: Scope, revision: str, named: Collection[str]) -> Counted:
    """Return a day without its speech.

    Args:
        revision: of the rules that the day was flagged with.
        named: ids of calls of which something is told whatever became of them.
    """
    r, t = recordings.c, transcripts.c
    joined, of_day, is_plain, is_told = _parts(day, scope, revision)
    counts = select(t.outcome, func.count()).select_from(joined).where(*of_day, is_plain)
    ids = select(r.call_id).select_from(joined).where(*of_day, is_told)
    with database.reading() as connection:
        plain = dict(connection.execute(counts.group_by(t.outcome)).tuples().all())
        told = set(connection.execute(ids).scalars())
        extra = without_hits(connection, day, set(named) - told, scope)
        for each in extra:
            if each.transcript and each.transcript.outcome in plain:
                plain[each.transcript.outcome] -= 1
        found = (*without_hits(connection, day, told, scope), *extra)
    order = sorted(found, key=lambda each: (each.recording.started_at, each.recording.call_id))
    return Counted(told=tuple(order), plain=plain)


def _parts(day: date, scope: Scope, revision: str) -> tuple[Any, Any, Any, Any]:
    """Return the joined tables, and the conditions that a call is of the day, plain, or to be told of."""
    r, t, e = recordings.c, transcripts.c, evaluations.c
    joined = recordings.outerjoin(transcripts, and_(t.day == r.day, t.call_id == r.call_id)).outerjoin(
        evaluations, and_(e.day == r.day, e.call_id == r.call_id)
    )
    is_plain = and_(
        t.outcome.in_((Outcome.OK, Outcome.NO_SPEECH)),
        t.audio_sha256 == r.audio_sha256,
        e.rules_revision == revision,
        e.not_evaluated == [],
    )
    is_told = or_(t.call_id.is_(None), e.call_id.is_(None), not_(is_plain))
    return joined, (r.day == day, seen(scope)), is_plain, is_told


@dataclass(frozen=True, kw_only=True, slots=True)
class Outlined:
    """The calls of a day that somebody sees, with their hits.

    Args:
        told: calls with hits, and others of which something is to be told; without speech.
        plain: how many others each agent has, by how they ended: every rule of the day found nothing in them.
        judgements: of the hits, by finding id.
    """

    told: tuple[Known, ...]
    plain: Mapping[tuple[str, Outcome], int]
    judgements: Mapping[str, Judgement]


def outlined(database: Database, day: date, scope: Scope, revision: str) -> Outlined:
    """Return a day without its speech, with its hits; arguments as for `counted`."""
    r, t = recordings.c, transcripts.c
    joined, of_day, is_plain, is_told = _parts(day, scope, revision)
    hit = select(findings.c.call_id).where(findings.c.day == day)
    agent = func.coalesce(r.agent, "")
    counts = select(agent, t.outcome, func.count()).select_from(joined)
    counts = counts.where(*of_day, is_plain, r.call_id.not_in(hit)).group_by(agent, t.outcome)
    ids = select(r.call_id).select_from(joined).where(*of_day, or_(is_told, r.call_id.in_(hit)))
    with database.reading() as connection:
        plain = {(name, outcome): count for name, outcome, count in connection.execute(counts)}
        told = with_hits(connection, day, list(connection.execute(ids).scalars()))
        return Outlined(told=tuple(told), plain=plain, judgements=judged(connection, day, told))
