"""The ordinary words that ship with the product."""

from functools import cache
from importlib.resources import files


@cache
def common_words() -> frozenset[str]:
    """Return the words of two to four Hanzi that are too common for a hotword to take their place."""
    text = files(__package__).joinpath("common_words.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))
