"""What a reader of a report can listen to: whole recordings, or short clips around the hits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from flows.core.finding import Finding

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
        note: in Chinese, why nothing can be heard; empty otherwise.
    """

    pieces: tuple[Piece, ...] = ()
    note: str = ""

    def holds(self, at_ms: int) -> bool:
        """Whether a moment of the call can be heard."""
        return any(piece.start_ms <= at_ms < piece.end_ms for piece in self.pieces)


def windows(findings: Iterable[Finding], margin_ms: int, duration_ms: int) -> tuple[tuple[int, int], ...]:
    """The stretches of a call that its clips hold, merged where they meet.

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


def play_from(finding: Finding, pieces: Sequence[Piece]) -> int | None:
    """Where playback of a hit starts: two seconds before it; None where that cannot be heard."""
    at = max(finding.start_ms - LEAD_MS, 0)
    return at if any(piece.start_ms <= at < piece.end_ms for piece in pieces) else None
