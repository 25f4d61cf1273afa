"""A day as people read it: spoken numbers written with digits, every span and time moved along."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from callqa.days.day import CallResult, DayResult
from callqa.model.annotations import NO_ANNOTATIONS, WrittenForm
from callqa.model.finding import Finding
from callqa.model.speech import CharTimes
from callqa.model.transcript import Turn
from callqa.text.alignment import spread
from callqa.text.masking import MASK


def write_day(result: DayResult) -> DayResult:
    """Write numbers with digits in the day's turns and evidence; nothing else changes.

    Args:
        result: with hidden numbers or without; what is hidden stays as it is.
    """
    return replace(result, calls=tuple(map(_call, result.calls)))


def write_turn(turn: Turn) -> Turn:
    """Write numbers with digits in one turn; what is hidden stays as it is."""
    return _Written.of(turn).turn


def _call(call: CallResult) -> CallResult:
    written = [_Written.of(turn) for turn in call.transcript.turns]
    if not any(one.forms for one in written):
        return call
    turns = tuple(one.turn for one in written)
    findings = tuple(_finding(each, written) for each in call.evaluation.findings)
    return replace(
        call,
        transcript=replace(call.transcript, turns=turns),
        evaluation=replace(call.evaluation, findings=findings),
    )


def _finding(finding: Finding, written: Sequence["_Written"]) -> Finding:
    if finding.turn is None or not 0 <= finding.turn < len(written):
        return finding
    one = written[finding.turn]
    start, end = one.place(finding.start), one.place(finding.end, is_end=True)
    is_whole = len(finding.evidence) == finding.end - finding.start
    evidence = one.turn.text[start:end] if is_whole else finding.evidence
    return replace(finding, start=start, end=end, evidence=evidence)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Written:
    """A turn with written numbers.

    Args:
        turn: as it is written.
        forms: that are written in it, in order.
    """

    turn: Turn
    forms: tuple[WrittenForm, ...]

    @classmethod
    def of(cls, turn: Turn) -> "_Written":
        forms = tuple(
            form for form in turn.annotations.written if MASK not in turn.text[form.start : form.end]
        )
        if not forms:
            return cls(turn=turn, forms=())
        text, times = _rewritten(turn, forms)
        shown = replace(turn, text=text, char_times=times, annotations=NO_ANNOTATIONS)
        return cls(turn=shown, forms=forms)

    def place(self, spoken: int, *, is_end: bool = False) -> int:
        """Move a border between spoken characters; one inside a number goes to its start, or to its end."""
        shift = 0
        for form in self.forms:
            if spoken <= form.start:
                break
            if spoken < form.end:
                return form.start + shift + (len(form.text) if is_end else 0)
            shift += len(form.text) - (form.end - form.start)
        return spoken + shift


def _rewritten(turn: Turn, forms: Sequence[WrittenForm]) -> tuple[str, CharTimes]:
    """Return the written text, and times for its characters where the spoken ones have them."""
    texts: list[str] = []
    times: list[tuple[int, int]] = []
    at = 0
    for form in forms:
        texts += [turn.text[at : form.start], form.text]
        times += turn.char_times[at : form.start]
        own = turn.char_times[form.start : form.end]
        times += spread(len(form.text), own[0][0], own[-1][1]) if own else ()
        at = form.end
    return "".join([*texts, turn.text[at:]]), (*times, *turn.char_times[at:])
