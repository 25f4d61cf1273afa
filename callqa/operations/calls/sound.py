"""The sound of one call: its recording, or a copy that browsers play, and its outline as a picture."""

from pathlib import Path

import numpy as np

from callqa.audio.clips import browser_plays, make_clip
from callqa.audio.decoding import decode
from callqa.model.errors import BadInputError
from callqa.model.playback import Unheard
from callqa.model.recording import Recording, path_of
from callqa.storage.session import Site

_WIDTH = 1_200
"""Points of the outline of a channel: more than a screen shows."""
_LOUDEST = 100
_HOUR_S = 3_600.0


class OutsideError(BadInputError):
    """A recording lies outside the configured folders."""


def file_of(site: Site, recording: Recording) -> Path:
    """Return the file of a recording, if it is one that may be read.

    Raises:
        BadInputError: it is gone, or lies outside the configured folders.
    """
    path = path_of(recording.path)
    try:
        real = path.resolve(strict=True)
    except (OSError, RuntimeError, ValueError):
        raise BadInputError("录音不在原来的地方了", "", "可能已被移走或删除") from None
    if not real.is_file():
        raise BadInputError("录音不在原来的地方了", "", "可能已被移走或删除")
    if not any(real.is_relative_to(root.resolve()) for root in site.configuration.folders):
        raise OutsideError("录音在配置的文件夹之外", "", "检查 pipeline.yaml 的 recordings.folders")
    return real


def as_is(path: Path) -> bool:
    """Return whether browsers play a file as it is.

    Raises:
        AudioError: it cannot be read.
    """
    return browser_plays(path)


def for_browsers(path: Path, duration_ms: int) -> bytes:
    """Return a whole recording as Opus.

    Raises:
        AudioError: it cannot be read.
    """
    return make_clip(path, 0, duration_ms)


def outline(path: Path, hours: float) -> list[list[int]]:
    """Return how loud each channel is over the call, 0 to 100 at each of some points.

    Args:
        hours: a longer recording is refused.

    Raises:
        AudioError: it cannot be read.
    """
    audio = decode(path, max_duration_s=hours * _HOUR_S, accept_incomplete=True)
    samples = audio.duration_ms * 16
    loudest = np.zeros((audio.channels, _WIDTH), np.float32)
    at = 0
    for block in audio.blocks():
        length = block.shape[1]
        places = np.minimum((at + np.arange(length)) * _WIDTH // max(samples, 1), _WIDTH - 1)
        borders = np.flatnonzero(np.diff(places, prepend=-1))
        if length:
            peaks = np.maximum.reduceat(np.abs(block), borders, axis=1)
            loudest[:, places[borders]] = np.maximum(loudest[:, places[borders]], peaks)
        at += length
    top = max(float(loudest.max(initial=0.0)), 1e-6)
    return [[int(value) for value in np.ceil(row / top * _LOUDEST)] for row in loudest]


def unheard(site: Site, recording: Recording) -> Unheard | None:
    """Return why a call cannot be heard, as far as its place says; None where it can."""
    try:
        file_of(site, recording)
    except OutsideError:
        return Unheard.OUTSIDE
    except BadInputError:
        return Unheard.GONE
    return None
