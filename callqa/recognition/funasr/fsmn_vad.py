"""FunASR's own voice detector, fsmn-vad."""

import threading
from collections.abc import Callable
from typing import Any, TypeAlias

from callqa.audio.samples import Samples
from callqa.host import logs
from callqa.model.errors import Failure, RecognitionError
from callqa.model.speech import SAMPLE_RATE, Segment
from callqa.recognition.funasr.loading import build
from callqa.recognition.funasr.model_hub import locate

Spans: TypeAlias = list[list[int]]
"""Start and end of speech, in ms."""
_MIN_SEGMENT = 400
"""Samples; FunASR fails on fewer."""


class VoiceDetectionError(RecognitionError):
    """The model that finds speech failed."""

    failure = Failure.VOICE_DETECTION


class FsmnDetector:
    """fsmn-vad on the CPU.

    Args:
        model: ``fsmn-vad``, or a folder.
        max_speech_s: longer speech is cut; this model has no parameter to cut it in a pause.
        download: whether a missing model may be fetched.

    Raises:
        BadInputError: the model is not there, or cannot be loaded.
    """

    def __init__(self, model: str, *, max_speech_s: float, download: bool = False) -> None:
        folder = locate(model, "vad", download=download)
        self._model = build(folder, max_single_segment_time=int(max_speech_s * 1000))
        self._lock = threading.Lock()

    def listener(self) -> "FsmnListener":
        """For one channel."""
        return FsmnListener(self._asked)

    def _asked(self, samples: Samples, cache: dict[str, Any], is_final: bool) -> Spans:
        try:
            with self._lock:
                answers = self._model.generate(
                    input=[samples], fs=SAMPLE_RATE, cache=cache, is_final=is_final
                )
        except Exception as error:
            logs.unexpected(error, "detecting speech")
            raise VoiceDetectionError(f"语音检测出错（{type(error).__name__}）") from None
        return answers[0]["value"] if answers else []


class FsmnListener:
    """fsmn-vad on one channel; FunASR itself goes through it a minute at a time, wherever blocks end.

    Args:
        ask: the model: samples, its memory of the channel, whether they are the last.
    """

    def __init__(self, ask: Callable[[Samples, dict[str, Any], bool], Spans]) -> None:
        self._ask = ask
        self._memory: dict[str, Any] = {}
        self._last: Samples
        self._length = 0
        self._found: Spans = []

    def hear(self, samples: Samples) -> None:
        """Take the next block.

        Raises:
            VoiceDetectionError: the model failed.
        """
        if self._length:
            self._found += self._ask(self._last, self._memory, False)
        self._last = samples
        self._length += len(samples)

    def segments(self) -> list[Segment]:
        """Where somebody spoke.

        Raises:
            VoiceDetectionError: the model failed.
        """
        if self._length < _MIN_SEGMENT:
            return []
        self._found += self._ask(self._last, self._memory, True)
        found = [_segment(start, end, self._length) for start, end in self._found]
        return [segment for segment in found if segment.end - segment.start >= _MIN_SEGMENT]


def _segment(start_ms: int, end_ms: int, length: int) -> Segment:
    per_ms = SAMPLE_RATE // 1000
    return Segment(start=int(start_ms * per_ms), end=min(int(end_ms * per_ms), length))
