"""FunASR's own voice detector, fsmn-vad."""

import threading

from flows.adapters.funasr_model import build
from flows.adapters.model_hub import locate
from flows.adapters.ports import Samples
from flows.core.errors import RecognitionError
from flows.core.speech import SAMPLE_RATE, Segment

_MIN_SEGMENT = 400
"""Samples; FunASR fails on fewer."""


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

    def segments(self, samples: Samples) -> list[Segment]:
        """Where somebody speaks on one channel, in time order.

        Raises:
            RecognitionError: the model failed.
        """
        if len(samples) < _MIN_SEGMENT:
            return []
        try:
            with self._lock:
                answers = self._model.generate(input=[samples], fs=SAMPLE_RATE)
        except Exception as error:
            raise RecognitionError(f"语音检测出错（{type(error).__name__}）") from None
        spans = answers[0]["value"] if answers else []
        found = [_segment(start, end, len(samples)) for start, end in spans]
        return [segment for segment in found if segment.end - segment.start >= _MIN_SEGMENT]


def _segment(start_ms: int, end_ms: int, length: int) -> Segment:
    per_ms = SAMPLE_RATE // 1000
    return Segment(start=int(start_ms * per_ms), end=min(int(end_ms * per_ms), length))
