"""What produced a transcript, named by its content."""

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any

from callqa.model.revision import revision
from callqa.recognition.detectors import detector_version, is_silero
from callqa.recognition.funasr.model_folder import content_hashes
from callqa.recognition.funasr.model_hub import locate
from callqa.settings.recognition import TranscribeSettings

FORMAT = 5
"""Raised when this stage's own code changes what it makes of the same audio."""


def engine_revision(
    settings: TranscribeSettings,
    hotwords: Sequence[str],
    corrected: Sequence[str] = (),
    *,
    writes_numbers: bool = False,
    tells_emotions: bool = False,
) -> str:
    """Return the revision of an engine; loads no model.

    Device, batch size, threads and the limit of duration are left out: they don't change what is
    recognised, and a new graphics card must not make every stored transcript stale. For the same
    reason, and so that machines with and without a card agree, a precision is named as it is set:
    ``auto`` stays ``auto``. Who is on which channel is left out, too: roles are given to stored
    transcripts again whenever these are flagged.

    Args:
        settings: of the stage.
        hotwords: that are really given to the model, in this order.
        corrected: that are put in by sound afterwards.
        writes_numbers: whether numbers are written for the model.
        tells_emotions: whether the model's emotions are kept; what was recognised before has none.

    Raises:
        BadInputError: a model is not on this machine.
    """
    content: dict[str, Any] = {
        "format": FORMAT,
        "funasr": version("funasr"),
        "model": _files(settings.model, "model"),
        "vad": [detector_version(settings.vad, settings.detection), _files_unless_silero(settings.vad)],
        "punctuation": _files(settings.punctuation, "punctuation") if settings.punctuation else {},
        "precision": settings.precision.value,
        "backend": settings.backend.value,
        "language": settings.language,
        "itn": settings.itn,
        "min_chars_per_second": settings.min_chars_per_second,
        "hotwords": list(hotwords),
        "corrected": [settings.correct_from, list(corrected), list(settings.never_corrected)],
        "wetext": version("wetext") if writes_numbers else "",
        "pypinyin": version("pypinyin"),
        "speakers": _speakers(settings),
        **({"emotions": 1} if tells_emotions else {}),
    }
    return revision("engine", content)


def _speakers(settings: TranscribeSettings) -> dict[str, Any]:
    if not settings.speaker_model:
        return {}
    files = _files(settings.speaker_model, "speaker_model")
    return {"model": files, "agent_phrases": list(settings.agent_phrases)}


def _files(model: str, setting: str) -> dict[str, str]:
    folder = locate(model, setting)
    return content_hashes(folder) if folder.is_dir() else {}


def _files_unless_silero(vad: str) -> dict[str, str]:
    return {} if is_silero(vad) else _files(vad, "vad")
