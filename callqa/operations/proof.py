"""What a day's evaluations prove: who is speaking is checked, and what was not heard whole proves no zero."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

from callqa.audio.rates import implausible
from callqa.model.coverage import Case, Coverage, Gap, GapKind
from callqa.model.errors import Failure
from callqa.model.finding import Evaluation, Undecided, Why
from callqa.model.recording import Recording
from callqa.model.transcript import Outcome, Transcript
from callqa.recognition.attribution import Attribution, recorder_of
from callqa.rules.evaluation.unproven import TOO_SHORT_MS, too_short, without_proof
from callqa.rules.language.rule import RuleBook
from callqa.settings.recordings import ChannelSettings

_FAR_SHORTER, _LEAST_S = 0.5, 10.0
"""A recording with less than this share of the talk that lacks at least so much is not the whole call."""
_NO_SOUND = frozenset({Failure.NO_SOUND, Failure.EMPTY})
_WHY = {
    GapKind.INCOMPLETE_AUDIO: Why.INCOMPLETE_AUDIO,
    GapKind.UNREAD_AUDIO: Why.UNREAD_AUDIO,
    GapKind.SHORTER_THAN_RECORD: Why.SHORTER_THAN_RECORD,
    GapKind.UNHEARD_CHANNEL: Why.UNHEARD_CHANNEL,
    GapKind.RUNAWAY_TEXT: Why.RUNAWAY_TEXT,
    GapKind.IMPLAUSIBLE_RATE: Why.IMPLAUSIBLE_RATE,
}
"""Gaps under which a call was not heard whole."""


class Proof:
    """Looks at the calls of a day while they are flagged.

    Args:
        channels: who is on which, and what agents say.
        roots: the recordings' folders.
        heard: what the transcription said about the day.
    """

    def __init__(self, channels: ChannelSettings, roots: Sequence[Path], heard: Coverage) -> None:
        self._attribution = Attribution(channels.by_direction, channels.agent_phrases, roots)
        self._roots = roots
        self._cases: dict[GapKind, list[Case]] = {}
        self._lengths: defaultdict[str, dict[str, tuple[float, float]]] = defaultdict(dict)
        self._why = {
            case.call_id: _undecided(gap.kind, case.seconds)
            for gap in heard.gaps
            if gap.kind in _WHY
            for case in gap.cases
        }

    def attributed(self, transcript: Transcript, recording: Recording) -> Transcript:
        """Return a call with the roles that hold for it now; the same one where it had them."""
        return self._attribution.attributed(recording, transcript)

    def doubted(self) -> frozenset[str]:
        """Return the calls of whose roles the day as a whole, seen to its end, leaves nothing certain."""
        return self._attribution.doubted()

    def checked(
        self, evaluation: Evaluation, transcript: Transcript, recording: Recording, book: RuleBook
    ) -> Evaluation:
        """Return an evaluation that claims no more than was heard."""
        for kind, seconds in _told(transcript, recording):
            self._cases.setdefault(kind, []).append(Case(call_id=recording.call_id, seconds=seconds))
            if kind in _WHY:
                self._why[recording.call_id] = _undecided(kind, seconds)
        if recording.talk_s and transcript.outcome is not Outcome.FAILED:
            lengths = transcript.duration_ms / 1000, recording.talk_s
            self._lengths[recorder_of(recording, self._roots)][recording.call_id] = lengths
        return self.again(evaluation, transcript, recording, book)

    def again(
        self, evaluation: Evaluation, transcript: Transcript, recording: Recording, book: RuleBook
    ) -> Evaluation:
        """Return the same for a call that was seen before and is evaluated anew."""
        evaluation = too_short(evaluation, book, transcript)
        why = self._why.get(recording.call_id)
        if why is None or transcript.outcome is Outcome.FAILED:
            return evaluation
        return without_proof(evaluation, book, recording.started_at.date(), why)

    def ended(
        self, evaluations: Iterable[Evaluation], book: RuleBook, recordings: Mapping[str, Recording]
    ) -> list[Evaluation]:
        """Return the day's evaluations without what the day as a whole, seen to its end, does not prove."""
        why = _undecided(GapKind.IMPLAUSIBLE_RATE, 0)
        wrong = frozenset(call for calls in self._implausible().values() for call in calls)
        return [
            without_proof(one, book, recordings[one.call_id].started_at.date(), why)
            if one.call_id in wrong
            else one
            for one in evaluations
        ]

    def _implausible(self) -> dict[str, tuple[str, ...]]:
        """Return the calls whose sample rate cannot be true, by their recorder."""
        found = {recorder: implausible(lengths) for recorder, lengths in sorted(self._lengths.items())}
        return {recorder: calls for recorder, calls in found.items() if calls}

    def coverage(self) -> Coverage:
        """Return what was found out."""
        own = (Gap(kind=kind, cases=tuple(cases)) for kind, cases in self._cases.items())
        rates = (
            Gap(
                kind=GapKind.IMPLAUSIBLE_RATE,
                cases=tuple(Case(call_id=call_id) for call_id in calls),
                of=len(self._lengths[recorder]),
                about=recorder,
            )
            for recorder, calls in self._implausible().items()
        )
        return Coverage(gaps=tuple(gap for gap in (*own, *rates, *self._attribution.gaps()) if gap.count))


def _undecided(kind: GapKind, seconds: float) -> Undecided:
    return Undecided(kind=_WHY[kind], seconds=round(seconds))


def _told(transcript: Transcript, recording: Recording) -> Iterator[tuple[GapKind, float]]:
    heard_s, talk_s = transcript.duration_ms / 1000, recording.talk_s or 0.0
    if transcript.outcome is Outcome.FAILED:
        if transcript.failure in _NO_SOUND and talk_s > 0:
            yield GapKind.NO_AUDIO, talk_s
        return
    if heard_s < talk_s * _FAR_SHORTER and talk_s - heard_s >= _LEAST_S:
        yield GapKind.SHORTER_THAN_RECORD, talk_s - heard_s
    if transcript.duration_ms < TOO_SHORT_MS:
        yield GapKind.TOO_SHORT, heard_s
