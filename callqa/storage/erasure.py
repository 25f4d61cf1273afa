"""Calls that were removed because their customer asked, known by salted hashes only; and their removal."""

import json
import re
import secrets
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial
from hashlib import sha256
from itertools import islice

from sqlalchemy import Connection, bindparam, text

from callqa.days.masked_transcript import mask_transcript
from callqa.days.seal import TRANSCRIPT, transcript_mark
from callqa.intake.reconciliation import Expected
from callqa.model.audit import AuditAction
from callqa.model.recording import Recording
from callqa.model.remarks import Remark, RemarkKind, without_calls
from callqa.model.transcript import Transcript
from callqa.storage.audit import note_in
from callqa.storage.database import Database
from callqa.storage.day_coverage import from_coverage, to_coverage
from callqa.storage.day_remarks import from_remarks, to_remarks
from callqa.storage.rows import from_turns
from callqa.storage.session import Site
from callqa.text.masking import mask_name

_TURNS = text("UPDATE transcripts SET turns = :turns WHERE day = :day AND call_id = :call_id")
_SEAL = text(
    "UPDATE seals SET sha256 = :sha256 WHERE day = :day AND name = :call_id AND kind = :kind"
).bindparams(kind=TRANSCRIPT)
_JUDGED = tuple(
    text(f"DELETE FROM {name} WHERE day = :day AND call_id = :call_id")  # noqa: S608 - constants
    for name in ("findings", "evaluations")
)


def hide_numbers(site: Site, day: date, stored: Iterable[Transcript]) -> int:
    """Replace a day's transcripts that hold a personal number; the caller flags the day again.

    The old text is overwritten in an SQLite file; what the rules made of it goes with it.

    Args:
        stored: the day's transcripts; only those with a number are held at once.

    Returns:
        How many held one.
    """
    changed = [new for old in stored if (new := mask_transcript(old)) is not old]
    if changed:
        _replace(site, day, changed)
        site.database.empty_log()
    return len(changed)


def _replace(site: Site, day: date, changed: Sequence[Transcript]) -> None:
    rows = [
        {
            "day": day.isoformat(),
            "call_id": new.call_id,
            "turns": from_turns(new.turns),
            "sha256": transcript_mark(new),
        }
        for new in changed
    ]
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        site.database.overwrite_deleted(connection)
        connection.execute(_TURNS, rows)
        # the call was not recognised again: its report is not to say so
        connection.execute(_SEAL, rows)
        for statement in _JUDGED:
            connection.execute(statement, rows)
        note_in(connection, site, AuditAction.MASKED, {"day": day.isoformat(), "calls": str(len(changed))})


_BETWEEN_NAMES = re.compile("([、（），；\\s]+)")
"""What stands between the names of calls in a sentence of an older version."""
_GONE = "〔已删除〕"
_BY_CALL = ("recordings", "transcripts", "evaluations", "findings")
_CALLS_AT_ONCE = 10_000
"""In one statement: SQLite takes 32,766 values, PostgreSQL 65,535, and a day may have more calls."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Forgotten:
    """What must never be analysed again.

    Args:
        salt: of this database, random.
        marks: the salted hashes of days with call ids, and of the bytes of recordings.
    """

    salt: str
    marks: Collection[str]

    @classmethod
    def load(cls, database: Database) -> "Forgotten":
        """Everything that was ever forgotten."""
        with database.reading() as connection:
            return _load(connection)

    def holds(self, day: date, recording: Recording) -> bool:
        """Whether a recording is of a forgotten call, by its id or by its bytes."""
        audio = recording.audio_sha256
        known = bool(audio) and self.mark(audio) in self.marks
        return known or self.holds_call(day, recording.call_id)

    def holds_call(self, day: date, call_id: str) -> bool:
        """Whether a call of a day was forgotten."""
        return self.mark(day.isoformat(), call_id) in self.marks

    def without(self, day: date, listed: Expected | None) -> Expected | None:
        """What call records say about a day, without the names of forgotten calls."""
        if listed is None:
            return None
        kept = tuple(call for call in listed.unrecorded if not self.holds_call(day, call.call_id))
        return Expected(listed=listed.listed, unrecorded=kept)

    def mark(self, *parts: str) -> str:
        """The salted hash by which something is known again."""
        return sha256("\0".join((self.salt, *parts)).encode("utf-8", "surrogatepass")).hexdigest()


def recordings_of(database: Database, *, call_id: str | None, customer: str | None) -> list[tuple[date, str]]:
    """The days and call ids of one call, or of all calls of a customer's number; oldest first.

    Args:
        customer: digits count, so that +86 138-1234-5678 finds what is stored without marks.
    """
    query = "SELECT day, call_id, customer_number FROM recordings ORDER BY day, call_id"
    with database.reading() as connection:
        rows = connection.execute(text(query)).all()
    number = _digits(customer)
    return [
        (date.fromisoformat(row.day), row.call_id)
        for row in rows
        if (call_id is not None and row.call_id == call_id)
        or (number and _digits(row.customer_number) == number)
    ]


def days_of(database: Database, call_id: str) -> list[date]:
    """The days on which a call with this id was forgotten before."""
    with database.reading() as connection:
        known = _load(connection)
        days = connection.execute(text("SELECT DISTINCT day FROM forgotten ORDER BY day")).scalars().all()
    return [day for day in map(date.fromisoformat, days) if known.holds_call(day, call_id)]


def forget(site: Site, day: date, call_ids: Collection[str]) -> None:
    """Remove every row about some calls of a day, and remember them by hashes: all of it, or nothing.

    What is deleted is overwritten in an SQLite file; afterwards its log is emptied, too.
    """
    call_ids = frozenset(call_ids)
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        site.database.overwrite_deleted(connection)
        _remember(connection, day, call_ids)
        _remove(connection, day, call_ids)
        note_in(connection, site, AuditAction.FORGOT, {"day": day.isoformat(), "calls": str(len(call_ids))})
    site.database.empty_log()


def _load(connection: Connection) -> Forgotten:
    rows = connection.execute(text("SELECT salt, call_mark, audio_mark FROM forgotten")).all()
    marks = frozenset(mark for row in rows for mark in (row.call_mark, row.audio_mark) if mark)
    return Forgotten(salt=rows[0].salt if rows else secrets.token_hex(16), marks=marks)


def _remember(connection: Connection, day: date, call_ids: Iterable[str]) -> None:
    known = _load(connection)
    query = text("SELECT call_id, audio_sha256 FROM recordings WHERE day = :day")
    found = connection.execute(query, {"day": day.isoformat()})
    audio = {row.call_id: row.audio_sha256 for row in found}
    marks = [
        {
            "day": day.isoformat(),
            "salt": known.salt,
            "call": known.mark(day.isoformat(), call_id),
            "audio": known.mark(audio[call_id]) if audio.get(call_id) else "",
        }
        for call_id in call_ids
    ]
    columns = "(day, salt, call_mark, audio_mark) VALUES (:day, :salt, :call, :audio)"
    connection.execute(text(f"INSERT INTO forgotten {columns}"), marks)


def _remove(connection: Connection, day: date, call_ids: Collection[str]) -> None:
    same = "day = :day AND {} IN :calls"
    hits = f"SELECT finding_id FROM findings WHERE {same.format('call_id')}"  # noqa: S608 - ours
    statements = [
        f"DELETE FROM reviews WHERE day = :day AND finding_id IN ({hits})",  # noqa: S608 - constants
        *(f"DELETE FROM {name} WHERE {same.format('call_id')}" for name in reversed(_BY_CALL)),  # noqa: S608
        f"DELETE FROM set_aside WHERE {same.format('detail')}",  # noqa: S608
        f"DELETE FROM seals WHERE {same.format('name')}",  # noqa: S608
    ]
    waiting = iter(call_ids)
    while some := list(islice(waiting, _CALLS_AT_ONCE)):
        for statement in statements:
            expanded = text(statement).bindparams(bindparam("calls", expanding=True))
            connection.execute(expanded, {"day": day.isoformat(), "calls": some})
    _clean_unrecorded(connection, day, call_ids)
    _clean_day(connection, day, call_ids)


def _clean_unrecorded(connection: Connection, day: date, call_ids: Collection[str]) -> None:
    values = {"day": day.isoformat()}
    found = connection.execute(text("SELECT unrecorded FROM expected_calls WHERE day = :day"), values)
    for calls in found.scalars().all():
        kept = [call for call in json.loads(calls) if call[0] not in call_ids]
        update = text("UPDATE expected_calls SET unrecorded = :kept WHERE day = :day")
        connection.execute(update, {**values, "kept": json.dumps(kept)})


def _clean_day(connection: Connection, day: date, call_ids: Collection[str]) -> None:
    """Take the calls out of what is said about the day, and say how many were forgotten."""
    values = {"day": day.isoformat()}
    count = connection.execute(text("SELECT count(*) FROM forgotten WHERE day = :day"), values).scalar_one()
    told = Remark(kind=RemarkKind.FORGOTTEN, figures={"calls": count})
    # what was converted from sentences names a call as it was shown, with its number hidden
    names = frozenset(each for call_id in call_ids for each in (call_id, mask_name(call_id)))
    query = text("SELECT remarks, coverage FROM days WHERE day = :day")
    for row in connection.execute(query, values).all():
        known = without_calls(map(partial(_unnamed, names=names), to_remarks(row.remarks)), names)
        remarks = [*(each for each in known if each.kind is not RemarkKind.FORGOTTEN), told]
        parts = {source: part.without(call_ids) for source, part in to_coverage(row.coverage).items()}
        update = text("UPDATE days SET remarks = :remarks, coverage = :coverage WHERE day = :day")
        new = {"remarks": from_remarks(remarks), "coverage": from_coverage(parts)}
        connection.execute(update, {**values, **new})


def _unnamed(remark: Remark, names: Collection[str]) -> Remark:
    """Return a sentence of an older version without the names of calls; other remarks as they are."""
    if remark.kind is not RemarkKind.AS_WRITTEN:
        return remark
    told, colon, listed = remark.names["text"].rpartition("：")  # in front of it are counts
    left = (_GONE if part in names else part for part in _BETWEEN_NAMES.split(listed))
    return replace(remark, names={**remark.names, "text": f"{told}{colon}{''.join(left)}"})


def _digits(number: str | None) -> str:
    digits = "".join(filter(str.isdecimal, number or ""))
    return digits.removeprefix("86") if len(digits) == 13 else digits
