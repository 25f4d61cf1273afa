"""Where somebody speaks, by name: silero, or FunASR's fsmn-vad."""

from importlib.metadata import version
from pathlib import Path

from flows.adapters.fsmn_vad import FsmnDetector
from flows.adapters.ports import Samples, VoiceDetector
from flows.adapters.silero import FRAME, SileroSequence, SileroStream
from flows.core.errors import BadInputError
from flows.core.speech import SAMPLE_RATE, Segment

MAX_SPEECH_S = 20.0
"""Longer speech is cut at its longest pause, by Silero itself; FunASR's adapter cuts blindly."""
MIN_SEGMENT = 400
"""Samples; one shorter array makes FunASR fail on its whole batch."""
_THRESHOLD = 0.5
_MIN_PEAK = 0.7
_MIN_SPEECH_MS = 200
_MIN_SILENCE_MS = 300
_PAD_MS = 200


def load_detector(name: str, *, download: bool = False) -> VoiceDetector:
    """The voice detector of a setting; always on the CPU, where it is faster than on a GPU.

    Args:
        name: ``silero``, ``fsmn-vad``, or a folder with an fsmn-vad model.
        download: whether a missing model may be fetched.

    Raises:
        BadInputError: there is no such detector.
    """
    if is_silero(name):
        return SileroDetector()
    if name == "fsmn-vad" or Path(name).is_dir():
        return FsmnDetector(name, max_speech_s=MAX_SPEECH_S, download=download)
    raise BadInputError(f"没有“{name}”这种语音检测", "vad", "可写：silero、fsmn-vad 或模型目录")


def is_silero(name: str) -> bool:
    """Whether a setting names the detector that comes with a package, not with a folder."""
    return name in ("silero", "silero-vad")


def detector_version(name: str) -> str:
    """What identifies a detector in a revision, apart from the files of its folder."""
    package = "silero-vad" if is_silero(name) else "funasr"
    kind = "silero" if is_silero(name) else "fsmn"
    return f"{kind} {package} {version(package)} {_options()}"


def _options() -> str:
    return f"{_THRESHOLD} {_MIN_PEAK} {_MIN_SPEECH_MS} {_MIN_SILENCE_MS} {_PAD_MS} {MAX_SPEECH_S}"


def speech_in(samples: Samples, detector: VoiceDetector) -> list[Segment]:
    """Where somebody speaks on a channel that is in memory as a whole.

    Raises:
        RecognitionError: the model failed.
    """
    listener = detector.listener()
    listener.hear(samples)
    return listener.segments()


class SileroDetector:
    """Silero VAD; its segments end in pauses."""

    def __init__(self) -> None:
        self._model = SileroSequence()

    def listener(self) -> "SileroListener":
        """For one channel."""
        return SileroListener(SileroStream(self._model))


class SileroListener:
    """Silero VAD on one channel.

    Args:
        stream: of the channel.
    """

    def __init__(self, stream: SileroStream) -> None:
        self._stream, self._length = stream, 0

    def hear(self, samples: Samples) -> None:
        """The next block."""
        self._length += len(samples)
        self._stream.hear(samples)

    def segments(self) -> list[Segment]:
        """Where somebody spoke."""
        chances = self._stream.probabilities()
        found = [Segment(start=span["start"], end=span["end"]) for span in _spans(chances, self._length)]
        return [s for s in found if _is_speech(s, chances)]


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


def _is_speech(segment: Segment, probabilities: list[float]) -> bool:
    """Long enough to be recognised, and somewhere in it the model is sure.

    The peak, not the mean: half of a short 嗯 is the padding around it.
    """
    inside = probabilities[segment.start // FRAME : -(-segment.end // FRAME)]
    return segment.end - segment.start >= MIN_SEGMENT and max(inside) >= _MIN_PEAK
