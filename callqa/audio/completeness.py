"""Whether all of a recording is there, by what its file says of itself."""

from dataclasses import dataclass
from pathlib import Path

from callqa.audio.container import AudioInfo
from callqa.audio.frames import Frames
from callqa.audio.truncation import ogg_is_cut
from callqa.model.errors import Failure

TOLERANCE_S = 0.5
_LEAST_S = 0.1
"""A file may lack so little: its last frame was not flushed."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Missing:
    """What a recording lacks.

    Args:
        seconds: so much of it; 0 where nobody knows.
    """

    failure: Failure
    reason: str
    seconds: float


def is_known_to_be_cut(info: AudioInfo) -> bool:
    """Return whether a file's own structure says that its end is not there."""
    return info.structure.is_cut or info.structure.present < info.structure.promised


def lacking(path: Path, info: AudioInfo, frames: Frames, decoded_s: float) -> Missing | None:
    """Return what a file lacks by its own structure; None for nothing."""
    found = info.structure
    if found.promised and found.present < found.promised:
        promised_s = decoded_s / max(found.present_share, 1e-9)
        return _cut(promised_s, decoded_s) if promised_s > decoded_s + _LEAST_S else None
    is_whole = frames.expected and frames.packets >= frames.expected  # whatever its time stamps say
    if info.declared_s is not None and decoded_s < info.declared_s - TOLERANCE_S and not is_whole:
        return _cut(info.declared_s, decoded_s)
    if found.is_cut or (info.format == "ogg" and ogg_is_cut(path)):
        reason = f"文件不完整：在 {decoded_s:.1f} 秒处中断"
        return Missing(failure=Failure.INCOMPLETE, reason=reason, seconds=0.0)
    return None


def _cut(promised_s: float, present_s: float) -> Missing:
    reason = f"文件不完整：应有 {promised_s:.1f} 秒，实有 {present_s:.1f} 秒"
    return Missing(failure=Failure.INCOMPLETE, reason=reason, seconds=promised_s - present_s)
