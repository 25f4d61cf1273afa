"""What was found of a day: its recordings, the files set aside, and the calls that the records speak of."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from callqa.intake.reconciliation import Expected, Unrecorded
from callqa.model.recording import Deferred, Duplicate, Recording, path_of
from callqa.storage import rows, schema
from callqa.storage.database import Database
from callqa.storage.schema import expected_calls, recordings

_DUPLICATE, _DEFERRED = "duplicate", "deferred"


def replace(
    connection: Connection,
    day: date,
    found: Sequence[Recording],
    duplicates: Sequence[Duplicate],
    deferred: Sequence[Deferred],
) -> None:
    """Make the day's list of recordings what was found now; see `Store.save_collection`."""
    for paths in ((each.path for each in files) for files in (found, duplicates, deferred)):
        _forget_paths(connection, paths)
    _forget_replaced(connection, day, found)
    if found:
        connection.execute(insert(recordings), [rows.from_recording(day, each) for each in found])
    connection.execute(delete(schema.set_aside).where(schema.set_aside.c.day == day))
    if aside := [*_aside(day, duplicates, deferred)]:
        connection.execute(insert(schema.set_aside), aside)
    _forget_orphans(connection, day)


def set_aside(found: Iterable[Mapping[str, Any]]) -> tuple[tuple[Duplicate, ...], tuple[Deferred, ...]]:
    """Return what rows of ``set_aside`` say, in order of their paths."""
    ordered = sorted(found, key=lambda row: str(row["path"]))
    return (
        tuple(
            Duplicate(path=row["path"], duplicate_of=row["detail"])
            for row in ordered
            if row["kind"] == _DUPLICATE
        ),
        tuple(Deferred(path=row["path"]) for row in ordered if row["kind"] == _DEFERRED),
    )


def save_expected(database: Database, day: date, expected: Expected | None) -> None:
    """Replace what the call records said about a day; None where none spoke of it."""
    with database.transaction() as connection:
        connection.execute(delete(expected_calls).where(expected_calls.c.day == day))
        if expected:
            calls = [[c.call_id, c.started_at.isoformat(), c.agent] for c in expected.unrecorded]
            row = {"day": day, "listed": expected.listed, "unrecorded": calls}
            connection.execute(insert(expected_calls), row)


def load_expected(database: Database, day: date) -> Expected | None:
    """Return what the call records said about a day; None where none spoke of it."""
    with database.reading() as connection:
        found = connection.execute(select(expected_calls).where(expected_calls.c.day == day)).first()
    if not found:
        return None
    return Expected(
        listed=found.listed,
        unrecorded=tuple(
            Unrecorded(call_id=call_id, started_at=datetime.fromisoformat(start), agent=agent)
            for call_id, start, agent in found.unrecorded
        ),
    )


def _forget_paths(connection: Connection, paths: Iterable[str]) -> None:
    for path in paths:
        for target in (recordings, schema.set_aside):
            connection.execute(delete(target).where(target.c.path == path))


def _forget_replaced(connection: Connection, day: date, found: Sequence[Recording]) -> None:
    call_ids = {recording.call_id for recording in found}
    hashes = {recording.audio_sha256 for recording in found} - {""}
    for row in connection.execute(select(recordings).where(recordings.c.day == day)).all():
        moved = row.audio_sha256 in hashes and not path_of(row.path).exists()
        if moved or row.call_id in call_ids:
            connection.execute(delete(recordings).where(recordings.c.path == row.path))


def _forget_orphans(connection: Connection, day: date) -> None:
    """Drop results of call ids that no recording of the day has any more (its metadata changed)."""
    known = select(recordings.c.call_id).where(recordings.c.day == day)
    for target in (schema.transcripts, schema.evaluations, schema.findings):
        connection.execute(delete(target).where(target.c.day == day, target.c.call_id.not_in(known)))


def _aside(
    day: date, duplicates: Iterable[Duplicate], deferred: Iterable[Deferred]
) -> Iterable[Mapping[str, object]]:
    for each in duplicates:
        yield {"path": each.path, "day": day, "kind": _DUPLICATE, "detail": each.duplicate_of}
    for one in deferred:
        yield {"path": one.path, "day": day, "kind": _DEFERRED, "detail": ""}
