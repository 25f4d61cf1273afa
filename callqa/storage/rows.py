"""Rows of the tables as records of the model, and back; `schema` has converted the single values."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field, fields, is_dataclass
from datetime import date
from typing import Any

from callqa.days.rule_changes import About, ChangeKind, Demand, Detail, RuleChange
from callqa.model.annotations import (
    NO_ANNOTATIONS,
    Annotations,
    Correction,
    Emotion,
    Feeling,
    PlainReading,
    WrittenForm,
)
from callqa.model.coverage import NO_GAPS, Case, Coverage, Gap, GapKind, Source
from callqa.model.errors import Failure
from callqa.model.finding import Evaluation, Finding, NotEvaluated, Severity, Undecided, Why
from callqa.model.recording import Direction, Recording, Role
from callqa.model.remarks import Remark, RemarkKind
from callqa.model.summaries import EngineSummary, ModelNote, RuleSummary
from callqa.model.transcript import Outcome, PackedTimes, Transcript, Turn
from callqa.storage.schema import transcripts

Row = Mapping[str, Any]
BEFORE_SPEECH = [
    transcripts.c[name]
    for name in (
        "call_id",
        "audio_sha256",
        "engine_revision",
        "outcome",
        "reason",
        "retryable",
        "duration_ms",
        "channels",
    )
]
"""Columns of a transcript that stand before the speech: SQLite reads none of it to get at them."""
_NOT_OF_A_TRANSCRIPT = frozenset({"day", "direction", "run_id", "device"})
_REMARK_KINDS, _GAP_KINDS = frozenset(RemarkKind), frozenset(GapKind)
_ROLES = {role.value: role for role in Role}  # a look-up is faster than Role(), and a day has a million


@dataclass(frozen=True, kw_only=True, slots=True)
class StoredDay:
    """What is known about a day as a whole; the fields are those of a DayResult."""

    engine: EngineSummary | None = None
    rules_revision: str = ""
    rules: tuple[RuleSummary, ...] = ()
    rule_changes: tuple[RuleChange, ...] = ()
    remarks: tuple[Remark, ...] = ()
    coverage: Mapping[Source, Coverage] = field(default_factory=dict)


def from_recording(day: date, recording: Recording) -> dict[str, Any]:
    """Return a row of ``recordings``."""
    return {**asdict(recording), "day": day}


def to_recording(row: Row) -> Recording:
    """Return the record of a row of ``recordings``."""
    return Recording(**{key: value for key, value in row.items() if key != "day"})


def from_transcript(day: date, transcript: Transcript, direction: Direction) -> dict[str, Any]:
    """Return a row of ``transcripts``; the direction is kept because roles depend on it."""
    row = {each.name: getattr(transcript, each.name) for each in fields(transcript)}
    del row["noted"]  # the day's coverage has it
    row["turns"], row["failure"] = from_turns(transcript.turns), transcript.failure or ""
    return {**row, "day": day, "direction": direction}


def from_turns(turns: Iterable[Turn]) -> list[dict[str, Any]]:
    """Return the turns of a transcript as its row holds them, without what is as in nearly every turn."""
    return [_from_turn(turn) for turn in turns]


def _from_turn(turn: Turn) -> dict[str, Any]:
    row = {name: getattr(turn, name) for name in ("role", "channel", "start_ms", "end_ms", "text")}
    row["char_times"] = PackedTimes(turn.char_times).as_text()
    if turn.annotations != NO_ANNOTATIONS:
        row["annotations"] = asdict(turn.annotations)
    if turn.role_inferred:
        row["role_inferred"] = True
    return row


def to_transcript(row: Row) -> Transcript:
    """Return the record of a row of ``transcripts``."""
    values = {key: value for key, value in row.items() if key not in _NOT_OF_A_TRANSCRIPT}
    values["turns"] = tuple(_to_turn(turn) for turn in values["turns"])
    values["failure"] = Failure(values["failure"]) if values["outcome"] is Outcome.FAILED else None
    return Transcript(**values)


def _to_turn(turn: dict[str, Any]) -> Turn:
    turn["role"] = _ROLES[turn["role"]]
    turn["char_times"] = _to_times(turn["char_times"])
    if "annotations" in turn:
        turn["annotations"] = _to_annotations(turn["annotations"])
    return Turn(**turn)


def _to_times(stored: str | list[tuple[int, int]]) -> PackedTimes:
    """Return times; before they were packed, for a day of them takes long to read, they were pairs."""
    return PackedTimes.from_text(stored) if isinstance(stored, str) else PackedTimes(stored)


def _to_annotations(stored: dict[str, Any]) -> Annotations:
    if not any(stored.values()):  # as they were written for every turn
        return NO_ANNOTATIONS
    return Annotations(
        plain=tuple(PlainReading(**one) for one in stored.get("plain", ())),
        corrections=tuple(Correction(**one) for one in stored.get("corrections", ())),
        written=tuple(WrittenForm(**one) for one in stored.get("written", ())),
        feelings=tuple(
            Feeling(**{**one, "emotion": Emotion(one["emotion"])}) for one in stored.get("feelings", ())
        ),
    )


def from_finding(day: date, finding: Finding) -> dict[str, Any]:
    """Return a row of ``findings``."""
    row = asdict(finding)
    row["start_char"], row["end_char"] = row.pop("start"), row.pop("end")
    return {**row, "day": day}


def to_finding(row: Row) -> Finding:
    """Return the record of a row of ``findings``."""
    values = {key: value for key, value in row.items() if key != "day"}
    values["start"], values["end"] = values.pop("start_char"), values.pop("end_char")
    return Finding(**values)


def to_evaluation(row: Row, findings: tuple[Finding, ...]) -> Evaluation:
    """Return the record of a row of ``evaluations`` with its findings."""
    return Evaluation(
        call_id=row["call_id"],
        rules_revision=row["rules_revision"],
        findings=findings,
        not_evaluated=tuple(to_not_evaluated(item) for item in row["not_evaluated"]),
    )


def from_not_evaluated(skipped: NotEvaluated) -> dict[str, Any]:
    """Return an entry of the column ``not_evaluated``; what is empty is left out."""
    why = skipped.reason
    told = {"kind": why.kind.value, "role": why.role, "seconds": why.seconds, "text": why.text}
    return {"rule_id": skipped.rule_id, **{name: value for name, value in told.items() if value}}


def to_not_evaluated(stored: Mapping[str, Any]) -> NotEvaluated:
    """Return what an entry of the column ``not_evaluated`` says."""
    role = stored.get("role")
    why = Undecided(
        kind=Why(stored["kind"]),
        role=None if role is None else _ROLES[role],
        seconds=stored.get("seconds", 0),
        text=stored.get("text", ""),
    )
    return NotEvaluated(rule_id=stored["rule_id"], reason=why)


def to_day(row: Row) -> StoredDay:
    """Return the record of a row of ``days``."""
    return StoredDay(
        engine=_to_engine(row["engine"]) if row["engine"] else None,
        rules_revision=row["rules_revision"],
        rules=_to_rules(row["rules"]),
        rule_changes=tuple(map(_to_rule_change, row["rule_changes"])),
        remarks=to_remarks(row["remarks"]),
        coverage=to_coverage(row["coverage"]),
    )


def _to_engine(stored: Mapping[str, Any]) -> EngineSummary:
    return EngineSummary(**{**stored, "notes": tuple(map(ModelNote, stored.get("notes", ())))})


def _to_rules(stored: Iterable[Mapping[str, Any]]) -> tuple[RuleSummary, ...]:
    return tuple(RuleSummary(**{**item, "severity": Severity(item["severity"])}) for item in stored)


def from_rule_changes(changes: Iterable[RuleChange]) -> list[dict[str, Any]]:
    """Return the column ``rule_changes``."""
    return [_plain(change) for change in changes]


def _to_rule_change(stored: Mapping[str, Any]) -> RuleChange:
    details = tuple(map(_to_detail, stored.get("details", ())))
    return RuleChange(**{**stored, "kind": ChangeKind(stored["kind"]), "details": details})


def _to_detail(stored: Mapping[str, Any]) -> Detail:
    words, demands = stored.get("words", ()), stored.get("demands", ())
    told = {"about": About(stored["about"]), "words": tuple(words)}
    return Detail(**{**stored, **told, "demands": tuple(Demand(**each) for each in demands)})


def from_remarks(remarks: Iterable[Remark]) -> list[dict[str, Any]]:
    """Return the column ``remarks``, in the order of the kinds."""
    order = list(RemarkKind)
    return [_from_remark(each) for each in sorted(remarks, key=lambda each: order.index(each.kind))]


def to_remarks(stored: Iterable[Mapping[str, Any]]) -> tuple[Remark, ...]:
    """Return what the column ``remarks`` says; a kind that a newer version has written is left out."""
    return tuple(_to_remark(each) for each in stored if each["kind"] in _REMARK_KINDS)


def _from_remark(remark: Remark) -> dict[str, Any]:
    told = {
        "kind": remark.kind.value,
        "call_ids": list(remark.call_ids),
        "figures": dict(remark.figures),
        "names": dict(remark.names),
    }
    return {name: value for name, value in told.items() if value}


def _to_remark(stored: Mapping[str, Any]) -> Remark:
    return Remark(
        kind=RemarkKind(stored["kind"]),
        call_ids=tuple(stored.get("call_ids", ())),
        figures=stored.get("figures", {}),
        names=stored.get("names", {}),
    )


def from_coverage(parts: Mapping[Source, Coverage]) -> dict[str, dict[str, Any]]:
    """Return the column ``coverage``: what was not read, by source; a part that says nothing is left out."""
    return {source.value: _plain(part) for source, part in parts.items() if part != NO_GAPS}


def to_coverage(stored: Mapping[str, Mapping[str, Any]]) -> dict[Source, Coverage]:
    """Return what the column ``coverage`` says, by source.

    A kind that a newer version has written is left out.
    """
    return {Source(source): _to_coverage(part) for source, part in stored.items()}


def _to_coverage(part: Mapping[str, Any]) -> Coverage:
    gaps = tuple(_to_gap(gap) for gap in part.get("gaps", ()) if gap["kind"] in _GAP_KINDS)
    return Coverage(files=part.get("files", 0), rows=part.get("rows", 0), gaps=gaps)


def _to_gap(gap: Mapping[str, Any]) -> Gap:
    cases = tuple(Case(**case) for case in gap.get("cases", ()))
    return Gap(**{**gap, "kind": GapKind(gap["kind"]), "cases": cases})


def _plain(value: Any) -> Any:
    """Return the fields of a record that are not empty: a day may have thousands of cases."""
    if isinstance(value, tuple):
        return list(map(_plain, value))
    if not is_dataclass(value):
        return value
    named = {each.name: getattr(value, each.name) for each in fields(value)}
    return {name: _plain(each) for name, each in named.items() if each}
