"""Text as the rules compare it: one form for what sounds the same, with the way back."""

import re
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache

from opencc import OpenCC

_SPOKEN = "零一二三四五六七八九"
# 幺 is how 1 is read in a telephone number; 两 is left alone: 两个 is not 二个
_READ_ALIKE = {"〇": "零", "幺": "一"}
_MARKS = "，。、？！ "  # of those that fold to nothing the most frequent
_HANZI = re.compile("[\u4e00-\u9fff]")
_ONE_TO_ONE = re.compile("[\u4e00-\u9fff]*")  # characters that always become one character
_SIMPLIFIED = OpenCC("t2s").convert


@dataclass(frozen=True, kw_only=True, slots=True)
class Folded:
    """A text in its one form.

    Args:
        text: letters, Hanzi and digits only.
        origin: for every character of text, the index of the character it came from.
    """

    text: str
    origin: tuple[int, ...]


class CharacterMap(dict[int, str]):
    """A table for `str.translate` that works out each character the first time it is met.

    A night has millions of characters, and a few thousand different ones.
    """

    def __init__(self, of: Callable[[str], str]) -> None:
        super().__init__()
        self._of = of

    def __missing__(self, code: int) -> str:
        """Return, and remember, the form of a character that has not been met before."""
        self[code] = form = self._of(chr(code))
        return form


def fold(text: str) -> str:
    """Return the form of a text that rules compare.

    Width and case are evened out, traditional characters simplified, punctuation and spaces dropped,
    digits written as they are spoken: ``12315``, ``１２３１５``, ``一二三一五`` and ``幺二三幺五`` become
    the same.
    """
    return fold_lines(text.replace("\n", ""))


def says_something(text: str) -> bool:
    """Return whether anything is left of a text once it is folded."""
    return _HANZI.search(text) is not None or bool(fold(text))


def fold_lines(text: str) -> str:
    """Fold a text line by line, keeping the line breaks.

    Most characters of speech fold to themselves, and a search passes over them fifteen times as fast
    as `str.translate` does; what changes most often are marks, and `str.replace` is faster still.
    """
    for mark in _MARKS:
        text = text.replace(mark, "")
    return _changing().sub(lambda match: _FOLDS[ord(match[0])], text)


def fold_with_origin(text: str) -> Folded:
    """Fold a text, and return with it the way back to the original characters."""
    return Folded(text=fold(text), origin=tuple(origins(text)))


def origins(text: str) -> Sequence[int]:
    """Return, for every character of a folded text, the index of the character that it came from."""
    if _ONE_TO_ONE.fullmatch(text):
        return range(len(text))
    folds = map(_FOLDS.__getitem__, map(ord, text))
    return [index for index, fold in enumerate(folds) for _ in fold]


def written(text: str) -> str:
    """Even out width, case and script, keeping the length: the form that regular expressions read."""
    return _changing().sub(lambda match: _WRITTEN[ord(match[0])], text)


def in_digits(text: str) -> str:
    """Replace spoken digits of a written text, keeping its length: 幺二三 becomes 123."""
    return _SPOKEN_DIGIT.sub(lambda match: _IN_DIGITS[match[0]], text)


def line_by_line(form: Callable[[str], str], texts: Sequence[str]) -> tuple[str, ...]:
    """Apply a form to all texts in one call: most of the time for a short text is the call's overhead."""
    together = "\n".join(texts)
    if together.count("\n") == len(texts) - 1:
        return tuple(form(together).split("\n"))
    return tuple(map(form, texts))  # one of them brings a line break of its own


def _fold_one(character: str) -> str:
    return "".join(_spoken(one) for one in _even(character) if unicodedata.category(one)[0] in "LN")


def _even(character: str) -> str:
    return unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", character).casefold())


def _spoken(character: str) -> str:
    if character.isdecimal():
        return _SPOKEN[int(character)]
    return _READ_ALIKE.get(character) or simplified(character)


def simplified(character: str) -> str:
    """Return the simplified form of a traditional character; any other character as it is."""
    form = _SIMPLIFIED(character)
    return form if len(form) == 1 else character


def _write_one(character: str) -> str:
    even = _even(character)
    if len(even) != 1 or unicodedata.category(even)[0] not in "LN":
        return character
    return simplified(even)


@cache
def _changing() -> re.Pattern[str]:
    """Return a pattern that skips line breaks and the Hanzi that fold to themselves: most of any text."""
    hanzi = map(chr, range(0x4E00, 0xA000))
    kept = "".join(character for character in hanzi if _fold_one(character) == character)
    return re.compile(f"[^\n{kept}]")


_FOLDS = CharacterMap(_fold_one)
_WRITTEN = CharacterMap(_write_one)
_IN_DIGITS = dict(zip(_SPOKEN + "〇幺", "0123456789" + "01", strict=True))
_SPOKEN_DIGIT = re.compile(f"[{''.join(_IN_DIGITS)}]")
