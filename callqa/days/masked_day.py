"""A day as it may be shown: the one place through which personal numbers leave, hidden."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from callqa.days.day import CallResult, DayResult
from callqa.model.coverage import Case, Coverage
from callqa.model.finding import Evaluation, Finding
from callqa.model.recording import Recording
from callqa.model.remarks import Remark
from callqa.model.review.misses import Miss
from callqa.model.review.verdicts import Judgement, Review
from callqa.model.transcript import Transcript, Turn
from callqa.text.masking import hide_written, mask, mask_conversation, mask_name, mask_number

SHOWN_AS_IS: Mapping[str, str] = MappingProxyType({})
"""The ids under which calls are shown where none is hidden."""


def mask_day(result: DayResult) -> DayResult:
    """Hide personal numbers in everything of a day that a report prints.

    Spans and times still hold. Call ids stay unique; paths are for reading, no longer for opening.
    Agents, queues and the rule book are the call centre's own and stay as they are.
    """
    recordings = [call.recording for call in result.calls]
    ids = shown_ids(recordings)
    known = {recording.call_id: recording for recording in recordings}
    return replace(
        result,
        masked=True,
        calls=tuple(_call(call, ids[call.recording.call_id]) for call in result.calls),
        duplicates=tuple(
            replace(
                each,
                path=_hide(each.path, known.get(each.duplicate_of)),
                duplicate_of=ids.get(each.duplicate_of, mask_name(each.duplicate_of)),
            )
            for each in result.duplicates
        ),
        deferred=tuple(replace(each, path=mask_name(each.path)) for each in result.deferred),
        remarks=tuple(_remark(each, ids) for each in result.remarks),
        coverage=_coverage(result.coverage, ids),
        judgements={key: _judgement(judgement) for key, judgement in result.judgements.items()},
        misses=tuple(_miss(each, ids) for each in result.misses),
    )


def _miss(miss: Miss, ids: Mapping[str, str]) -> Miss:
    return replace(miss, call_id=_shown(miss.call_id, ids), text=mask(miss.text), note=mask(miss.note))


def _remark(remark: Remark, ids: Mapping[str, str]) -> Remark:
    return replace(
        remark,
        call_ids=tuple(_shown(each, ids) for each in remark.call_ids),
        names={_shown(name, ids): value for name, value in remark.names.items()},
    )


def _coverage(coverage: Coverage, ids: Mapping[str, str]) -> Coverage:
    return replace(
        coverage,
        gaps=tuple(
            replace(gap, about=mask_name(gap.about), cases=tuple(_case(case, ids) for case in gap.cases))
            for gap in coverage.gaps
        ),
    )


def _case(case: Case, ids: Mapping[str, str]) -> Case:
    return replace(case, call_id=_shown(case.call_id, ids), name=mask_name(case.name))


def _shown(call_id: str, ids: Mapping[str, str]) -> str:
    return ids.get(call_id, mask_name(call_id))


def shown_ids(recordings: Sequence[Recording]) -> Mapping[str, str]:
    """Return the call ids to show: a customer's number in one is hidden; a counter keeps equal ones apart."""
    ids: dict[str, str] = {}
    used = {recording.call_id for recording in recordings}
    for recording in recordings:
        shown, again = _hide(recording.call_id, recording), 1
        while shown != recording.call_id and shown in used:
            again += 1
            shown = f"{_hide(recording.call_id, recording)}#{again}"
        used.add(shown)
        ids[recording.call_id] = shown
    return ids


def _hide(text: str, recording: Recording | None) -> str:
    """Hide a recording's customer number in a text, whatever a number looks like there."""
    number = (recording and recording.customer_number) or ""
    # shorter ones are also parts of dates and agents
    return mask_name(text.replace(number, mask_number(number)) if len(number) >= 7 else text)


def _call(call: CallResult, call_id: str) -> CallResult:
    recording = call.recording
    number = recording.customer_number
    transcript = _transcript(call.transcript, call_id, recording)
    return CallResult(
        recording=replace(
            recording,
            call_id=call_id,
            path=_hide(recording.path, recording),
            customer_number=mask_number(number) if number else number,
        ),
        transcript=transcript,
        evaluation=_evaluation(call.evaluation, call_id, call.transcript.turns, transcript.turns),
    )


def _transcript(transcript: Transcript, call_id: str, recording: Recording) -> Transcript:
    return replace(
        transcript,
        call_id=call_id,
        reason=_hide(transcript.reason, recording),
        turns=mask_turns(transcript.turns),
    )


def mask_turns(turns: tuple[Turn, ...]) -> tuple[Turn, ...]:
    """Hide numbers in a conversation, also those that one speaker says over several turns."""
    masked = mask_conversation([turn.text for turn in turns], [turn.channel for turn in turns])
    shown = map(hide_written, masked, (turn.annotations.written for turn in turns))
    return tuple(
        turn if turn.text == text else replace(turn, text=text)
        for turn, text in zip(turns, shown, strict=True)
    )


def mask_judged(
    turns: tuple[Turn, ...], evaluations: Sequence[Evaluation], recording: Recording | None
) -> tuple[tuple[Turn, ...], tuple[Evaluation, ...]]:
    """Hide numbers in a conversation and in what rules made of it.

    Args:
        turns: as recognised.
        evaluations: of these turns.
        recording: whose customer's number is hidden in the call id too; None keeps the id.
    """
    shown = mask_turns(turns)
    masked = (
        _evaluation(each, _hide(each.call_id, recording) if recording else each.call_id, turns, shown)
        for each in evaluations
    )
    return shown, tuple(masked)


def _evaluation(
    evaluation: Evaluation, call_id: str, spoken: tuple[Turn, ...], shown: tuple[Turn, ...]
) -> Evaluation:
    return replace(
        evaluation,
        call_id=call_id,
        findings=tuple(_finding(each, call_id, spoken, shown) for each in evaluation.findings),
    )


def _finding(finding: Finding, call_id: str, spoken: tuple[Turn, ...], shown: tuple[Turn, ...]) -> Finding:
    place, evidence = finding.turn, mask(finding.evidence)
    if place is not None and 0 <= place < len(spoken):
        span = slice(finding.start, finding.end)
        if spoken[place].text[span] == finding.evidence:
            evidence = shown[place].text[span]
    return replace(finding, call_id=call_id, evidence=evidence, other_reading=mask(finding.other_reading))


def _judgement(judgement: Judgement) -> Judgement:
    return Judgement(
        latest=tuple(map(_review, judgement.latest)), history=tuple(map(_review, judgement.history))
    )


def _review(review: Review) -> Review:
    return replace(review, note=mask(review.note))
