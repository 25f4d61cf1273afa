"""What a reader of a report can listen to: whole recordings, or short clips around the hits."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from callqa.model.finding import Finding

LEAD_MS = 2_000
"""Playback starts so long before a hit."""
OPENING_MS = 30_000
"""A hit about the whole call (未报开场白) is heard in the opening."""


class ClipMode(StrEnum):
    """For which flagged calls clips are made."""

    NEEDED = "needed"
    """Where browsers cannot play the recording; the others are played from where they lie."""
    ALL = "all"
    """For every one, so that the report's folder can be handed on as a whole."""
    INSIDE = "inside"
    """For every one, inside the page, so that the one file can be handed on."""
    NONE = "none"
    """Never; only what browsers can play from where it lies is heard."""


class Unheard(StrEnum):
    """Why a call cannot be played from its report."""

    GONE = "gone"
    """The recording is no longer where it was."""
    OVERWRITTEN = "overwritten"
    """Another recording has its name now."""
    OUTSIDE = "outside"
    """It lies outside the configured folders."""
    UNREADABLE = "unreadable"
    """It, or the place of its clip, cannot be read or written."""
    NO_CLIP = "no_clip"
    """It needs a clip, and the setting is to make none."""
    NOT_CHOSEN = "not_chosen"
    """It needs a clip, and has neither a hit nor was drawn by chance."""
    IN_ITS_DAY = "in_its_day"
    """Its clips are inside the report of its day."""
    NOT_KEPT = "not_kept"
    """The report of its day has no clip of it any more, or not yet."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Piece:
    """A stretch of a call that can be played.

    Args:
        url: relative to the report, or a data URL.
        start_ms, end_ms: what stretch of the call it holds.
    """

    url: str
    start_ms: int
    end_ms: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Sound:
    """What can be heard of one call.

    Args:
        pieces: in order of time, without overlap; empty when nothing can be heard.
        unheard: why nothing can be heard; None where something can, or nobody asked.
    """

    pieces: tuple[Piece, ...] = ()
    unheard: Unheard | None = None


def windows(findings: Iterable[Finding], margin_ms: int, duration_ms: int) -> tuple[tuple[int, int], ...]:
    """Return the stretches of a call that its clips hold, merged where they meet.

    Args:
        margin_ms: kept before and after a hit, never less than the lead of the playback.
        duration_ms: of the recording.
    """
    margin = max(margin_ms, LEAD_MS)
    merged: list[tuple[int, int]] = []
    for start, end in sorted(_window(finding, margin, duration_ms) for finding in findings):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        elif start < end:
            merged.append((start, end))
    return tuple(merged)


def _window(finding: Finding, margin_ms: int, duration_ms: int) -> tuple[int, int]:
    if finding.turn is None:
        return 0, min(max(margin_ms, OPENING_MS), duration_ms)
    return max(finding.start_ms - margin_ms, 0), min(finding.end_ms + margin_ms, duration_ms)


def piece_at(sound: Sound, at_ms: int) -> Piece | None:
    """Return the piece that holds a moment of the call; None where no piece does."""
    return next((piece for piece in sound.pieces if piece.start_ms <= at_ms < piece.end_ms), None)
