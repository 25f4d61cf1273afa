"""A day as plain rows for other programs; what every column means stands in docs/exports.md."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from callqa.days.day import CallResult, DayResult
from callqa.days.score import Scoring, conduct_of
from callqa.model.finding import SEVERE, Finding, Severity
from callqa.model.review.verdicts import Judgement
from callqa.model.transcript import Outcome

FORMAT = "callqa-day/1"
"""Of the JSON; another number when a column changes its meaning or goes."""
NO_EMOTION = "not_evaluated"
"""Of a hit in a call that was read by a recogniser which tells no emotions."""
Cell = str | int | float | bool | None


class Type(StrEnum):
    """What a column holds; every one may be empty."""

    TEXT = "text"
    """Unicode text."""
    INTEGER = "integer"
    """A whole number."""
    NUMBER = "number"
    """A number; seconds where the name ends in ``_s``."""
    BOOLEAN = "boolean"
    """true or false."""
    MOMENT = "moment"
    """Date and time with the zone's offset, ISO 8601."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of an export."""

    name: str
    type: Type


CALLS = (
    Column("day", Type.TEXT),
    Column("call_id", Type.TEXT),
    Column("started_at", Type.MOMENT),
    Column("agent", Type.TEXT),
    Column("queue", Type.TEXT),
    Column("direction", Type.TEXT),
    Column("customer_number", Type.TEXT),
    Column("duration_s", Type.NUMBER),
    Column("channels", Type.INTEGER),
    Column("outcome", Type.TEXT),
    Column("failure", Type.TEXT),
    Column("reason", Type.TEXT),
    Column("retryable", Type.BOOLEAN),
    Column("hits", Type.INTEGER),
    Column("worst_severity", Type.TEXT),
    Column("rules_not_evaluated", Type.INTEGER),
    Column("engine_revision", Type.TEXT),
    Column("rules_revision", Type.TEXT),
)
HITS = (
    Column("day", Type.TEXT),
    Column("finding_id", Type.TEXT),
    Column("call_id", Type.TEXT),
    Column("agent", Type.TEXT),
    Column("queue", Type.TEXT),
    Column("rule_id", Type.TEXT),
    Column("rule_name", Type.TEXT),
    Column("category", Type.TEXT),
    Column("severity", Type.TEXT),
    Column("certainty", Type.TEXT),
    Column("role", Type.TEXT),
    Column("said_at", Type.MOMENT),
    Column("start_s", Type.NUMBER),
    Column("end_s", Type.NUMBER),
    Column("evidence", Type.TEXT),
    Column("turn_text", Type.TEXT),
    Column("standing", Type.TEXT),
    Column("reviewers", Type.TEXT),
    Column("note", Type.TEXT),
    Column("emotion", Type.TEXT),
)
AGENTS = (
    Column("day", Type.TEXT),
    Column("agent", Type.TEXT),
    Column("name", Type.TEXT),
    Column("team", Type.TEXT),
    Column("calls", Type.INTEGER),
    Column("analysed", Type.INTEGER),
    Column("failed", Type.INTEGER),
    Column("not_evaluated", Type.INTEGER),
    Column("scored", Type.INTEGER),
    Column("score_is_bound", Type.BOOLEAN),
    Column("average_score", Type.NUMBER),
    Column("average_score_reviewed", Type.NUMBER),
    Column("calls_with_deductions", Type.INTEGER),
    Column("fatal_calls", Type.INTEGER),
    Column("flagged", Type.INTEGER),
    Column("hits", Type.INTEGER),
    Column("conduct_hits", Type.INTEGER),
    Column("customer_hits", Type.INTEGER),
    Column("severe_hits", Type.INTEGER),
)


def agent_rows(result: DayResult) -> Iterator[Mapping[str, Cell]]:
    """Yield one row per agent, in order of their numbers; the calls that nobody claims have no number."""
    groups: dict[str, list[CallResult]] = {}
    for call in result.calls:
        groups.setdefault((call.recording.agent or "").strip(), []).append(call)
    scoring = Scoring.of(result)
    return (_agent(number, groups[number], result, scoring) for number in sorted(groups))


def call_rows(result: DayResult) -> Iterator[Mapping[str, Cell]]:
    """Yield one row per call, in the day's order."""
    return (_call(call, result.window.day.isoformat()) for call in result.calls)


def hit_rows(result: DayResult) -> Iterator[Mapping[str, Cell]]:
    """Yield one row per hit, in order of the calls, then of time."""
    day = result.window.day.isoformat()
    for call in result.calls:
        for finding in call.evaluation.findings:
            yield _hit(call, finding, result.judgements.get(finding.finding_id), day)


def _call(call: CallResult, day: str) -> Mapping[str, Cell]:
    recording, transcript, evaluation = call.recording, call.transcript, call.evaluation
    return {
        "day": day,
        "call_id": recording.call_id,
        "started_at": recording.started_at.isoformat(),
        "agent": recording.agent,
        "queue": recording.queue,
        "direction": recording.direction.value,
        "customer_number": recording.customer_number,
        "duration_s": transcript.duration_ms / 1000 if transcript.duration_ms else None,
        "channels": transcript.channels or None,
        "outcome": transcript.outcome.value,
        "failure": transcript.failure.value if transcript.failure else None,
        "reason": transcript.reason or None,
        "retryable": transcript.retryable,
        "hits": len(evaluation.findings),
        "worst_severity": _worst(call),
        "rules_not_evaluated": len({each.rule_id for each in evaluation.not_evaluated}),
        "engine_revision": transcript.engine_revision or None,
        "rules_revision": evaluation.rules_revision or None,
    }


def _agent(
    number: str, calls: Sequence[CallResult], result: DayResult, scoring: Scoring
) -> Mapping[str, Cell]:
    conduct = conduct_of(calls, scoring)
    found = [finding for call in calls for finding in call.evaluation.findings]
    outcomes = Counter(call.transcript.outcome for call in calls)
    return {
        "day": result.window.day.isoformat(),
        "agent": number or None,
        "name": result.roster.name(number) or None,
        "team": result.roster.team(number) or None,
        "calls": len(calls),
        "analysed": outcomes[Outcome.OK],
        "failed": outcomes[Outcome.FAILED],
        "not_evaluated": sum(not result.evaluated(call) for call in calls),
        "scored": conduct.scored,
        "score_is_bound": conduct.bounded > 0,
        "average_score": conduct.average,
        "average_score_reviewed": conduct.reviewed_average,
        "calls_with_deductions": conduct.deducted,
        "fatal_calls": conduct.fatal,
        "flagged": sum(bool(call.evaluation.findings) for call in calls),
        "hits": len(found),
        "conduct_hits": conduct.hits,
        "customer_hits": conduct.customer_hits,
        "severe_hits": sum(finding.severity in SEVERE for finding in found),
    }


def _worst(call: CallResult) -> str | None:
    found = {finding.severity for finding in call.evaluation.findings}
    return next((each.value for each in Severity if each in found), None)


def _hit(call: CallResult, finding: Finding, judgement: Judgement | None, day: str) -> Mapping[str, Cell]:
    spoken = finding.turn is not None and 0 <= finding.turn < len(call.transcript.turns)
    said_at = call.recording.started_at + timedelta(milliseconds=finding.start_ms)
    return {
        "day": day,
        "finding_id": finding.finding_id,
        "call_id": finding.call_id,
        "agent": call.recording.agent,
        "queue": call.recording.queue,
        "rule_id": finding.rule_id,
        "rule_name": finding.rule_name,
        "category": finding.category,
        "severity": finding.severity.value,
        "certainty": finding.certainty.value,
        "role": finding.role.value,
        "said_at": said_at.isoformat() if spoken else None,
        "start_s": finding.start_ms / 1000 if spoken else None,
        "end_s": finding.end_ms / 1000 if spoken else None,
        "evidence": finding.evidence or None,
        "turn_text": call.transcript.turns[finding.turn or 0].text if spoken else None,
        "standing": judgement.standing.value if judgement else None,
        "reviewers": "、".join(each.reviewer for each in judgement.latest) if judgement else None,
        "note": (judgement.note or None) if judgement else None,
        "emotion": _emotion(call, finding) if spoken else None,
    }


def _emotion(call: CallResult, finding: Finding) -> str | None:
    """Return how the words of a hit were said; None where the recogniser heard no emotion in them."""
    if not any(turn.annotations.feelings for turn in call.transcript.turns):
        return NO_EMOTION
    told = call.transcript.turns[finding.turn or 0].annotations.feelings
    there = (one for one in told if one.start < finding.end and finding.start < one.end)
    return next((one.emotion.value for one in there), None)
