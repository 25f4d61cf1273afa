"""What was found of a day: its recordings, the files set aside, and the calls that the records speak of."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, Connection, Row, Select, delete, insert, select

from callqa.model.recording import Deferred, Duplicate, Expected, Recording, Unrecorded, path_of
from callqa.storage import manifests, rows, schema
from callqa.storage.database import Database
from callqa.storage.schema import expected_calls, files_by_date, recordings

_DUPLICATE, _DEFERRED = "duplicate", "deferred"
_VALUES_AT_ONCE = 10_000
"""In one statement: SQLite takes 32,766 values, PostgreSQL 65,535."""


def replace(
    connection: Connection,
    day: date,
    found: Sequence[Recording],
    duplicates: Sequence[Duplicate],
    deferred: Sequence[Deferred],
) -> None:
    """Make the day's list of recordings what was found now; see `Store.save_collection`."""
    manifests.mark_touched(connection, day)
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
    """A recording that was received on another day.

    Args:
        seconds: of sound that was heard in it; None where nobody asked, or nothing was.
    """

    day: date
    call_id: str
    path: str
    seconds: float | None = None


def received_elsewhere(
    database: Database, day: date, digests: Collection[str]
) -> dict[str, tuple[Elsewhere, ...]]:
    """Return the recordings of other days that hold some bytes, by their digest; earlier days first.

    Args:
        digests: hex SHA-256 of files.
    """
    c = recordings.c
    found: defaultdict[str, tuple[Elsewhere, ...]] = defaultdict(tuple)
    query = select(c.audio_sha256, c.day, c.call_id, c.path).where(c.day != day).order_by(c.day, c.path)
    for digest, of_day, call_id, path in _each(database, query, c.audio_sha256, digests):
        found[digest] += (Elsewhere(day=of_day, call_id=call_id, path=path),)
    return found


def calls_elsewhere(
    database: Database, day: date, call_ids: Collection[str]
) -> dict[str, tuple[Elsewhere, ...]]:
    """Return the recordings of other days with some ids, by the id; earlier days first."""
    c, t = recordings.c, schema.transcripts.c
    found: defaultdict[str, tuple[Elsewhere, ...]] = defaultdict(tuple)
    heard = (t.day == c.day) & (t.call_id == c.call_id)
    query = select(c.call_id, c.day, c.path, t.duration_ms).where(c.day != day).order_by(c.day, c.path)
    query = query.select_from(recordings.outerjoin(schema.transcripts, heard))
    for call_id, of_day, path, ms in _each(database, query, c.call_id, call_ids):
        found[call_id] += (
            Elsewhere(day=of_day, call_id=call_id, path=path, seconds=ms / 1000 if ms else None),
        )
    return found


def _each(
    database: Database, query: Select[Any], column: ColumnElement[Any], wanted: Collection[str]
) -> Iterator[Row[Any]]:
    """Yield what a query finds where a column is one of some values, however many they are."""
    waiting = iter(sorted(wanted))
    with database.reading() as connection:
        while some := list(islice(waiting, _VALUES_AT_ONCE)):
            yield from connection.execute(query.where(column.in_(some)))


def files_looked_at(database: Database) -> dict[date, int]:
    """Return how many files of each date there were when a night last looked at that date."""
    with database.reading() as connection:
        return dict(connection.execute(select(files_by_date.c.day, files_by_date.c.files)).tuples().all())


def save_files_looked_at(database: Database, looked: Mapping[date, int]) -> None:
    """Remember how many files of some dates were looked at."""
    if not looked:
        return
    with database.transaction() as connection:
        connection.execute(delete(files_by_date).where(files_by_date.c.day.in_([*looked])))
        connection.execute(insert(files_by_date), [{"day": day, "files": n} for day, n in looked.items()])


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
