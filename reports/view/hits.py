"""Findings as hits with their surroundings, and flagged calls in the order of urgency."""

from collections.abc import Mapping
from dataclasses import replace

from callqa.days.day import CallResult
from callqa.days.masked_day import SHOWN_AS_IS
from callqa.days.score import Scoring
from callqa.model.finding import Certainty, Finding, Severity
from callqa.model.review.verdicts import Judgement, Standing
from reports.view.format import Clock, Label, span, time_of_day
from reports.view.lines import Speech, speaker
from reports.view.model.calls import CallRow, FlaggedCall, HitView
from reports.words.language import words

_RANK = {severity: place for place, severity in enumerate(Severity)}


def rank(severity: Severity) -> int:
    """0 for the worst."""
    return _RANK[severity]


def severity_label(severity: Severity) -> Label:
    """Return a severity and its word."""
    return Label(key=severity.value, word=words.SEVERITY[severity])


def worst(findings: tuple[Finding, ...]) -> Label | None:
    """Return the worst severity among findings."""
    if not findings:
        return None
    return severity_label(min((finding.severity for finding in findings), key=rank))


def urgency(call: CallResult, ids: Mapping[str, str] = SHOWN_AS_IS) -> tuple[int, int, float, str]:
    """Sorts flagged calls: worst severity, most hits, earliest.

    Args:
        ids: under which calls are shown, where they are others.
    """
    findings = call.evaluation.findings
    worst_rank = min(rank(finding.severity) for finding in findings)
    recording = call.recording
    return (
        worst_rank,
        -len(findings),
        recording.started_at.timestamp(),
        ids.get(recording.call_id, recording.call_id),
    )


def flagged_call(call: CallResult, row: CallRow, clock: Clock, scoring: Scoring) -> FlaggedCall:
    """Return a call with its hits, worst first."""
    speech = Speech.of(call, row.anchor, clock)
    findings = sorted(call.evaluation.findings, key=_urgency)
    return FlaggedCall(
        row=row,
        hits=tuple(
            replace(
                _judged(_hit(each, place, speech), scoring.judgements.get(each.finding_id)),
                side=scoring.side(each),
            )
            for place, each in enumerate(findings, 1)
        ),
    )


def _urgency(finding: Finding) -> tuple[int, int, str]:
    return rank(finding.severity), finding.start_ms, finding.finding_id


def _hit(finding: Finding, place: int, speech: Speech) -> HitView:
    spoken = speech.holds(finding)
    at = speech.clock.local(speech.started_at, finding.start_ms) if spoken else None
    return HitView(
        anchor=f"{speech.anchor}-h{place}",
        finding_id=finding.finding_id,
        severity=severity_label(finding.severity),
        category=finding.category,
        rule_id=finding.rule_id,
        rule=finding.rule_name,
        speaker=_speaker(finding, speech),
        at=at,
        offset_ms=finding.start_ms if spoken else None,
        clock=time_of_day(at) if at else "",
        offset=span(finding.start_ms) if spoken else words.WHOLE_CALL,
        evidence=finding.evidence,
        certainty=Label(key=finding.certainty.value, word=words.CERTAINTY[finding.certainty]),
        certainty_note=words.CERTAINTY_NOTE[finding.certainty],
        turn_anchor=speech.turn_anchor(finding.turn) if spoken and finding.turn is not None else "",
        context=speech.context(finding),
        other_reading=_other_reading(finding),
        emotion=_emotion(finding, speech) if spoken else "",
    )


def _emotion(finding: Finding, speech: Speech) -> str:
    """Return in what emotions the turn was said, as far as the hit reaches."""
    if finding.turn is None:
        return ""
    feelings = speech.turns[finding.turn].annotations.feelings
    here = [each for each in feelings if each.start < max(finding.end, 1) and finding.start < each.end]
    return words.BETWEEN.join(dict.fromkeys(words.EMOTION[each.emotion] for each in here))


def _other_reading(finding: Finding) -> str:
    if finding.certainty is not Certainty.DOUBTFUL and not finding.other_reading:
        return ""
    if finding.certainty is Certainty.NEAR_SOUND:
        return words.original_reading(finding.other_reading)
    return words.other_reading(finding.other_reading)


def _judged(hit: HitView, judgement: Judgement | None) -> HitView:
    if judgement is None:
        return hit
    standing = judgement.standing
    said = (
        words.reviewed(each.reviewer, words.STANDING[Standing(each.verdict)], each.note)
        for each in judgement.latest
    )
    return replace(
        hit,
        verdict=Label(key=standing.value, word=words.STANDING[standing]),
        verdict_note=words.SEMICOLON.join(said),
    )


def _speaker(finding: Finding, speech: Speech) -> Label:
    if finding.turn is not None and speech.holds(finding):
        return speaker(speech.turns[finding.turn])
    return Label(key=finding.role.value, word=words.ROLE[finding.role])
