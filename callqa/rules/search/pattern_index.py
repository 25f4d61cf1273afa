"""All regular expressions of a book over a call at once: on which of its lines each of them may match.

Most match nothing in most calls, and asking each of several hundred costs milliseconds a call. The texts that
every match of a pattern needs are found by one automaton, as phrases are; a pattern is searched for only on
lines that hold all that one of its alternatives needs. RE2::Set, which runs many patterns as one automaton,
was tried: its states also say what has matched already, so that nearly every call makes it build new ones.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from callqa.rules.search.pattern import Lines, compiled

_UTF16 = "utf-16-le"
"""Two bytes for a Hanzi, and a line's place is half of that in bytes; see `PhraseIndex`."""
_LINE_BREAK = "\n".encode(_UTF16)


class _Alternative(NamedTuple):
    """One way in which a pattern can match.

    Args:
        pattern: that matches then.
        needed: sets of texts besides the most telling one, by number: of each one stands in the line.
    """

    pattern: str
    needed: tuple[frozenset[int], ...]


class PatternIndex:
    """What the patterns of a book need, looked up together.

    Args:
        patterns: that RE2 takes.
    """

    def __init__(self, patterns: Iterable[str]) -> None:
        required = {text: compiled(text).required for text in sorted(set(patterns))}
        needed = {text: known for text, known in required.items() if known is not None}
        texts = sorted({*chain.from_iterable(chain.from_iterable(chain.from_iterable(needed.values())))})
        self.known = frozenset(needed)
        """The patterns of which it is known where they may match."""
        self._automaton = BytesAhoCorasick(  # one of states for all bytes would take 100 MB
            [text.encode(_UTF16, "surrogatepass") for text in texts],
            matchkind=MatchKind.Standard,
            implementation=Implementation.ContiguousNFA,
        )
        self._woken = _woken(needed, {text: number for number, text in enumerate(texts)})

    def hopeful(self, lines: Lines) -> dict[str, list[int]]:
        """Return the lines on which each known pattern may match; those that may on none are missing."""
        said = self._said(lines.texts)
        possible: dict[str, int] = {}
        for alternative, telling in self._candidates(said):
            if where := _together(said, telling, alternative.needed):
                possible[alternative.pattern] = possible.get(alternative.pattern, 0) | where
        return {pattern: [*_bits(where)] for pattern, where in possible.items()}

    def _said(self, texts: Sequence[str]) -> dict[int, int]:
        """Return the lines, a bit each, in which each text stands; those that stand nowhere are missing."""
        lines = [text.encode(_UTF16, "surrogatepass") for text in texts]
        at = [1 << number for number, line in enumerate(lines) for _ in range(0, len(line) + 2, 2)]
        matches = self._automaton.find_matches_as_indexes(_LINE_BREAK.join(lines), overlapping=True)
        said: dict[int, int] = {}
        for number, start, _ in matches:
            if not start & 1:  # else the end of one character and the beginning of the next
                said[number] = said.get(number, 0) | at[start >> 1]
        return said

    def _candidates(self, said: Mapping[int, int]) -> Iterable[tuple[_Alternative, int]]:
        """Return the alternatives whose most telling text is said, and on which lines."""
        candidates: dict[_Alternative, int] = {}
        woken = self._woken
        for number, where in said.items():
            for alternative in woken.get(number, ()):
                candidates[alternative] = candidates.get(alternative, 0) | where
        return candidates.items()


def _woken(
    needed: Mapping[str, Iterable[Sequence[frozenset[str]]]], numbers: Mapping[str, int]
) -> dict[int, list[_Alternative]]:
    """Return the alternatives by the texts of the set that says most of each."""
    woken: dict[int, list[_Alternative]] = {}
    for pattern, alternatives in needed.items():
        for sets in alternatives:
            telling, *rest = sorted(sets, key=_how_common)
            others = tuple(frozenset(numbers[text] for text in texts) for texts in rest)
            for text in telling:
                woken.setdefault(numbers[text], []).append(_Alternative(pattern, others))
    return woken


def _how_common(texts: frozenset[str]) -> tuple[int, int]:
    return -min(map(len, texts)), len(texts)


def _together(said: Mapping[int, int], where: int, needed: Iterable[frozenset[int]]) -> int:
    """Return which of some lines hold a text of each of the sets."""
    for wanted in needed:
        held = 0
        for number in said.keys() & wanted:
            held |= said[number]
        where &= held
        if not where:
            break
    return where


def _bits(number: int) -> Iterator[int]:
    """Yield the places of the bits that are set, the lowest first."""
    while number:
        lowest = number & -number
        yield lowest.bit_length() - 1
        number ^= lowest
