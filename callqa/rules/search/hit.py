"""Words found at a place of a call, and the order of such places."""

from typing import NamedTuple

from callqa.model.recording import Role


class Hit(NamedTuple):
    """Words found at a place; most fields are those of a finding.

    Args:
        stretch: index of the stretch of speech; -1 for the whole call.
        span: of folded characters in the whole call's text; None where no words hit.
        timed: whether the times are the characters' own, and not their turn's.
        confidence: 1 for the very words of the rule.
    """

    role: Role
    channel: int
    turn: int | None
    start: int
    end: int
    start_ms: int
    end_ms: int
    evidence: str
    stretch: int = -1
    span: tuple[int, int] | None = None
    timed: bool = True
    confidence: float = 1.0


def whole_call(role: Role | None, start_ms: int, end_ms: int) -> Hit:
    """Return a hit about the whole call, or about the part of it in which something should have been."""
    return Hit(
        role=role or Role.UNKNOWN,
        channel=-1,
        turn=None,
        start=0,
        end=0,
        start_ms=start_ms,
        end_ms=end_ms,
        evidence="",
    )


def place(hit: Hit) -> tuple[int, int, int]:
    """Sort hits by time; where the times are equal or missing, by their place in the text."""
    return hit.start_ms, -1 if hit.turn is None else hit.turn, hit.start


def follows(later: Hit, earlier: Hit) -> bool:
    """Return whether a hit stands behind another: in the text, or in time where one has no place in it."""
    if later.span and earlier.span and later.stretch == earlier.stretch:
        return later.span[0] >= earlier.span[1]
    if later.turn is None or earlier.turn is None:
        return later.start_ms >= earlier.end_ms
    return (later.turn, later.start) > (earlier.turn, earlier.start)
