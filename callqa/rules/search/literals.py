"""What has to stand in a text before a regular expression can match anything there.

As in R. Cox, Regular Expression Matching with a Trigram Index (2012), with texts of up to four characters.
RE2 itself knows the same of its patterns (FilteredRE2), but does not tell it to Python, and looks for it with
an automaton that has a state for every set of what it has seen.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import TypeAlias

_Texts: TypeAlias = frozenset[str]
_MOST = 300
"""Texts of a part of a pattern that are told apart; of more, none is."""
_LENGTH = 4
"""Characters of a text that are looked for: more of them tell hardly more, and make the automaton larger."""
_SAID_IN_MANY_WAYS = frozenset("0123456789零〇一二三四五六七八九幺两")
_META = frozenset(".[]()|?*+{}^$\\")
_EMPTY: _Texts = frozenset({""})
UNREAD = re.compile(r"\[\[?:|\[\^?\]|\\\]|\\[QpPx]|\(\?(?!:)|\{(?!\d)|\[[^\]]*$")
"""Signs that are too rare in rule books to be read here."""


Required: TypeAlias = tuple[tuple[frozenset[str], ...], ...]
"""For each alternative of a pattern sets of texts: of each set one stands in every match of it."""


@dataclass(frozen=True, slots=True)
class _Part:
    """What is known of a part of a pattern.

    Args:
        exact: all that it can match; None for too many, or not known.
        needed: where that is not known, sets of texts: of each one is in every match.
    """

    exact: _Texts | None
    needed: tuple[_Texts, ...] = ()

    @property
    def sets(self) -> tuple[_Texts, ...]:
        """What is in every match."""
        if self.exact is None:
            return self.needed
        return () if "" in self.exact else (self.exact,)


_UNKNOWN = _Part(None)


def required(pattern: str) -> Required | None:
    """Return short texts that have to stand wherever a pattern matches.

    Args:
        pattern: of RE2, written in even characters.

    Returns:
        None where nothing has to; the pattern has to be tried then.
    """
    if UNREAD.search(pattern):
        return None
    alternatives = [part.sets for part in _Reader(pattern.lower()).parts()]
    if not all(alternatives):
        return None
    return tuple(tuple(map(_shortest, sets)) for sets in alternatives)


def _shortest(texts: _Texts) -> _Texts:
    """Return one of which stands wherever one of the texts does: few, and of few characters."""
    short = frozenset(map(_middle, texts))
    lengths = sorted({*map(len, short)})
    return frozenset(text for text in short if short.isdisjoint(_within(text, lengths)))


def _middle(text: str) -> str:
    """Return the middle of a text: its ends are more often function words."""
    at = max(0, len(text) - _LENGTH) // 2
    return text[at : at + _LENGTH]


def _within(text: str, lengths: Sequence[int]) -> list[str]:
    """Return the shorter texts of some lengths that a text holds."""
    size = len(text)
    return [text[at : at + length] for length in lengths if length < size for at in range(size - length + 1)]


def _best(sets: Iterable[_Texts]) -> _Texts | None:
    return max(sets, key=lambda texts: (min(2, *map(len, texts)), -len(texts)), default=None)


def _joined(parts: Iterable[_Part]) -> _Part:
    """Join parts that follow each other: what stands together is told as one, as far as it is known."""
    needed: list[_Texts] = []
    together, is_whole = _EMPTY, True
    for part in parts:
        if part.exact is not None and len(together) * len(part.exact) <= _MOST:
            together = frozenset(first + then for first in together for then in part.exact)
            continue
        needed += [*_Part(together).sets, *part.needed]
        together, is_whole = _EMPTY if part.exact is None else part.exact, False
    return _Part(together) if is_whole else _Part(None, (*needed, *_Part(together).sets))


def _alternatives(parts: list[_Part]) -> _Part:
    """Join parts one of which is there."""
    exact = [part.exact for part in parts if part.exact is not None]
    whole = frozenset[str]().union(*exact)
    if len(exact) == len(parts) and len(whole) <= _MOST:
        return _Part(whole)
    best = [texts for part in parts if (texts := _best(part.sets))]
    return _Part(None, (frozenset[str]().union(*best),)) if len(best) == len(parts) else _UNKNOWN


class _Reader:
    """Recursive descent over the few signs that patterns of rule books have; RE2 has checked them."""

    def __init__(self, pattern: str) -> None:
        self._text, self._at = pattern, 0

    @property
    def _here(self) -> str:
        return self._text[self._at : self._at + 1]

    def parts(self) -> list[_Part]:
        """Read alternatives up to a closing bracket or the end."""
        parts = [_joined(self._row())]
        while self._here == "|":
            self._at += 1
            parts.append(_joined(self._row()))
        return parts

    def _row(self) -> Iterator[_Part]:
        while self._here and self._here not in "|)":
            yield self._repeated(self._one())

    def _one(self) -> _Part:
        sign = self._here
        self._at += 1
        if sign == "(":
            return self._group()
        if sign == "[":
            return self._class()
        if sign in "^$":
            return _Part(_EMPTY)
        if sign == "\\":
            self._at += 1
            return _UNKNOWN
        if sign in _META or sign in _SAID_IN_MANY_WAYS:
            return _UNKNOWN
        return _Part(frozenset({sign}))

    def _group(self) -> _Part:
        if self._here == "?":
            self._at += len("?:")
        parts = self.parts()
        self._at += 1
        return parts[0] if len(parts) == 1 else _alternatives(parts)

    def _class(self) -> _Part:
        end = self._text.index("]", self._at + 1)
        inside, self._at = self._text[self._at : end], end + 1
        is_listed = inside[0] != "^" and not {*"-\\[", *_SAID_IN_MANY_WAYS} & {*inside}
        return _Part(frozenset(inside)) if is_listed else _UNKNOWN

    def _repeated(self, part: _Part) -> _Part:
        """Read the sign behind a part that says how often it comes."""
        sign = self._here
        if not sign or sign not in "?*+{":
            return part
        self._at = self._text.index("}", self._at) if sign == "{" else self._at
        least = 1 if sign == "+" else 0
        self._at += 1
        if self._here == "?":  # as few as possible: the same texts
            self._at += 1
        if sign == "?" and part.exact is not None:
            return _Part(part.exact | _EMPTY)
        return _Part(None, part.sets) if least else _UNKNOWN
