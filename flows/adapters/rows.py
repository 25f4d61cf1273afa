"""Rows of the database as records of the core, and back."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from flows.core.day import EngineSummary, RuleSummary
from flows.core.failure import Failure
from flows.core.finding import Certainty, Evaluation, Finding, NotEvaluated, Severity
from flows.core.reading import NO_ANNOTATIONS, Annotations, Correction, PlainReading, WrittenForm
from flows.core.recording import Direction, Recording, Role
from flows.core.transcript import Outcome, Transcript, Turn

Row = Mapping[str, Any]
_NOT_OF_A_TRANSCRIPT = frozenset({"day", "direction", "run_id", "device"})


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredDay:
    """What is known about a day as a whole; the fields are those of a DayResult."""

    engine: EngineSummary | None = None
    rules_revision: str = ""
    rules: tuple[RuleSummary, ...] = ()
    rule_changes: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


def dumps(value: object) -> str:
    """Compact JSON that keeps Hanzi readable; the times of characters become a list of pairs."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), default=list)


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
    row = asdict(transcript)
    row["turns"] = dumps(row["turns"])
    row["retryable"], row["failure"] = int(transcript.retryable), transcript.failure or ""
    return {**row, "day": day.isoformat(), "direction": direction}


def to_transcript(row: Row) -> Transcript:
    """The record of a row of ``transcripts``."""
    values = {key: value for key, value in row.items() if key not in _NOT_OF_A_TRANSCRIPT}
    values["turns"] = tuple(_to_turn(turn) for turn in json.loads(values["turns"]))
    values["outcome"] = Outcome(values["outcome"])
    values["retryable"] = bool(values["retryable"])
    values["failure"] = Failure(values["failure"]) if values["outcome"] is Outcome.FAILED else None
    return Transcript(**values)


def _to_turn(turn: dict[str, Any]) -> Turn:
    known = _to_annotations(turn.get("annotations", {}))  # turns that were stored earlier have none
    return Turn(**{**turn, "role": Role(turn["role"]), "annotations": known})


def _to_annotations(stored: dict[str, Any]) -> Annotations:
    if not any(stored.values()):  # nearly every turn of a day of a million
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
    warnings: dict[str, list[str]] = json.loads(row["warnings"])
    return StoredDay(
        engine=EngineSummary(**json.loads(row["engine"])) if row["engine"] else None,
        rules_revision=row["rules_revision"],
        rules=_to_rules(row["rules"]),
        rule_changes=tuple(json.loads(row["rule_changes"])),
        warnings=tuple(line for about in sorted(warnings) for line in warnings[about]),
    )


def _to_rules(text: str) -> tuple[RuleSummary, ...]:
    items = json.loads(text)
    return tuple(RuleSummary(**{**item, "severity": Severity(item["severity"])}) for item in items)
