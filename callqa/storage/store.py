"""What is known about every day, through SQLAlchemy Core. A batch is stored whole or not at all."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import date
from itertools import islice
from typing import Any

from sqlalchemy import Connection, Table, delete, insert, select

from callqa.days.plan import Stored
from callqa.days.rule_changes import RuleChange
from callqa.model.coverage import NO_GAPS, Coverage, Source, combined
from callqa.model.errors import Failure
from callqa.model.finding import Evaluation, Finding
from callqa.model.recording import Deferred, Direction, Duplicate, Recording
from callqa.model.remarks import Remark, RemarkKind
from callqa.model.summaries import EngineSummary, RuleSummary
from callqa.model.transcript import Outcome, Transcript
from callqa.storage import collected, heard, manifests, rows, schema
from callqa.storage.database import Database
from callqa.storage.rows import StoredDay

_NEW_DAY: Mapping[str, Any] = {
    "engine": None,
    "rules_revision": "",
    "rules": [],
    "rule_changes": [],
    "remarks": [],
    "coverage": {},
}
_IDS_AT_ONCE = 10_000
"""In one statement: SQLite takes 32,766 values, PostgreSQL 65,535."""


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
            collected.replace(connection, day, recordings, duplicates, deferred)

    def recordings(self, day: date, only: Collection[str] | None = None) -> list[Recording]:
        """Return the day's recordings in order of start, then call id.

        Args:
            only: ids of the calls; None for all of them.
        """
        found = map(rows.to_recording, self._rows(schema.recordings, day, only))
        return sorted(found, key=lambda recording: (recording.started_at, recording.call_id))

    def days(self, first: date, last: date) -> list[date]:
        """Return the days of a range, both ends included, on which recordings were received; oldest first."""
        c = schema.recordings.c.day
        query = select(c).where(c.between(first, last)).distinct().order_by(c)
        with self.database.reading() as connection:
            return list(connection.execute(query).scalars())

    def set_aside(self, day: date) -> tuple[tuple[Duplicate, ...], tuple[Deferred, ...]]:
        """Return the files that are not analysed on their own: duplicates, and files left for later."""
        return collected.set_aside(self._rows(schema.set_aside, day))

    def stored(self, day: date) -> dict[str, Stored]:
        """Return what the day's transcripts were made from, by call id; without their text."""
        with self.database.reading() as connection:
            return heard.stored(connection, day)

    def save_transcripts(
        self,
        day: date,
        transcripts: Sequence[Transcript],
        recordings: Iterable[Recording],
        run_id: str = "",
        device: str = "",
        *,
        coverage: Coverage | None = None,
    ) -> None:
        """Store a batch; each replaces what the call had, and counts how often its audio was tried.

        What the rules made of the text before goes with it: its places are not those of the new one.

        Args:
            day: of the calls.
            transcripts: each of another call.
            recordings: of these calls.
            run_id: of the run that recognised them.
            device: that recognised them, as torch names it.
            coverage: what of these calls was not read whole, instead of what was said of them before; None
                where nothing was and is.
        """
        directions = {recording.call_id: recording.direction for recording in recordings}
        with self.database.transaction() as connection:
            heard.replace(connection, day, transcripts, directions, run_id=run_id, device=device)
            if coverage is not None:
                self._replace_coverage(connection, day, Source.TRANSCRIBE, coverage, directions)

    def save_roles(
        self, day: date, transcripts: Sequence[Transcript], directions: Mapping[str, Direction]
    ) -> None:
        """Store who speaks in some stored transcripts; their words stay what they are.

        Args:
            directions: of the calls, by call id.
        """
        if transcripts:
            with self.database.transaction() as connection:
                heard.replace_roles(connection, day, transcripts, directions)

    def recognised_by(
        self, day: date, run_id: str, only: Collection[str] | None = None
    ) -> dict[str, Outcome]:
        """Return how the calls ended that a run has stored so far, by call id.

        Args:
            only: ids of the calls; None for all of them.
        """
        c = schema.transcripts.c
        query = select(c.call_id, c.outcome).where(c.day == day, c.run_id == run_id)
        with self.database.reading() as connection:
            return {
                call_id: outcome
                for some in _parts(only)
                for call_id, outcome in connection.execute(
                    query if some is None else query.where(c.call_id.in_(some))
                ).tuples()
            }

    def count_recognised_by(self, day: date, run_id: str) -> int:
        """Return how many calls a run has stored so far; asked again and again while it runs."""
        with self.database.reading() as connection:
            return heard.count_recognised_by(connection, day, run_id)

    def failed_with(self, day: date, failure: Failure) -> set[str]:
        """Return the ids of the day's calls that failed for one reason."""
        with self.database.reading() as connection:
            return heard.failed_with(connection, day, failure)

    def transcripts(self, day: date) -> dict[str, Transcript]:
        """Return the day's transcripts by call id."""
        return {transcript.call_id: transcript for transcript in self.each_transcript(day)}

    def each_transcript(self, day: date, only: Collection[str] | None = None) -> Iterator[Transcript]:
        """Yield the day's transcripts in order of call id, a few read at a time: a whole day is big.

        Args:
            only: ids of the calls; None for all of them.
        """
        return heard.each(self.database, day, only)

    def outlines(self, day: date) -> dict[str, Transcript]:
        """Return the day's transcripts by call id, without what was said: a month of speech fits nowhere.

        Nothing is read here that stands behind the turns in a row: SQLite would walk through all of them.
        """
        with self.database.reading() as connection:
            return heard.outlines(connection, day)

    def save_evaluations(self, day: date, evaluations: Sequence[Evaluation]) -> None:
        """Replace all findings of the day."""
        outcomes = [
            {
                "day": day,
                "call_id": evaluation.call_id,
                "rules_revision": evaluation.rules_revision,
                "not_evaluated": list(map(rows.from_not_evaluated, evaluation.not_evaluated)),
            }
            for evaluation in evaluations
        ]
        findings = [rows.from_finding(day, f) for e in evaluations for f in e.findings]
        with self.database.transaction() as connection:
            manifests.mark_touched(connection, day)
            for target, new in ((schema.evaluations, outcomes), (schema.findings, findings)):
                connection.execute(delete(target).where(target.c.day == day))
                _insert(connection, target, new)

    def evaluations(self, day: date, only: Collection[str] | None = None) -> dict[str, Evaluation]:
        """Return the day's evaluations by call id; findings in order of time.

        Args:
            only: ids of the calls; None for all of them.
        """
        by_call: defaultdict[str, list[Finding]] = defaultdict(list)
        for row in self._rows(schema.findings, day, only):
            by_call[row["call_id"]].append(rows.to_finding(row))
        return {
            row["call_id"]: rows.to_evaluation(
                row, tuple(sorted(by_call[row["call_id"]], key=lambda f: (f.start_ms, f.finding_id)))
            )
            for row in self._rows(schema.evaluations, day, only)
        }

    def save_engine(self, day: date, engine: EngineSummary) -> None:
        """Remember what recognised the day."""
        self._save_day(day, engine=asdict(engine))

    def save_rules(
        self, day: date, revision: str, rules: Sequence[RuleSummary], changes: Sequence[RuleChange] = ()
    ) -> None:
        """Remember the rule book that the day was flagged with, and its changes since the day before."""
        listed = [asdict(rule) for rule in rules]
        self._save_day(
            day, rules_revision=revision, rules=listed, rule_changes=rows.from_rule_changes(changes)
        )

    def save_remarks(self, day: date, kinds: Collection[RemarkKind], remarks: Sequence[Remark]) -> None:
        """Replace what a reader of the day must know, as far as it is of some kinds.

        Args:
            kinds: that are replaced; remarks of other kinds stay.
            remarks: of these kinds; none takes them away.
        """
        with self.database.transaction() as connection:
            self.database.alone(connection, f"remarks {day}")
            stored = connection.execute(select(schema.days.c.remarks).where(schema.days.c.day == day))
            before = rows.to_remarks(stored.scalar() or [])
            kept = [each for each in before if not {each.kind, each.names.get("about")} & {*kinds}]
            _save_day(connection, day, remarks=rows.from_remarks([*kept, *remarks]))

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
            self._replace_coverage(connection, day, source, coverage, calls)

    def _replace_coverage(
        self,
        connection: Connection,
        day: date,
        source: Source,
        coverage: Coverage,
        calls: Collection[str] | None,
    ) -> None:
        self.database.alone(connection, f"coverage {day}")
        stored = connection.execute(select(schema.days.c.coverage).where(schema.days.c.day == day))
        parts = rows.to_coverage(stored.scalar() or {})
        before = NO_GAPS if calls is None else parts.get(source, NO_GAPS).without(calls)
        _save_day(
            connection, day, coverage=rows.from_coverage({**parts, source: combined((before, coverage))})
        )

    def day(self, day: date) -> StoredDay:
        """Return what is known about the day as a whole; empty when nothing was done."""
        for row in self._rows(schema.days, day):
            return rows.to_day(row)
        return StoredDay()

    def rules_before(self, day: date) -> str:
        """Return the rules revision of the nearest earlier day that was flagged; empty when there is none."""
        c = schema.days.c
        earlier = select(c.rules_revision).where(c.day < day, c.rules_revision != "")
        query = earlier.order_by(c.day.desc()).limit(1)
        with self.database.reading() as connection:
            return str(connection.execute(query).scalar() or "")

    def _save_day(self, day: date, **values: Any) -> None:
        with self.database.transaction() as connection:
            _save_day(connection, day, **values)

    def _rows(self, source: Table, day: date, only: Collection[str] | None = None) -> list[dict[str, Any]]:
        query = select(source).where(source.c.day == day)
        with self.database.reading() as connection:
            return [
                dict(row)
                for some in _parts(only)
                for row in connection.execute(
                    query if some is None else query.where(source.c.call_id.in_(some))
                ).mappings()
            ]


def _parts(only: Collection[str] | None) -> Iterable[Sequence[str] | None]:
    """Yield call ids, as many as one statement takes; None for a whole day."""
    if only is None:
        yield None
        return
    waiting = iter(sorted(only))
    while some := list(islice(waiting, _IDS_AT_ONCE)):
        yield some


def _save_day(connection: Connection, day: date, **values: Any) -> None:
    old = connection.execute(select(schema.days).where(schema.days.c.day == day)).mappings().first()
    kept = dict(old) if old else {"day": day, **_NEW_DAY}
    connection.execute(delete(schema.days).where(schema.days.c.day == day))
    connection.execute(insert(schema.days), {**kept, **values})


def _insert(connection: Connection, target: Table, new: list[dict[str, Any]]) -> None:
    if new:
        connection.execute(insert(target), new)
