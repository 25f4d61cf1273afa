"""What was heard in the calls of a day: its transcripts, whole or without their text."""

import dataclasses
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import date

from sqlalchemy import Connection, delete, func, insert, select, update

from callqa.days.plan import Stored
from callqa.model.errors import Failure
from callqa.model.recording import Direction
from callqa.model.transcript import Outcome, Transcript
from callqa.storage import manifests, rows
from callqa.storage.database import Database
from callqa.storage.schema import evaluations, findings, transcripts

_READ_AT_ONCE = 100


def replace(
    connection: Connection,
    day: date,
    new: Sequence[Transcript],
    directions: Mapping[str, Direction],
    *,
    run_id: str,
    device: str,
) -> None:
    """Store a batch; see `Store.save_transcripts`."""
    manifests.mark_touched(connection, day)
    call_ids = [each.call_id for each in new]
    tried = _tried(connection, day, call_ids)
    for table in (transcripts, evaluations, findings):
        for call_id in call_ids:
            connection.execute(delete(table).where(table.c.day == day, table.c.call_id == call_id))
    made_by = {"run_id": run_id, "device": device}
    if stored := [
        {**rows.from_transcript(day, _counted(each, tried), directions[each.call_id]), **made_by}
        for each in new
    ]:
        connection.execute(insert(transcripts), stored)


def replace_roles(
    connection: Connection, day: date, new: Sequence[Transcript], directions: Mapping[str, Direction]
) -> None:
    """Store who speaks in some transcripts; see `Store.save_roles`."""
    manifests.mark_touched(connection, day)
    c = transcripts.c
    for each in new:
        of_call = (c.day == day, c.call_id == each.call_id)
        values = {"turns": rows.from_turns(each.turns), "direction": directions[each.call_id]}
        connection.execute(update(transcripts).where(*of_call).values(values))


def each(database: Database, day: date, only: Collection[str] | None) -> Iterator[Transcript]:
    """Yield transcripts in order of call id; see `Store.each_transcript`."""
    c = transcripts.c
    of_day = c.day == day
    with database.reading() as connection:
        call_ids = sorted(connection.execute(select(c.call_id).where(of_day)).scalars())
    call_ids = [each for each in call_ids if only is None or each in only]
    for first in range(0, len(call_ids), _READ_AT_ONCE):
        some = c.call_id.in_(call_ids[first : first + _READ_AT_ONCE])
        with database.reading() as connection:
            found = connection.execute(select(transcripts).where(of_day & some)).mappings().all()
        # sorted here, because every database sorts text in its own way
        for row in sorted(found, key=lambda one: str(one["call_id"])):
            yield rows.to_transcript(dict(row))


def outlines(connection: Connection, day: date) -> dict[str, Transcript]:
    """Return transcripts without what was said; see `Store.outlines`."""
    c = transcripts.c
    of_day = c.day == day
    found = connection.execute(select(*rows.BEFORE_SPEECH).where(of_day)).mappings().all()
    failed = of_day & (c.outcome == Outcome.FAILED)
    why = connection.execute(select(c.call_id, c.failure).where(failed)).tuples().all()
    failures = {call_id: Failure(code) for call_id, code in why}
    return {row["call_id"]: Transcript(**row, failure=failures.get(row["call_id"])) for row in found}


def stored(connection: Connection, day: date) -> dict[str, Stored]:
    """Return what transcripts were made from; see `Store.stored`."""
    c = transcripts.c
    made_from = [c[each.name] for each in dataclasses.fields(Stored)]
    query = select(c.call_id, *made_from).where(c.day == day)
    found = connection.execute(query).mappings().all()
    return {row["call_id"]: Stored(**{each.name: row[each.name] for each in made_from}) for row in found}


def failed_with(connection: Connection, day: date, failure: Failure) -> set[str]:
    """Return the ids of calls that failed for one reason; see `Store.failed_with`."""
    c = transcripts.c
    failed = (c.outcome == Outcome.FAILED) & (c.failure == failure)
    return set(connection.execute(select(c.call_id).where(c.day == day, failed)).scalars())


def count_recognised_by(connection: Connection, day: date, run_id: str) -> int:
    """Return how many calls a run has stored so far; see `Store.count_recognised_by`."""
    c = transcripts.c
    query = select(func.count()).where(c.day == day, c.run_id == run_id)
    return int(connection.execute(query).scalar_one())


def _tried(connection: Connection, day: date, call_ids: Sequence[str]) -> dict[tuple[str, str], int]:
    """Return how often each call was tried, by call id and audio."""
    c = transcripts.c
    same = (c.day == day) & c.call_id.in_(call_ids)
    found = connection.execute(select(c.call_id, c.audio_sha256, c.attempts).where(same))
    return {(call_id, audio): attempts for call_id, audio, attempts in found}


def _counted(transcript: Transcript, tried: Mapping[tuple[str, str], int]) -> Transcript:
    attempts = tried.get((transcript.call_id, transcript.audio_sha256), 0) + 1
    return dataclasses.replace(transcript, attempts=attempts)
