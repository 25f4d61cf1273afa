"""What the database knows of the calls of an index: which there are, and whether they have changed."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

from sqlalchemy import ColumnElement, Connection, and_, func, not_, or_, select

from callqa.days.manifest import CONTENT, TRANSCRIPT, UNFINISHED
from callqa.model.recording import Recording
from callqa.model.retention import Kind
from callqa.model.review.verdicts import Standing, Verdict
from callqa.model.transcript import Outcome, Transcript
from callqa.storage import rows
from callqa.storage.calls.order import said
from callqa.storage.database import Database
from callqa.storage.schema import days, findings, purged, recordings, reviews, seals, transcripts
from callqa.storage.search.model import Key

_READ_AT_ONCE = 500


@dataclass(frozen=True, kw_only=True, slots=True)
class Source:
    """A call with speech, and the stamp of everything that an index holds of it."""

    recording: Recording
    stamp: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Spoken:
    """A call with what was said in it, as it was recognised."""

    day: date
    recording: Recording
    transcript: Transcript
    rules: tuple[str, ...]


def stamps(database: Database) -> dict[date, str]:
    """Return the stamp of every day: it is another one when anything of the day's speech is."""
    kinds = and_(seals.c.day == days.c.day, seals.c.kind.in_((CONTENT, UNFINISHED)))
    query = select(days.c.day, seals.c.kind, seals.c.sha256).select_from(days.outerjoin(seals, kinds))
    with database.reading() as connection:
        found: dict[date, dict[str, str]] = {}
        for day, kind, digest in connection.execute(query):
            found.setdefault(day, {})[kind] = digest
        gone = _without_speech(connection)
        return {day: "" if day in gone else _stamp(connection, day, known) for day, known in found.items()}


def _without_speech(connection: Connection) -> set[date]:
    return set(connection.execute(select(purged.c.day).where(purged.c.kind == Kind.TRANSCRIPTS)).scalars())


def _stamp(connection: Connection, day: date, known: dict[str, str]) -> str:
    if CONTENT in known and UNFINISHED not in known:
        return known[CONTENT]
    # without a report nobody says that something has changed: how much there is has to do
    c = transcripts.c
    counted = select(func.count(), func.count(c.engine_revision.distinct())).where(c.day == day)
    return "/".join(map(str, connection.execute(counted).one()))


def sources(database: Database, day: date) -> dict[str, Source]:
    """Return a day's calls with speech by call id; none where the speech was purged."""
    t, r, s = transcripts.c, recordings.c, seals.c
    sealed = and_(s.day == t.day, s.kind == TRANSCRIPT, s.name == t.call_id)
    same = and_(r.day == t.day, r.call_id == t.call_id, r.audio_sha256 == t.audio_sha256)
    joined = transcripts.join(recordings, same).outerjoin(seals, sealed)
    columns = [*recordings.c, t.engine_revision, s.sha256.label("sealed")]
    query = select(*columns).select_from(joined).where(t.day == day, t.outcome == Outcome.OK)
    with database.reading() as connection:
        if day in _without_speech(connection):
            return {}
        found = [dict(row) for row in connection.execute(query).mappings()]
    return {row["call_id"]: _source(row) for row in found}


def _source(row: dict[str, object]) -> Source:
    spoken = row.pop("sealed") or row["engine_revision"]
    del row["engine_revision"]
    recording = rows.to_recording(row)
    parts = (spoken, recording.audio_sha256, recording.agent, recording.queue, recording.started_at)
    return Source(recording=recording, stamp=sha256(repr(parts).encode()).hexdigest()[:32])


def spoken(database: Database, keys: Sequence[Key]) -> dict[Key, Spoken]:
    """Return calls with what was said in them and the names of the rules that hit, by day and call id."""
    with database.reading() as connection:
        return {
            (day, each.recording.call_id): each
            for day in sorted({day for day, _ in keys})
            for each in _of_day(connection, day, [call_id for at, call_id in keys if at == day])
        }


def _of_day(connection: Connection, day: date, call_ids: Sequence[str]) -> Iterable[Spoken]:
    r, t, f = recordings.c, transcripts.c, findings.c
    received = connection.execute(select(recordings).where(r.day == day, r.call_id.in_(call_ids))).mappings()
    heard = connection.execute(select(transcripts).where(t.day == day, t.call_id.in_(call_ids))).mappings()
    hits = select(f.call_id, f.rule_name).where(f.day == day, f.call_id.in_(call_ids)).order_by(f.start_ms)
    names: dict[str, dict[str, None]] = {}
    for call_id, name in connection.execute(hits):
        names.setdefault(call_id, {})[name] = None
    by_id = {row["call_id"]: rows.to_recording(dict(row)) for row in received}
    for row in heard:
        recording = by_id.get(row["call_id"])
        if recording and recording.audio_sha256 == row["audio_sha256"]:
            transcript = rows.to_transcript(dict(row))
            rules = tuple(names.get(recording.call_id, ()))
            yield Spoken(day=day, recording=recording, transcript=transcript, rules=rules)


def with_hits(database: Database, first: date, last: date, rule: str, verdict: str) -> list[Key]:
    """Return the calls of some days that have a hit of a rule on which a verdict stands.

    Args:
        rule: id of it; empty for any.
        verdict: a standing, or ``none`` for hits that nobody has judged; empty for any.
    """
    c = findings.c
    query = select(c.day, c.call_id).where(c.day.between(first, last)).distinct()
    if rule:
        query = query.where(c.rule_id == rule)
    if verdict:
        query = query.where(_stands(verdict))
    with database.reading() as connection:
        return list(connection.execute(query).tuples())


NOBODY = "none"


def _stands(verdict: str) -> ColumnElement[bool]:
    right, wrong = said(Verdict.TRUE), said(Verdict.FALSE)
    about = and_(reviews.c.day == findings.c.day, reviews.c.finding_id == findings.c.finding_id)
    judged = select(reviews.c.number).where(about).exists()
    return {
        Standing.TRUE: and_(right, not_(wrong)),
        Standing.FALSE: and_(wrong, not_(right)),
        Standing.DISPUTED: and_(right, wrong),
        Standing.PENDING: and_(judged, not_(or_(right, wrong))),
        NOBODY: not_(judged),
    }[verdict]
