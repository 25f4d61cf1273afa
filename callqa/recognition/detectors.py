"""Voice detectors by the name that the settings give them."""

from importlib.metadata import version
from pathlib import Path

from callqa.model.errors import BadInputError
from callqa.model.speech import DETECTION, Detection
from callqa.recognition.front_end.ports import VoiceDetector
from callqa.recognition.front_end.silero_vad import MAX_SPEECH_S, SileroDetector, options
from callqa.recognition.funasr.fsmn_vad import FsmnDetector


def load_detector(name: str, *, download: bool = False, detection: Detection = DETECTION) -> VoiceDetector:
    """Return the voice detector of a setting; always on the CPU, where it is faster than on a GPU.

    Args:
        name: ``silero``, ``fsmn-vad``, or a folder with an fsmn-vad model.
        download: whether a missing model may be fetched.
        detection: what counts as speech for Silero; fsmn-vad has its own thresholds.

    Raises:
        BadInputError: there is no such detector.
    """
    if is_silero(name):
        return SileroDetector(detection=detection)
    if name == "fsmn-vad" or Path(name).is_dir():
        return FsmnDetector(name, max_speech_s=MAX_SPEECH_S, download=download)
    raise BadInputError(f"没有“{name}”这种语音检测", "vad", "可写：silero、fsmn-vad 或模型目录")


def is_silero(name: str) -> bool:
    """Whether a setting names the detector that comes with a package, not with a folder."""
    return name in ("silero", "silero-vad")


def detector_version(name: str, detection: Detection = DETECTION) -> str:
    """Return what identifies a detector in a revision, apart from the files of its folder."""
    package = "silero-vad" if is_silero(name) else "funasr"
    kind = "silero" if is_silero(name) else "fsmn"
    return f"{kind} {package} {version(package)} {options(detection if is_silero(name) else DETECTION)}"
