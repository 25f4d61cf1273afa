"""What was found of a day: its recordings, the files set aside, and the calls that the records speak of."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from callqa.model.recording import Deferred, Duplicate, Expected, Recording, Unrecorded, path_of
from callqa.storage import rows, schema
from callqa.storage.database import Database
from callqa.storage.schema import expected_calls, recordings

_DUPLICATE, _DEFERRED = "duplicate", "deferred"
_DIGESTS_AT_ONCE = 10_000
"""In one statement: SQLite takes 32,766 values, PostgreSQL 65,535."""


def replace(
    connection: Connection,
    day: date,
    found: Sequence[Recording],
    duplicates: Sequence[Duplicate],
    deferred: Sequence[Deferred],
) -> None:
    """Make the day's list of recordings what was found now; see `Store.save_collection`."""
    for paths in ((each.path for each in files) for files in (found, duplicates, deferred)):
        _forget_paths(connection, day, paths)
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


@dataclass(frozen=True, kw_only=True, slots=True)
class Elsewhere:
    """A recording that was received on another day."""

    day: date
    call_id: str
    path: str


def received_elsewhere(
    database: Database, day: date, digests: Collection[str]
) -> dict[str, tuple[Elsewhere, ...]]:
    """Return the recordings of other days that hold some bytes, by their digest; earlier days first.

    Args:
        digests: hex SHA-256 of files.
    """
    c = recordings.c
    found: dict[str, tuple[Elsewhere, ...]] = {}
    waiting = iter(sorted(digests))
    with database.reading() as connection:
        while some := list(islice(waiting, _DIGESTS_AT_ONCE)):
            query = select(c.audio_sha256, c.day, c.call_id, c.path)
            query = query.where(c.audio_sha256.in_(some), c.day != day).order_by(c.day, c.path)
            for digest, of_day, call_id, path in connection.execute(query):
                one = Elsewhere(day=of_day, call_id=call_id, path=path)
                found[digest] = (*found.get(digest, ()), one)
    return found


def _forget_paths(connection: Connection, day: date, paths: Iterable[str]) -> None:
    """Forget what a day knew of some paths; another day's recording stays, whoever uses its name now."""
    for path in paths:
        for target in (recordings, schema.set_aside):
            connection.execute(delete(target).where(target.c.day == day, target.c.path == path))


def _forget_replaced(connection: Connection, day: date, found: Sequence[Recording]) -> None:
    call_ids = {recording.call_id for recording in found}
    hashes = {recording.audio_sha256 for recording in found} - {""}
    for row in connection.execute(select(recordings).where(recordings.c.day == day)).all():
        moved = row.audio_sha256 in hashes and not path_of(row.path).exists()
        if moved or row.call_id in call_ids:
            connection.execute(
                delete(recordings).where(recordings.c.day == day, recordings.c.path == row.path)
            )


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
