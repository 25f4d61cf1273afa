"""Voice detection by Silero: where somebody speaks on one channel."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from callqa.audio.samples import Samples
from callqa.model.speech import DETECTION, MIN_SEGMENT, SAMPLE_RATE, Detection, Segment
from callqa.recognition.front_end.ports import FRAME, VoiceDetector

if TYPE_CHECKING:
    from callqa.recognition.front_end.silero import SileroStream

MAX_SPEECH_S = DETECTION.longest_s
"""Longer speech is cut at its longest pause, by Silero itself; FunASR's adapter cuts blindly."""
_SURER = 0.2
"""Somewhere in a stretch the model must be so much surer than it has to be to begin one."""
_SUREST = 0.95
_PAD_MS = 200
LEAD_MS = 350
"""Kept before an onset. The first syllable of a sentence often begins quietly, and Silero hears it late:
`benchmarks.detectors` counts what is lost. It never reaches into the stretch before."""


def speech_in(samples: Samples, detector: VoiceDetector) -> list[Segment]:
    """Where somebody speaks on a channel that is in memory as a whole.

    Raises:
        RecognitionError: the model failed.
    """
    listener = detector.listener()
    listener.hear(samples)
    return listener.segments()


class SileroDetector:
    """Silero VAD; its segments end in pauses.

    Args:
        lead_ms: kept before an onset.
        detection: what counts as speech.
    """

    def __init__(self, lead_ms: int = LEAD_MS, detection: Detection = DETECTION) -> None:
        from callqa.recognition.front_end import silero  # noqa: PLC0415 - a night with nothing due needs no torch

        self._lead, self._detection = lead_ms, detection
        model = silero.SileroSequence()
        self._stream: Callable[[], SileroStream] = lambda: silero.SileroStream(model)

    def listener(self) -> "SileroListener":
        """For one channel."""
        return SileroListener(self._stream(), self._lead, self._detection)


class SileroListener:
    """Silero VAD on one channel.

    Args:
        stream: of the channel.
        lead_ms: kept before an onset.
        detection: what counts as speech.
    """

    def __init__(
        self, stream: "SileroStream", lead_ms: int = LEAD_MS, detection: Detection = DETECTION
    ) -> None:
        self._stream, self._lead, self._length = stream, lead_ms, 0
        self._detection = detection

    def hear(self, samples: Samples) -> None:
        """Take the next block."""
        self._length += len(samples)
        self._stream.hear(samples)

    def segments(self) -> list[Segment]:
        """Where somebody spoke."""
        chances = self._stream.probabilities()
        spans = _spans(chances, self._length, self._detection)
        found = [Segment(start=span["start"], end=span["end"]) for span in spans]
        peak = _peak(self._detection)
        return list(_with_lead([s for s in found if _is_speech(s, chances, peak)], self._lead))


def _peak(detection: Detection) -> float:
    return min(detection.threshold + _SURER, _SUREST)


def _spans(probabilities: list[float], length: int, detection: Detection) -> list[dict[str, int]]:
    from silero_vad import get_speech_timestamps_from_probs  # noqa: PLC0415 - see silero.py

    spans: list[dict[str, int]] = get_speech_timestamps_from_probs(
        probabilities,
        sampling_rate=SAMPLE_RATE,
        threshold=detection.threshold,
        min_speech_duration_ms=detection.speech_ms,
        max_speech_duration_s=detection.longest_s,
        min_silence_duration_ms=detection.silence_ms,
        speech_pad_ms=_PAD_MS,
        audio_length_samples=length,
    )
    return spans


def _with_lead(segments: list[Segment], lead_ms: int) -> Iterator[Segment]:
    """Begin every stretch earlier, where nobody else has it."""
    earlier = max(lead_ms - _PAD_MS, 0) * SAMPLE_RATE // 1000
    free_from = 0
    for segment in segments:
        yield replace(segment, start=max(segment.start - earlier, free_from))
        free_from = segment.end


def _is_speech(segment: Segment, probabilities: list[float], peak: float) -> bool:
    """Long enough to be recognised, and somewhere in it the model is sure.

    The peak, not the mean: half of a short 嗯 is the padding around it.
    """
    inside = probabilities[segment.start // FRAME : -(-segment.end // FRAME)]
    return segment.end - segment.start >= MIN_SEGMENT and max(inside) >= peak


def options(of: Detection = DETECTION) -> str:
    """Return what of this detector is part of an engine revision."""
    asked = f"{of.threshold} {_peak(of)} {of.speech_ms} {of.silence_ms}"
    return f"{asked} {_PAD_MS} {LEAD_MS} {of.longest_s}"
