"""The Chinese words of rules: why one was not evaluated."""

from callqa.days import undecided as sentences
from callqa.model.finding import Undecided


def undecided(why: Undecided) -> str:
    """Say why it cannot be known whether a rule hits."""
    return sentences.undecided(why)
