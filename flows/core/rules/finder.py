"""All phrases of a book found in one text at once: exactly, over fillers, and by sound."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import accumulate
from typing import NamedTuple

import ahocorasick

from flows.core.rules.near_sound import NearSound, sounds, spellings

FILLERS = ("就是说", "那个", "这个", "嗯", "呃", "啊", "哎", "诶", "唔")
"""What speakers put between their words; a phrase may be interrupted by any of them. Folded."""

_FILLER = re.compile("|".join(FILLERS))


class Found(NamedTuple):
    """A half-open span of characters of the text, and how sure it is (1: the very words)."""

    start: int
    end: int
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where each phrase of the vocabulary stands in one text; phrases that do not occur are missing."""

    exact: Mapping[str, list[Found]]
    near: Mapping[str, list[Found]]


class Vocabulary:
    """Every phrase that any rule of a book looks for, in two Aho-Corasick automata.

    One walks over the characters, one over their sounds, so that the time for a call hardly depends
    on the number of phrases. See A. Aho, M. Corasick, Efficient string matching, CACM 18 (1975).

    Args:
        words: folded, all that are looked for.
        by_sound: folded, those of them that near-homophones may stand for.
    """

    def __init__(self, words: Iterable[str], by_sound: Iterable[str]) -> None:
        self._exact = _automaton((word, word) for word in words)
        judges = [NearSound(word) for word in sorted(set(by_sound))]
        self._near = _automaton(_by_spelling(judges).items())

    def search(self, text: str) -> Occurrences:
        """Look for everything in a folded text; a line break in it is never crossed."""
        squeezed = _Squeezed(text)
        exact: dict[str, list[Found]] = {}
        if self._exact is not None:
            for last, word in self._exact.iter(text):
                exact.setdefault(word, []).append(Found(last + 1 - len(word), last + 1))
            if squeezed.cuts:
                _over_fillers(self._exact, squeezed, exact)
        return Occurrences(exact, self._by_sound(squeezed))

    def _by_sound(self, squeezed: "_Squeezed") -> dict[str, list[Found]]:
        near: dict[str, list[Found]] = {}
        for last, judges in self._near.iter(sounds(squeezed.text)) if self._near is not None else ():
            for judge in judges:
                start = last + 1 - len(judge.word)
                if confidence := judge.confidence(squeezed.text, start):
                    found = squeezed.back(start, last + 1)
                    near.setdefault(judge.word, []).append(found._replace(confidence=confidence))
        return near


class _Squeezed:
    """A text without its fillers, and the way back."""

    __slots__ = ("cuts", "removed", "text")

    def __init__(self, text: str) -> None:
        spans = [match.span() for match in _FILLER.finditer(text)]
        self.text = _FILLER.sub("", text) if spans else text
        before = accumulate((end - start for start, end in spans), initial=0)
        self.cuts = [start - gone for (start, _), gone in zip(spans, before, strict=False)]
        self.removed = list(accumulate(end - start for start, end in spans))

    def back(self, start: int, end: int) -> Found:
        """A span of this text in the text that it was made from."""
        return Found(self._back(start), self._back(end - 1) + 1)

    def _back(self, position: int) -> int:
        cuts = bisect_right(self.cuts, position)
        return position + self.removed[cuts - 1] if cuts else position


def _over_fillers(
    automaton: ahocorasick.Automaton, squeezed: _Squeezed, exact: dict[str, list[Found]]
) -> None:
    for last, word in automaton.iter(squeezed.text):
        found = squeezed.back(last + 1 - len(word), last + 1)
        if found.end - found.start > len(word):
            exact.setdefault(word, []).append(found)


def _by_spelling(judges: Iterable[NearSound]) -> dict[str, list[NearSound]]:
    table: dict[str, list[NearSound]] = {}
    for judge in judges:
        for spelling in spellings(judge.word):
            table.setdefault(spelling, []).append(judge)
    return table


def _automaton(entries: Iterable[tuple[str, object]]) -> ahocorasick.Automaton | None:
    """An automaton; None for no entries, because an empty one cannot be asked."""
    automaton = ahocorasick.Automaton()
    for key, value in entries:
        automaton.add_word(key, value)
    if not len(automaton):
        return None
    automaton.make_automaton()
    return automaton


def overlaps(found: Found, others: Iterable[Found]) -> bool:
    """Whether a span shares a character with one of the others."""
    return any(found.start < other.end and other.start < found.end for other in others)


def longest(found: Iterable[Found]) -> list[Found]:
    """Of spans that overlap, one: the surest, then the longest, then the first.

    Returns:
        In order, none overlapping another.
    """
    kept: list[Found] = []
    for one in sorted(found, key=lambda one: (one.confidence < 1, one.start - one.end, one.start)):
        if not overlaps(one, kept):
            kept.append(one)
    return sorted(kept)


def inside(found: Found, shelters: Iterable[Found]) -> bool:
    """Whether a span lies within one of the others."""
    return any(shelter.start <= found.start and found.end <= shelter.end for shelter in shelters)


def all_of(occurrences: Mapping[str, list[Found]], words: Iterable[str]) -> Iterator[Found]:
    """The occurrences of several words."""
    for word in words:
        yield from occurrences.get(word, ())
