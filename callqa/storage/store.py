"""What is known about every day, through SQLAlchemy Core. A batch is stored whole or not at all."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from sqlalchemy import Connection, column, delete, insert, select, table

from callqa.days.plan import Stored
from callqa.model.coverage import NO_GAPS, Coverage, Source, combined
from callqa.model.finding import Evaluation, Finding
from callqa.model.path_text import path_of
from callqa.model.recording import Deferred, Duplicate, Recording
from callqa.model.remarks import Remark, RemarkKind
from callqa.model.summaries import EngineSummary, RuleSummary
from callqa.model.transcript import Outcome, Transcript
from callqa.storage import rows
from callqa.storage.database import Database
from callqa.storage.day_coverage import from_coverage, to_coverage
from callqa.storage.day_remarks import from_remarks, to_remarks
from callqa.storage.rows import StoredDay


def _table(name: str, columns: str) -> Any:
    return table(name, *map(column, columns.split()))


_RECORDINGS = _table(
    "recordings",
    "path day call_id started_at agent queue direction customer_number audio_sha256 size_bytes modified_ns"
    " talk_s",
)
_SET_ASIDE = _table("set_aside", "path day kind detail")
_TRANSCRIPTS = _table(
    "transcripts",
    "day call_id audio_sha256 direction engine_revision outcome reason retryable duration_ms channels turns"
    " attempts run_id failure device",
)
_EVALUATIONS = _table("evaluations", "day call_id rules_revision not_evaluated")
_FINDINGS = _table(
    "findings",
    "day finding_id call_id rule_id rule_name category severity role turn start_char end_char"
    " start_ms end_ms evidence certainty confidence other_reading",
)
_DAYS = _table("days", "day engine rules_revision rules rule_changes remarks coverage")

_NEW_DAY = {
    "engine": None,
    "rules_revision": "",
    "rules": "[]",
    "rule_changes": "[]",
    "remarks": "[]",
    "coverage": "{}",
}
_READ_AT_ONCE = 100  # transcripts
_DUPLICATE, _DEFERRED = "duplicate", "deferred"


class Store:
    """Recordings, transcripts and findings by day."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def save_collection(
        self,
        day: date,
        recordings: Sequence[Recording],
        duplicates: Sequence[Duplicate],
        deferred: Sequence[Deferred],
    ) -> None:
        """Make the day's list of recordings what was found now.

        A recording that was known and whose file is gone stays: it was received. It leaves only
        when the same call, or the same audio under another name, was found now.
        """
        with self.database.transaction() as connection:
            paths = [r.path for r in recordings] + [d.path for d in duplicates] + [d.path for d in deferred]
            _forget_paths(connection, paths)
            _forget_replaced(connection, day, recordings)
            _insert(connection, _RECORDINGS, [rows.from_recording(day, r) for r in recordings])
            connection.execute(delete(_SET_ASIDE).where(_SET_ASIDE.c.day == day.isoformat()))
            _insert(connection, _SET_ASIDE, _set_aside(day, duplicates, deferred))
            _forget_orphans(connection, day)

    def recordings(self, day: date) -> list[Recording]:
        """The day's recordings in order of start, then call id."""
        found = map(rows.to_recording, self._rows(_RECORDINGS, day))
        return sorted(found, key=lambda recording: (recording.started_at, recording.call_id))

    def days(self, first: date, last: date) -> list[date]:
        """The days of a range, both ends included, on which recordings were received; oldest first."""
        c = _RECORDINGS.c.day
        query = select(c).where(c.between(first.isoformat(), last.isoformat())).distinct().order_by(c)
        with self.database.reading() as connection:
            return [date.fromisoformat(found) for found in connection.execute(query).scalars()]

    def set_aside(self, day: date) -> tuple[tuple[Duplicate, ...], tuple[Deferred, ...]]:
        """Files of the day that are not analysed on their own: duplicates, and files left for later."""
        found = sorted(self._rows(_SET_ASIDE, day), key=lambda row: row["path"])
        duplicates = (r for r in found if r["kind"] == _DUPLICATE)
        deferred = (r for r in found if r["kind"] == _DEFERRED)
        return (
            tuple(Duplicate(path=row["path"], duplicate_of=row["detail"]) for row in duplicates),
            tuple(Deferred(path=row["path"]) for row in deferred),
        )

    def stored(self, day: date) -> dict[str, Stored]:
        """What the day's transcripts were made from, by call id; without their text."""
        c = _TRANSCRIPTS.c
        made_from = (c.audio_sha256, c.direction, c.engine_revision, c.outcome, c.retryable, c.attempts)
        query = select(c.call_id, *made_from)
        with self.database.reading() as connection:
            found = connection.execute(query.where(c.day == day.isoformat())).all()
        return {
            call_id: Stored(
                audio_sha256=sha,
                direction=direction,
                engine_revision=engine,
                outcome=Outcome(outcome),
                retryable=bool(retryable),
                attempts=attempts,
            )
            for call_id, sha, direction, engine, outcome, retryable, attempts in found
        }

    def save_transcripts(
        self,
        day: date,
        transcripts: Sequence[Transcript],
        recordings: Iterable[Recording],
        run_id: str = "",
        device: str = "",
    ) -> None:
        """Store a batch; each replaces what the call had, and counts how often its audio was tried.

        What the rules made of the text before goes with it: its places are not those of the new one.

        Args:
            day: of the calls.
            transcripts: each of another call.
            recordings: of these calls.
            run_id: of the run that recognised them.
            device: that recognised them, as torch names it.
        """
        directions = {recording.call_id: recording.direction for recording in recordings}
        with self.database.transaction() as connection:
            tried = _tried(connection, day, [t.call_id for t in transcripts])
            made_by = {"run_id": run_id, "device": device}
            new = [
                {**rows.from_transcript(day, _counted(t, tried), directions[t.call_id]), **made_by}
                for t in transcripts
            ]
            for each in (_TRANSCRIPTS, _EVALUATIONS, _FINDINGS):
                _forget(connection, each, day, [t.call_id for t in transcripts])
            _insert(connection, _TRANSCRIPTS, new)

    def recognised_by(self, day: date, run_id: str) -> dict[str, Outcome]:
        """How the calls ended that a run has stored so far, by call id."""
        c = _TRANSCRIPTS.c
        query = select(c.call_id, c.outcome).where(c.day == day.isoformat(), c.run_id == run_id)
        with self.database.reading() as connection:
            return {call_id: Outcome(outcome) for call_id, outcome in connection.execute(query)}

    def transcripts(self, day: date) -> dict[str, Transcript]:
        """The day's transcripts by call id."""
        return {transcript.call_id: transcript for transcript in self.each_transcript(day)}

    def each_transcript(self, day: date) -> Iterator[Transcript]:
        """The day's transcripts in order of call id, a few read at a time: a whole day fills the memory."""
        c = _TRANSCRIPTS.c
        of_day = c.day == day.isoformat()
        with self.database.reading() as connection:
            call_ids = sorted(connection.execute(select(c.call_id).where(of_day)).scalars())
        for first in range(0, len(call_ids), _READ_AT_ONCE):
            some = c.call_id.in_(call_ids[first : first + _READ_AT_ONCE])
            with self.database.reading() as connection:
                found = connection.execute(select(_TRANSCRIPTS).where(of_day & some)).mappings().all()
            # sorted here, because every database sorts text in its own way
            for row in sorted(found, key=lambda one: str(one["call_id"])):
                yield rows.to_transcript(dict(row))

    def save_evaluations(self, day: date, evaluations: Sequence[Evaluation]) -> None:
        """Replace all findings of the day."""
        outcomes = [
            {
                "day": day.isoformat(),
                "call_id": evaluation.call_id,
                "rules_revision": evaluation.rules_revision,
                "not_evaluated": rows.dumps([asdict(item) for item in evaluation.not_evaluated]),
            }
            for evaluation in evaluations
        ]
        findings = [rows.from_finding(day, f) for e in evaluations for f in e.findings]
        with self.database.transaction() as connection:
            for target, new in ((_EVALUATIONS, outcomes), (_FINDINGS, findings)):
                connection.execute(delete(target).where(target.c.day == day.isoformat()))
                _insert(connection, target, new)

    def evaluations(self, day: date) -> dict[str, Evaluation]:
        """The day's evaluations by call id; findings in order of time."""
        by_call: defaultdict[str, list[Finding]] = defaultdict(list)
        for row in self._rows(_FINDINGS, day):
            by_call[row["call_id"]].append(rows.to_finding(row))
        return {
            row["call_id"]: rows.to_evaluation(
                row, tuple(sorted(by_call[row["call_id"]], key=lambda f: (f.start_ms, f.finding_id)))
            )
            for row in self._rows(_EVALUATIONS, day)
        }

    def save_engine(self, day: date, engine: EngineSummary) -> None:
        """Remember what recognised the day."""
        self._save_day(day, engine=rows.dumps(asdict(engine)))

    def save_rules(
        self, day: date, revision: str, rules: Sequence[RuleSummary], changes: Sequence[str] = ()
    ) -> None:
        """Remember the rule book that the day was flagged with, and its changes since the day before."""
        listed = rows.dumps([asdict(rule) for rule in rules])
        self._save_day(day, rules_revision=revision, rules=listed, rule_changes=rows.dumps(changes))

    def save_remarks(self, day: date, kinds: Collection[RemarkKind], remarks: Sequence[Remark]) -> None:
        """Replace what a reader of the day must know, as far as it is of some kinds.

        Args:
            kinds: that are replaced; remarks of other kinds stay.
            remarks: of these kinds; none takes them away.
        """
        with self.database.transaction() as connection:
            self.database.alone(connection, f"remarks {day}")
            stored = connection.execute(select(_DAYS.c.remarks).where(_DAYS.c.day == day.isoformat()))
            before = to_remarks(stored.scalar() or "[]")
            kept = [each for each in before if not {each.kind, each.names.get("about")} & {*kinds}]
            _save_day(connection, day, remarks=from_remarks([*kept, *remarks]))

    def save_coverage(
        self, day: date, source: Source, coverage: Coverage, calls: Collection[str] | None = None
    ) -> None:
        """Replace what one part of the night says it did not read, understand or attribute.

        Args:
            source: the part; what others say stays.
            coverage: what it says; `NO_GAPS` where everything was read.
            calls: None when it speaks for the whole day; of a batch its call ids, so that what was said of
                other calls stays.
        """
        with self.database.transaction() as connection:
            self.database.alone(connection, f"coverage {day}")
            stored = connection.execute(select(_DAYS.c.coverage).where(_DAYS.c.day == day.isoformat()))
            parts = to_coverage(stored.scalar() or "{}")
            before = NO_GAPS if calls is None else parts.get(source, NO_GAPS).without(calls)
            _save_day(
                connection, day, coverage=from_coverage({**parts, source: combined((before, coverage))})
            )

    def day(self, day: date) -> StoredDay:
        """What is known about the day as a whole; empty when nothing was done."""
        for row in self._rows(_DAYS, day):
            return rows.to_day(row)
        return StoredDay()

    def rules_before(self, day: date) -> str:
        """The rules revision of the nearest earlier day that was flagged; empty when there is none."""
        earlier = (_DAYS.c.day < day.isoformat()) & (_DAYS.c.rules_revision != "")
        query = select(_DAYS.c.rules_revision).where(earlier).order_by(_DAYS.c.day.desc()).limit(1)
        with self.database.reading() as connection:
            return str(connection.execute(query).scalar() or "")

    def _save_day(self, day: date, **values: str) -> None:
        with self.database.transaction() as connection:
            _save_day(connection, day, **values)

    def _rows(self, source: Any, day: date) -> list[dict[str, Any]]:
        query = select(source).where(source.c.day == day.isoformat())
        with self.database.reading() as connection:
            return [dict(row) for row in connection.execute(query).mappings()]


def _save_day(connection: Connection, day: date, **values: str) -> None:
    key = day.isoformat()
    old = connection.execute(select(_DAYS).where(_DAYS.c.day == key)).mappings().first()
    kept = dict(old) if old else {"day": key, **_NEW_DAY}
    connection.execute(delete(_DAYS).where(_DAYS.c.day == key))
    connection.execute(insert(_DAYS), {**kept, **values})


def _tried(connection: Connection, day: date, call_ids: Sequence[str]) -> dict[tuple[str, str], int]:
    """How often each call was tried, by call id and audio."""
    c = _TRANSCRIPTS.c
    same = (c.day == day.isoformat()) & c.call_id.in_(call_ids)
    found = connection.execute(select(c.call_id, c.audio_sha256, c.attempts).where(same))
    return {(call_id, audio): attempts for call_id, audio, attempts in found}


def _counted(transcript: Transcript, tried: Mapping[tuple[str, str], int]) -> Transcript:
    return replace(transcript, attempts=tried.get((transcript.call_id, transcript.audio_sha256), 0) + 1)


def _insert(connection: Connection, target: Any, new: list[dict[str, Any]]) -> None:
    if new:
        connection.execute(insert(target), new)


def _forget(connection: Connection, target: Any, day: date, call_ids: Iterable[str]) -> None:
    for call_id in call_ids:
        same = (target.c.day == day.isoformat()) & (target.c.call_id == call_id)
        connection.execute(delete(target).where(same))


def _forget_paths(connection: Connection, paths: Iterable[str]) -> None:
    for path in paths:
        connection.execute(delete(_RECORDINGS).where(_RECORDINGS.c.path == path))
        connection.execute(delete(_SET_ASIDE).where(_SET_ASIDE.c.path == path))


def _forget_replaced(connection: Connection, day: date, found: Sequence[Recording]) -> None:
    call_ids = {recording.call_id for recording in found}
    hashes = {recording.audio_sha256 for recording in found} - {""}
    same_day = _RECORDINGS.c.day == day.isoformat()
    for row in connection.execute(select(_RECORDINGS).where(same_day)).mappings().all():
        moved = row["audio_sha256"] in hashes and not path_of(row["path"]).exists()
        if moved or row["call_id"] in call_ids:
            connection.execute(delete(_RECORDINGS).where(_RECORDINGS.c.path == row["path"]))


def _forget_orphans(connection: Connection, day: date) -> None:
    """Drop results of call ids that no recording of the day has any more (its metadata changed)."""
    key = day.isoformat()
    known = select(_RECORDINGS.c.call_id).where(_RECORDINGS.c.day == key)
    for target in (_TRANSCRIPTS, _EVALUATIONS, _FINDINGS):
        connection.execute(delete(target).where((target.c.day == key) & target.c.call_id.not_in(known)))


def _set_aside(
    day: date, duplicates: Iterable[Duplicate], deferred: Iterable[Deferred]
) -> list[dict[str, Any]]:
    key = day.isoformat()
    return [
        *({"path": d.path, "day": key, "kind": _DUPLICATE, "detail": d.duplicate_of} for d in duplicates),
        *({"path": d.path, "day": key, "kind": _DEFERRED, "detail": ""} for d in deferred),
    ]
