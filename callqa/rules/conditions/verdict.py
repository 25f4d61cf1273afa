"""What a condition knows about a call: a hit, no hit, or that it cannot know."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple, TypeAlias

from callqa.rules.conditions.speech import Hit, Speech


class Truth(StrEnum):
    """The three outcomes; Kleene's logic of three values joins them."""

    HIT = "hit"
    """It holds."""
    MISS = "miss"
    """It does not hold."""
    UNKNOWN = "unknown"
    """The call does not tell."""


class Verdict(NamedTuple):
    """What a condition knows about a call.

    Args:
        hits: where it surely holds, in order.
        doubtful: where it would hold if what is unknown (who speaks, when) turned out so.
        holds: it holds for the call as a whole, at no place.
        undecided: in Chinese, why what is doubtful cannot be known, without customer speech; may be empty.
    """

    hits: tuple[Hit, ...] = ()
    doubtful: tuple[Hit, ...] = ()
    holds: bool = False
    undecided: str = ""

    @property
    def truth(self) -> Truth:
        """The outcome. A sure hit is one, whatever else is in doubt."""
        if self.hits or self.holds:
            return Truth.HIT
        return Truth.UNKNOWN if self.undecided else Truth.MISS


Condition: TypeAlias = Callable[[Speech], Verdict]
"""The one signature of all conditions."""

MISS = Verdict()
HOLDS = Verdict(holds=True)


def unknown(reason: str) -> Verdict:
    """It cannot be known."""
    return Verdict(undecided=reason)


def place(hit: Hit) -> tuple[int, int, int]:
    """Sorts hits by time; where the times are equal or missing, by their place in the text."""
    return hit.start_ms, -1 if hit.turn is None else hit.turn, hit.start


def follows(later: Hit, earlier: Hit) -> bool:
    """Whether a hit stands behind another: in the text, or in time where one has no place in the text."""
    if later.span and earlier.span and later.stretch == earlier.stretch:
        return later.span[0] >= earlier.span[1]
    if later.turn is None or earlier.turn is None:
        return later.start_ms >= earlier.end_ms
    return (later.turn, later.start) > (earlier.turn, earlier.start)
