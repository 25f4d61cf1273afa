"""What a call needs to be heard, as the settings have it."""

from collections.abc import Container
from pathlib import Path

from callqa.audio.playback import Heard, Listening
from callqa.days.day import CallResult
from callqa.settings.pipeline_yaml import Configuration


def listening_in(configuration: Configuration, folder: Path, damaged: Container[str] = ()) -> Listening:
    """Return how calls are heard from a report.

    Args:
        configuration: says where recordings lie and what clips are made.
        folder: of the report.
        damaged: clips that are to be made again.
    """
    settings = configuration.settings.report
    return Listening(
        folder=folder,
        roots=configuration.folders,
        mode=settings.clips,
        margin_ms=int(settings.clip_margin_s * 1000),
        damaged=damaged,
    )


def heard(call: CallResult, seen: CallResult, *, drawn: bool) -> Heard:
    """Return what is heard of a call.

    Args:
        call: as it is stored.
        seen: the same as it is shown.
        drawn: whether chance drew it, so that it is heard as a whole.
    """
    return Heard(
        path=call.recording.path,
        audio_sha256=call.transcript.audio_sha256,
        duration_ms=call.transcript.duration_ms,
        findings=call.evaluation.findings,
        drawn=drawn,
        nameless=seen.recording.path != call.recording.path,
        size_bytes=call.recording.size_bytes,
        modified_ns=call.recording.modified_ns,
    )
