"""Rows of the database as records of the core, and back."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date, datetime
from typing import Any

from callqa.model.annotations import NO_ANNOTATIONS, Annotations, Correction, PlainReading, WrittenForm
from callqa.model.coverage import Coverage, Source
from callqa.model.errors import Failure
from callqa.model.finding import Certainty, Evaluation, Finding, NotEvaluated, Severity
from callqa.model.packed_times import PackedTimes
from callqa.model.recording import Direction, Recording, Role
from callqa.model.remarks import Remark
from callqa.model.summaries import EngineSummary, RuleSummary
from callqa.model.transcript import Outcome, Transcript, Turn
from callqa.storage.day_coverage import to_coverage
from callqa.storage.day_remarks import to_remarks

Row = Mapping[str, Any]
_NOT_OF_A_TRANSCRIPT = frozenset({"day", "direction", "run_id", "device"})
_ROLES = {role.value: role for role in Role}  # a look-up is faster than Role(), and a day has a million


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredDay:
    """What is known about a day as a whole; the fields are those of a DayResult."""

    engine: EngineSummary | None = None
    rules_revision: str = ""
    rules: tuple[RuleSummary, ...] = ()
    rule_changes: tuple[str, ...] = ()
    remarks: tuple[Remark, ...] = ()
    coverage: Mapping[Source, Coverage] = field(default_factory=dict)


def dumps(value: object) -> str:
    """Compact JSON that keeps Hanzi readable."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def from_recording(day: date, recording: Recording) -> dict[str, Any]:
    """A row of ``recordings``."""
    row = asdict(recording)
    return {**row, "day": day.isoformat(), "started_at": recording.started_at.isoformat()}


def to_recording(row: Row) -> Recording:
    """The record of a row of ``recordings``."""
    values = {key: value for key, value in row.items() if key != "day"}
    values["started_at"] = datetime.fromisoformat(values["started_at"])
    values["direction"] = Direction(values["direction"])
    return Recording(**values)


def from_transcript(day: date, transcript: Transcript, direction: Direction) -> dict[str, Any]:
    """A row of ``transcripts``; the direction is kept because roles depend on it."""
    row = {each.name: getattr(transcript, each.name) for each in fields(transcript)}
    del row["noted"]  # the day's coverage has it
    row["turns"] = from_turns(transcript.turns)
    row["retryable"], row["failure"] = int(transcript.retryable), transcript.failure or ""
    return {**row, "day": day.isoformat(), "direction": direction}


def from_turns(turns: Iterable[Turn]) -> str:
    """The turns of a transcript as its row holds them; what is as in nearly every turn is left out."""
    return dumps([_from_turn(turn) for turn in turns])


def _from_turn(turn: Turn) -> dict[str, Any]:
    row = {name: getattr(turn, name) for name in ("role", "channel", "start_ms", "end_ms", "text")}
    row["char_times"] = PackedTimes(turn.char_times).as_text()
    if turn.annotations != NO_ANNOTATIONS:
        row["annotations"] = asdict(turn.annotations)
    if turn.role_inferred:
        row["role_inferred"] = True
    return row


def to_transcript(row: Row) -> Transcript:
    """The record of a row of ``transcripts``."""
    values = {key: value for key, value in row.items() if key not in _NOT_OF_A_TRANSCRIPT}
    values["turns"] = tuple(_to_turn(turn) for turn in json.loads(values["turns"]))
    values["outcome"] = Outcome(values["outcome"])
    values["retryable"] = bool(values["retryable"])
    values["failure"] = Failure(values["failure"]) if values["outcome"] is Outcome.FAILED else None
    return Transcript(**values)


def _to_turn(turn: dict[str, Any]) -> Turn:
    turn["role"] = _ROLES[turn["role"]]
    turn["char_times"] = _to_times(turn["char_times"])
    if "annotations" in turn:
        turn["annotations"] = _to_annotations(turn["annotations"])
    return Turn(**turn)


def _to_times(stored: str | list[tuple[int, int]]) -> PackedTimes:
    """Before they were packed, for a day of them takes long to read, times were stored as pairs."""
    return PackedTimes.from_text(stored) if isinstance(stored, str) else PackedTimes(stored)


def _to_annotations(stored: dict[str, Any]) -> Annotations:
    if not any(stored.values()):  # as they were written for every turn
        return NO_ANNOTATIONS
    return Annotations(
        plain=tuple(PlainReading(**one) for one in stored.get("plain", ())),
        corrections=tuple(Correction(**one) for one in stored.get("corrections", ())),
        written=tuple(WrittenForm(**one) for one in stored.get("written", ())),
    )


def from_finding(day: date, finding: Finding) -> dict[str, Any]:
    """A row of ``findings``."""
    row = asdict(finding)
    row["start_char"], row["end_char"] = row.pop("start"), row.pop("end")
    return {**row, "day": day.isoformat()}


def to_finding(row: Row) -> Finding:
    """The record of a row of ``findings``."""
    values = {key: value for key, value in row.items() if key != "day"}
    values["start"], values["end"] = values.pop("start_char"), values.pop("end_char")
    values["severity"] = Severity(values["severity"])
    values["role"] = Role(values["role"])
    values["certainty"] = Certainty(values["certainty"])
    return Finding(**values)


def to_evaluation(row: Row, findings: tuple[Finding, ...]) -> Evaluation:
    """The record of a row of ``evaluations`` with its findings."""
    return Evaluation(
        call_id=row["call_id"],
        rules_revision=row["rules_revision"],
        findings=findings,
        not_evaluated=tuple(NotEvaluated(**item) for item in json.loads(row["not_evaluated"])),
    )


def to_day(row: Row) -> StoredDay:
    """The record of a row of ``days``."""
    return StoredDay(
        engine=EngineSummary(**json.loads(row["engine"])) if row["engine"] else None,
        rules_revision=row["rules_revision"],
        rules=_to_rules(row["rules"]),
        rule_changes=tuple(json.loads(row["rule_changes"])),
        remarks=to_remarks(row["remarks"]),
        coverage=to_coverage(row["coverage"]),
    )


def _to_rules(text: str) -> tuple[RuleSummary, ...]:
    items = json.loads(text)
    return tuple(RuleSummary(**{**item, "severity": Severity(item["severity"])}) for item in items)
