"""What a condition knows about a call: a hit, no hit, or that it cannot know."""

from enum import StrEnum
from typing import NamedTuple

from callqa.model.finding import Undecided, Why
from callqa.model.recording import Role
from callqa.rules.search.hit import Hit


class Truth(StrEnum):
    """The three outcomes; Kleene's logic of three values joins them."""

    HIT = "hit"
    """It holds."""
    MISS = "miss"
    """It does not hold."""
    UNKNOWN = "unknown"
    """The call does not tell."""


class Answer(NamedTuple):
    """What a condition knows about a call.

    Args:
        hits: where it surely holds, in order.
        doubtful: where it would hold if what is unknown (who speaks, when) turned out so.
        holds: it holds for the call as a whole, at no place.
        undecided: why what is doubtful cannot be known.
    """

    hits: tuple[Hit, ...] = ()
    doubtful: tuple[Hit, ...] = ()
    holds: bool = False
    undecided: Undecided | None = None

    @property
    def truth(self) -> Truth:
        """The outcome. A sure hit is one, whatever else is in doubt."""
        if self.hits or self.holds:
            return Truth.HIT
        return Truth.UNKNOWN if self.undecided else Truth.MISS


MISS = Answer()
HOLDS = Answer(holds=True)


def unknown(why: Why, role: Role | None = None) -> Answer:
    """Return that it cannot be known."""
    return Answer(undecided=Undecided(kind=why, role=role))
