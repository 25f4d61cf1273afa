"""Voice detection by Silero: where somebody speaks on one channel."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from callqa.audio.samples import Samples
from callqa.model.speech import MIN_SEGMENT, SAMPLE_RATE, Segment
from callqa.recognition.front_end.ports import FRAME, VoiceDetector

if TYPE_CHECKING:
    from callqa.recognition.front_end.silero import SileroStream

MAX_SPEECH_S = 20.0
"""Longer speech is cut at its longest pause, by Silero itself; FunASR's adapter cuts blindly."""
_THRESHOLD = 0.5
_MIN_PEAK = 0.7
_MIN_SPEECH_MS = 200
_MIN_SILENCE_MS = 300
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
    """

    def __init__(self, lead_ms: int = LEAD_MS) -> None:
        from callqa.recognition.front_end import silero  # noqa: PLC0415 - a night with nothing due needs no torch

        self._lead = lead_ms
        model = silero.SileroSequence()
        self._stream: Callable[[], SileroStream] = lambda: silero.SileroStream(model)

    def listener(self) -> "SileroListener":
        """For one channel."""
        return SileroListener(self._stream(), self._lead)


class SileroListener:
    """Silero VAD on one channel.

    Args:
        stream: of the channel.
        lead_ms: kept before an onset.
    """

    def __init__(self, stream: "SileroStream", lead_ms: int = LEAD_MS) -> None:
        self._stream, self._lead, self._length = stream, lead_ms, 0

    def hear(self, samples: Samples) -> None:
        """Take the next block."""
        self._length += len(samples)
        self._stream.hear(samples)

    def segments(self) -> list[Segment]:
        """Where somebody spoke."""
        chances = self._stream.probabilities()
        found = [Segment(start=span["start"], end=span["end"]) for span in _spans(chances, self._length)]
        return list(_with_lead([s for s in found if _is_speech(s, chances)], self._lead))


def _spans(probabilities: list[float], length: int) -> list[dict[str, int]]:
    from silero_vad import get_speech_timestamps_from_probs  # noqa: PLC0415 - see silero.py

    spans: list[dict[str, int]] = get_speech_timestamps_from_probs(
        probabilities,
        sampling_rate=SAMPLE_RATE,
        threshold=_THRESHOLD,
        min_speech_duration_ms=_MIN_SPEECH_MS,
        max_speech_duration_s=MAX_SPEECH_S,
        min_silence_duration_ms=_MIN_SILENCE_MS,
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


def _is_speech(segment: Segment, probabilities: list[float]) -> bool:
    """Long enough to be recognised, and somewhere in it the model is sure.

    The peak, not the mean: half of a short 嗯 is the padding around it.
    """
    inside = probabilities[segment.start // FRAME : -(-segment.end // FRAME)]
    return segment.end - segment.start >= MIN_SEGMENT and max(inside) >= _MIN_PEAK


def options() -> str:
    """Return what of this detector is part of an engine revision."""
    return f"{_THRESHOLD} {_MIN_PEAK} {_MIN_SPEECH_MS} {_MIN_SILENCE_MS} {_PAD_MS} {LEAD_MS} {MAX_SPEECH_S}"
