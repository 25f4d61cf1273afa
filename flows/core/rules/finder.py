"""All phrases of a book found in one text at once: exactly, over fillers, and by sound."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import NamedTuple

from ahocorasick_rs import AhoCorasick, Implementation, MatchKind

from flows.core.rules.near_sound import NearSound, sounds, spellings

FILLERS = ("就是说", "那个", "这个", "嗯", "呃", "啊", "哎", "诶", "唔")
"""What speakers put between their words; a phrase may be interrupted by any of them. Folded."""

_IN_FILLERS = frozenset("".join(FILLERS))


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
    """Every phrase that any rule of a book looks for, in Aho-Corasick automata.

    One walks over the characters, one over their sounds, so that the time for a call hardly depends
    on the number of phrases. See A. Aho, M. Corasick, Efficient string matching, CACM 18 (1975).
    Both walk over the text without its fillers: a phrase that shares no character with any filler
    stands there wherever it stands in the text. The few that do share one (个人: 那个人) are looked
    for in the text as it is, too, where a small automaton finds the fillers.

    Args:
        words: folded, all that are looked for.
        by_sound: folded, those of them that near-homophones may stand for.
    """

    def __init__(self, words: Iterable[str], by_sound: Iterable[str]) -> None:
        self._words = sorted(set(words))
        self._exact = _automaton(self._words)
        self._like_fillers = frozenset(word for word in self._words if not _IN_FILLERS.isdisjoint(word))
        self._in_full = [*FILLERS, *sorted(self._like_fillers)]
        self._fillers = _automaton(self._in_full)
        judges = _by_spelling(NearSound(word) for word in sorted(set(by_sound)))
        self._judges = list(judges.values())
        self._near = _automaton(list(judges)) if judges else None

    def search(self, text: str) -> Occurrences:
        """Look for everything in a folded text; a line break in it is never crossed."""
        exact: dict[str, list[Found]] = {}
        in_full = self._fillers.find_matches_as_indexes(text, overlapping=True)
        fillers = [(start, end) for number, start, end in in_full if number < len(FILLERS)]
        if len(fillers) < len(in_full):
            self._with_fillers(in_full, exact)
        squeezed = _Squeezed(text, fillers)
        self._without_fillers(squeezed, exact)
        return Occurrences(exact, self._by_sound(squeezed))

    def _with_fillers(self, matches: Iterable[tuple[int, int, int]], exact: dict[str, list[Found]]) -> None:
        for number, start, end in matches:
            if number >= len(FILLERS):
                exact.setdefault(self._in_full[number], []).append(Found(start, end))

    def _without_fillers(self, squeezed: "_Squeezed", exact: dict[str, list[Found]]) -> None:
        for number, start, end in self._exact.find_matches_as_indexes(squeezed.text, overlapping=True):
            word = self._words[number]
            if word not in self._like_fillers or squeezed.is_cut(start, end):
                exact.setdefault(word, []).append(squeezed.back(start, end))

    def _by_sound(self, squeezed: "_Squeezed") -> dict[str, list[Found]]:
        near: dict[str, list[Found]] = {}
        if self._near is None:
            return near
        for number, start, end in self._near.find_matches_as_indexes(sounds(squeezed.text), overlapping=True):
            for judge in self._judges[number]:
                if confidence := judge.confidence(squeezed.text, start):
                    at = squeezed.back(start, end)
                    near.setdefault(judge.word, []).append(Found(at.start, at.end, confidence))
        return near


class _Squeezed:
    """A text without its fillers, which do not overlap, and the way back."""

    __slots__ = ("_removed", "cuts", "text")

    def __init__(self, text: str, spans: Sequence[tuple[int, int]]) -> None:
        edges = [0, *chain.from_iterable(spans), len(text)]
        kept = zip(edges[::2], edges[1::2], strict=True)
        self.text = "".join([text[start:end] for start, end in kept]) if spans else text
        self._removed = list(accumulate([end - start for start, end in spans], initial=0))
        self.cuts = [start - gone for (start, _), gone in zip(spans, self._removed, strict=False)]

    def is_cut(self, start: int, end: int) -> bool:
        """Whether a filler stood within a span of this text."""
        return bisect_right(self.cuts, start) < bisect_right(self.cuts, end - 1)

    def back(self, start: int, end: int) -> Found:
        """A span of this text in the text that it was made from."""
        last = end - 1
        start += self._removed[bisect_right(self.cuts, start)]
        return Found(start, last + self._removed[bisect_right(self.cuts, last)] + 1)


def _by_spelling(judges: Iterable[NearSound]) -> dict[str, list[NearSound]]:
    table: dict[str, list[NearSound]] = {}
    for judge in judges:
        for spelling in spellings(judge.word):
            table.setdefault(spelling, []).append(judge)
    return table


def _automaton(words: Sequence[str]) -> AhoCorasick:
    return AhoCorasick(
        words, matchkind=MatchKind.Standard, store_patterns=False, implementation=Implementation.DFA
    )


def longest(spans: list[Found]) -> list[Found]:
    """Of spans that overlap, one: the surest, then the longest, then the first.

    Returns:
        In order, none overlapping another.
    """
    if len(spans) < 2:  # as nearly always
        return spans
    kept: list[Found] = []  # in order, so that only the two neighbours have to be looked at
    for one in sorted(spans, key=lambda one: (one.confidence < 1, one.start - one.end, one.start)):
        at = bisect_left(kept, one.start, key=_start)
        free_before = at == 0 or kept[at - 1].end <= one.start
        if free_before and (at == len(kept) or one.end <= kept[at].start):
            kept.insert(at, one)
    return kept


def _start(found: Found) -> int:
    return found.start


def inside(found: Found, shelters: Iterable[Found]) -> bool:
    """Whether a span lies within one of the others."""
    return any(shelter.start <= found.start and found.end <= shelter.end for shelter in shelters)


def all_of(occurrences: Mapping[str, list[Found]], words: Iterable[str]) -> Iterator[Found]:
    """The occurrences of several words."""
    for word in words:
        yield from occurrences.get(word, ())
