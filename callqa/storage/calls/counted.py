"""A day without its speech: the calls of which something is to be told, and how many others there are."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy import and_, func, not_, or_, select

from callqa.model.access.account import Scope
from callqa.model.transcript import Outcome
from callqa.storage.calls.browse import Known, without_hits
from callqa.storage.calls.order import seen
from callqa.storage.database import Database
from callqa.storage.schema import evaluations, recordings, transcripts


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
    r, t, e = recordings.c, transcripts.c, evaluations.c
    joined = recordings.outerjoin(transcripts, and_(t.day == r.day, t.call_id == r.call_id)).outerjoin(
        evaluations, and_(e.day == r.day, e.call_id == r.call_id)
    )
    of_day = (r.day == day, seen(scope))
    is_plain = and_(
        t.outcome.in_((Outcome.OK, Outcome.NO_SPEECH)),
        t.audio_sha256 == r.audio_sha256,
        e.rules_revision == revision,
        e.not_evaluated == [],
    )
    is_told = or_(t.call_id.is_(None), e.call_id.is_(None), not_(is_plain))
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
