"""Text as the rules compare it: one form for what sounds the same, with the way back."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache

_SPOKEN = "零一二三四五六七八九"
# 幺 is how 1 is read in a telephone number; 两 is left alone: 两个 is not 二个
_READ_ALIKE = {"〇": "零", "幺": "一"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Folded:
    """A text in its one form.

    Args:
        text: letters, Hanzi and digits only.
        origin: for every character of text, the index of the character it came from.
    """

    text: str
    origin: tuple[int, ...]


def fold(text: str) -> str:
    """The one form of a text.

    Width and case are evened out, punctuation and spaces dropped, digits written as they are
    spoken: ``12315``, ``１２３１５``, ``一二三一五`` and ``幺二三幺五`` become the same.
    """
    return "".join(_fold_one(character) for character in text)


def fold_with_origin(text: str) -> Folded:
    """As `fold`, with the way back to the original characters."""
    pairs = [(one, index) for index, char in enumerate(text) for one in _fold_one(char)]
    return Folded(text="".join(one for one, _ in pairs), origin=tuple(index for _, index in pairs))


@lru_cache(maxsize=8192)  # a night has millions of characters, a few thousand different ones
def _fold_one(character: str) -> str:
    even = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())
    return "".join(_spoken(one) for one in even if unicodedata.category(one)[0] in "LN")


def _spoken(character: str) -> str:
    if character.isdecimal():
        return _SPOKEN[int(character)]
    return _READ_ALIKE.get(character, character)
