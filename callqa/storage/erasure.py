"""Calls that were removed because their customer asked, known by salted hashes only; and their removal."""

import re
import secrets
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Delete, delete, func, insert, select, update

from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError
from callqa.model.recording import Expected, Recording
from callqa.model.remarks import Remark, RemarkKind, without_calls
from callqa.storage import manifests, rows
from callqa.storage.audit import note_in
from callqa.storage.database import Database
from callqa.storage.schema import (
    appeals,
    assignments,
    days,
    evaluations,
    expected_calls,
    findings,
    forgotten,
    misses,
    recordings,
    reviews,
    seals,
    set_aside,
    transcripts,
)
from callqa.storage.session import Site
from callqa.text.masking import mask_name
from callqa.text.phone_numbers import are_near, national

_BETWEEN_NAMES = re.compile("([、（），；\\s]+)")
"""What stands between the names of calls in a sentence of an older version."""
_GONE = "〔已删除〕"
_BY_CALL = (
    *(
        (table, "call_id")
        for table in (findings, evaluations, misses, appeals, assignments, transcripts, recordings)
    ),
    (set_aside, "detail"),
    (seals, "name"),
)
"""Tables with rows about a call, and the column that names it."""
_CALLS_AT_ONCE = 10_000
"""In one statement: SQLite takes 32,766 values, PostgreSQL 65,535, and a day may have more calls."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Erasures:
    """What must never be analysed again.

    Args:
        salt: of this database, random.
        marks: the salted hashes of days with call ids, and of the bytes of recordings.
    """

    salt: str
    marks: Collection[str]

    @classmethod
    def load(cls, database: Database) -> "Erasures":
        """Return everything that was ever forgotten."""
        with database.reading() as connection:
            return _load(connection)

    def holds(self, day: date, recording: Recording) -> bool:
        """Return whether a recording is of a forgotten call, by its id or by its bytes."""
        audio = recording.audio_sha256
        known = bool(audio) and self.mark(audio) in self.marks
        return known or self.holds_call(day, recording.call_id)

    def holds_id_only(self, day: date, recording: Recording) -> bool:
        """Return whether a recording has the id of a forgotten call and other bytes than were forgotten."""
        audio = recording.audio_sha256
        is_known = not audio or self.mark(audio) in self.marks
        return not is_known and self.holds_call(day, recording.call_id)

    def holds_call(self, day: date, call_id: str) -> bool:
        """Return whether a call of a day was forgotten."""
        return self.mark(day.isoformat(), call_id) in self.marks

    def without(self, day: date, listed: Expected | None) -> Expected | None:
        """Return what call records say about a day, without the names of forgotten calls."""
        if listed is None:
            return None
        kept = tuple(call for call in listed.unrecorded if not self.holds_call(day, call.call_id))
        return Expected(listed=listed.listed, unrecorded=kept)

    def mark(self, *parts: str) -> str:
        """Return the salted hash by which something is known again."""
        return sha256("\0".join((self.salt, *parts)).encode("utf-8", "surrogatepass")).hexdigest()


def recordings_of(database: Database, *, call_id: str | None, customer: str | None) -> list[tuple[date, str]]:
    """Return the days and call ids of one call, or of all calls of a customer's number; oldest first.

    Args:
        customer: in any way of writing it; see `callqa.text.phone_numbers`.
    """
    c, t = recordings.c, transcripts.c
    query = select(c.day, c.call_id, c.customer_number)
    with database.reading() as connection:
        found = connection.execute(query).all()
        # an older version lost the recording of a call whose name was used again, not what was said
        heard = select(t.day, t.call_id).where(t.call_id == call_id)
        named = set(connection.execute(heard).tuples()) if call_id is not None else set()
    number = national(customer or "")
    asked = {
        (row.day, row.call_id)
        for row in found
        if (call_id is not None and row.call_id == call_id)
        or (number and national(row.customer_number or "") == number)
    }
    return sorted(asked | named)


def numbers_near(database: Database, customer: str) -> list[tuple[str, int]]:
    """Return stored numbers that may be the customer's, too, each with how many calls it has.

    Args:
        customer: whose calls are to be forgotten.
    """
    c, number = recordings.c, national(customer)
    query = select(c.customer_number, func.count()).where(c.customer_number.is_not(None))
    with database.reading() as connection:
        found = connection.execute(query.group_by(c.customer_number)).tuples().all()
    return sorted((each or "", count) for each, count in found if are_near(number, national(each or "")))


Remembered = Sequence[Mapping[str, Any]]
"""Rows of ``forgotten``, as another database of the same installation holds them."""


def remembered(database: Database) -> Remembered:
    """Return what a database knows to be forgotten."""
    with database.reading() as connection:
        return [dict(row) for row in connection.execute(select(forgotten)).mappings()]


def remember_again(site: Site, known: Remembered, backup: str) -> None:
    """Add to a restored database what its successor knew to be forgotten, and note the restoration.

    Args:
        backup: the name of its file.

    Raises:
        BadInputError: they are of different installations: what one has forgotten the other cannot know.
    """
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        before = [dict(row) for row in connection.execute(select(forgotten)).mappings()]
        if len({row["salt"] for row in (*before, *known)}) > 1:
            raise BadInputError("备份是另一套系统的", backup, "换本系统自己的备份")
        marks = {row["call_mark"] for row in before}
        if new := [row for row in known if row["call_mark"] not in marks]:
            connection.execute(insert(forgotten), new)
        note_in(connection, site, AuditAction.RESTORED, {"from": backup, "calls": str(len(new))})


def returned(database: Database) -> list[tuple[date, str]]:
    """Return the days and ids of stored calls that are known to be forgotten."""
    r, t = recordings.c, transcripts.c
    with database.reading() as connection:
        known = _load(connection)
        queries = (select(c.day, c.call_id, c.audio_sha256) for c in (r, t))
        stored = {row for query in queries for row in connection.execute(query).tuples()}
    return sorted(
        {
            (day, call_id)
            for day, call_id, audio in stored
            if known.holds_call(day, call_id) or (audio and known.mark(audio) in known.marks)
        }
    )


def days_of(database: Database, call_id: str) -> list[date]:
    """Return the days on which a call with this id was forgotten before."""
    with database.reading() as connection:
        known = _load(connection)
        query = select(forgotten.c.day).distinct().order_by(forgotten.c.day)
        return [day for day in connection.execute(query).scalars() if known.holds_call(day, call_id)]


def forget(site: Site, day: date, call_ids: Collection[str]) -> None:
    """Remove every row about some calls of a day, and remember them by hashes: all of it, or nothing.

    What is deleted is overwritten in an SQLite file; afterwards its log is emptied, too.
    """
    call_ids = frozenset(call_ids)
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        _remember(connection, day, call_ids)
        _remove(connection, day, call_ids)
        note_in(connection, site, AuditAction.FORGOT, {"day": day.isoformat(), "calls": str(len(call_ids))})
    site.database.empty_log()


def _load(connection: Connection) -> Erasures:
    found = connection.execute(select(forgotten)).all()
    marks = frozenset(mark for row in found for mark in (row.call_mark, row.audio_mark) if mark)
    return Erasures(salt=found[0].salt if found else secrets.token_hex(16), marks=marks)


def _remember(connection: Connection, day: date, call_ids: Iterable[str]) -> None:
    known = _load(connection)
    audio: dict[str, str] = {}
    for c in (transcripts.c, recordings.c):
        query = select(c.call_id, c.audio_sha256).where(c.day == day)
        audio.update(connection.execute(query).tuples().all())
    marks = [
        {
            "day": day,
            "salt": known.salt,
            "call_mark": known.mark(day.isoformat(), call_id),
            "audio_mark": known.mark(audio[call_id]) if audio.get(call_id) else "",
        }
        for call_id in call_ids
    ]
    connection.execute(insert(forgotten), marks)


def _remove(connection: Connection, day: date, call_ids: Collection[str]) -> None:
    manifests.mark_touched(connection, day)
    waiting = iter(call_ids)
    while some := list(islice(waiting, _CALLS_AT_ONCE)):
        for statement in _removals(day, some):
            connection.execute(statement)
    _clean_unrecorded(connection, day, call_ids)
    _clean_day(connection, day, call_ids)


def _removals(day: date, call_ids: Sequence[str]) -> Iterator[Delete]:
    f, r = findings.c, reviews.c
    hits = select(f.finding_id).where(f.day == day, f.call_id.in_(call_ids))
    yield delete(reviews).where(r.day == day, r.finding_id.in_(hits))
    for table, name in _BY_CALL:
        yield delete(table).where(table.c.day == day, table.c[name].in_(call_ids))


def _clean_unrecorded(connection: Connection, day: date, call_ids: Collection[str]) -> None:
    of_day = expected_calls.c.day == day
    for calls in connection.execute(select(expected_calls.c.unrecorded).where(of_day)).scalars().all():
        kept = [call for call in calls if call[0] not in call_ids]
        connection.execute(update(expected_calls).where(of_day).values(unrecorded=kept))


def _clean_day(connection: Connection, day: date, call_ids: Collection[str]) -> None:
    """Take the calls out of what is said about the day, and say how many were forgotten."""
    counted = select(func.count()).select_from(forgotten).where(forgotten.c.day == day)
    count = connection.execute(counted).scalar_one()
    told = Remark(kind=RemarkKind.FORGOTTEN, figures={"calls": count})
    # what was converted from sentences names a call as it was shown, with its number hidden
    names = frozenset(each for call_id in call_ids for each in (call_id, mask_name(call_id)))
    of_day = days.c.day == day
    for row in connection.execute(select(days.c.remarks, days.c.coverage).where(of_day)).all():
        known = without_calls(map(partial(_unnamed, names=names), rows.to_remarks(row.remarks)), names)
        remarks = [*(each for each in known if each.kind is not RemarkKind.FORGOTTEN), told]
        parts = {source: part.without(call_ids) for source, part in rows.to_coverage(row.coverage).items()}
        new = {"remarks": rows.from_remarks(remarks), "coverage": rows.from_coverage(parts)}
        connection.execute(update(days).where(of_day).values(new))


def _unnamed(remark: Remark, names: Collection[str]) -> Remark:
    """Return a sentence of an older version without the names of calls; other remarks as they are."""
    if remark.kind is not RemarkKind.AS_WRITTEN:
        return remark
    told, colon, listed = remark.names["text"].rpartition("：")  # in front of it are counts
    left = (_GONE if part in names else part for part in _BETWEEN_NAMES.split(listed))
    return replace(remark, names={**remark.names, "text": f"{told}{colon}{''.join(left)}"})
