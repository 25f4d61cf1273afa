"""All phrases of a book found in one text at once: exactly, over fillers, and by sound."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, chain
from typing import NamedTuple

from ahocorasick_rs import BytesAhoCorasick, Implementation, MatchKind

from callqa.rules.search.near_sound import NearSound, sounds, spellings

FILLERS = ("就是说", "就是", "那个", "这个", "嗯", "呃", "额", "啊", "哎", "诶", "唔", "哦")
"""What speakers put between their words; a phrase may be interrupted by any of them. Folded."""

_ORDINARILY_DOUBLED = frozenset(
    "零一二三四五六七八九谢看试天慢好等刚常多人爸妈哥姐弟妹爷奶叔宝星渐偏恰仅早大小高长轻听说问想查聊坐走歇尝用点"
    "哈嘿呵嗯啊哦喂对是行"
)
"""Characters that are no stutter when said twice: 谢谢, 看看, 爸爸, 对对; and digits, which count."""
_IN_FILLERS = frozenset("".join(FILLERS))
_UTF16 = "utf-16-le"
_TWO_BYTES = "\uffff"
_FIRST_SURROGATE = 0xD800
_FIRST_HANZI = 0x4E  # the high byte of U+4E00: letters, digits and line breaks are no stutters


class Found(NamedTuple):
    """A half-open span of characters of the text, and how sure it is (1: the very words)."""

    start: int
    end: int
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Occurrences:
    """Where each phrase of the index stands in one text; phrases that do not occur are missing."""

    exact: Mapping[str, list[Found]]
    near: Mapping[str, list[Found]]
    stuttered: Mapping[str, list[Found]]


class PhraseIndex:
    """Every phrase that any rule of a book looks for, in Aho-Corasick automata.

    One walks over the characters, one over their sounds, so that the time for a call hardly depends
    on the number of phrases. See A. Aho, M. Corasick, Efficient string matching, CACM 18 (1975).
    Both walk over the text without its fillers: a phrase that shares no character with any filler
    stands there wherever it stands in the text. The few that do share one (个人: 那个人) are looked
    for in the text as it is, too, where a small automaton finds the fillers.

    They walk over UTF-16: two bytes for a Hanzi instead of the three of UTF-8, and no table is needed
    from places in bytes to characters. What begins at an odd byte is no match, but the end of one
    character and the beginning of the next. A character that takes four bytes becomes a lone surrogate,
    which no text has.

    Args:
        words: folded, all that are looked for.
        by_sound: folded, those of them that near-homophones may stand for.
        stutters: whether any of them counts where its characters are said twice.
    """

    def __init__(self, words: Iterable[str], by_sound: Iterable[str], *, stutters: bool = False) -> None:
        self._stutters = stutters
        self._words = sorted(set(words))
        rare = sorted({character for character in "".join(self._words) if character > _TWO_BYTES})
        self._rare = {character: chr(_FIRST_SURROGATE + number) for number, character in enumerate(rare)}
        self._exact = self._automaton(self._words)
        self._like_fillers = frozenset(word for word in self._words if not _IN_FILLERS.isdisjoint(word))
        self._in_full = [*FILLERS, *sorted(self._like_fillers)]
        self._fillers = self._automaton(self._in_full)
        judges = _by_spelling(NearSound(word) for word in sorted(set(by_sound)))
        self._judges = list(judges.values())
        self._near = self._automaton(list(judges)) if judges else None

    def search(self, text: str) -> Occurrences:
        """Look for everything in a folded text; a line break in it is never crossed."""
        units, exact = self._units(text), dict[str, list[Found]]()
        in_full = self._fillers.find_matches_as_indexes(units, overlapping=True)
        fillers = _apart((a, b) for number, a, b in in_full if number < len(FILLERS) and not a & 1)
        if len(fillers) < len(in_full):
            self._with_fillers(in_full, exact)
        squeezed = _Squeezed(units, fillers)
        self._without_fillers(squeezed, exact)
        stuttered = self._stuttered(text, units, fillers, exact) if self._stutters else {}
        return Occurrences(exact, self._by_sound(squeezed), stuttered)

    def _stuttered(
        self, text: str, units: bytes, fillers: Iterable[tuple[int, int]], exact: Mapping[str, list[Found]]
    ) -> dict[str, list[Found]]:
        """Find the phrases whose characters are said twice: 不不满满意."""
        stuttered: dict[str, list[Found]] = {}
        runs = [place for place in _doubled(units) if text[place] not in _ORDINARILY_DOUBLED]
        if not runs:
            return stuttered
        doubled = ((2 * place + 2, 2 * place + 4) for place in runs)
        squeezed = _Squeezed(units, _apart((*fillers, *doubled)))
        for number, start, end in self._exact.find_matches_as_indexes(squeezed.units, overlapping=True):
            if not start & 1 and squeezed.is_cut(start, end):
                word, at = self._words[number], squeezed.back(start, end)
                if not any(one.start < at.end and at.start < one.end for one in exact.get(word, ())):
                    stuttered.setdefault(word, []).append(at)
        return stuttered

    def _with_fillers(self, matches: Iterable[tuple[int, int, int]], exact: dict[str, list[Found]]) -> None:
        for number, start, end in matches:
            if number >= len(FILLERS) and not start & 1:
                exact.setdefault(self._in_full[number], []).append(Found(start >> 1, end >> 1))

    def _without_fillers(self, squeezed: "_Squeezed", exact: dict[str, list[Found]]) -> None:
        words, like_fillers = self._words, self._like_fillers
        for number, start, end in self._exact.find_matches_as_indexes(squeezed.units, overlapping=True):
            word = words[number]
            if not start & 1 and (word not in like_fillers or squeezed.is_cut(start, end)):
                exact.setdefault(word, []).append(squeezed.back(start, end))

    def _by_sound(self, squeezed: "_Squeezed") -> dict[str, list[Found]]:
        near: dict[str, list[Found]] = {}
        if self._near is None:
            return near
        text = squeezed.units.decode(_UTF16, "surrogatepass")
        matches = self._near.find_matches_as_indexes(self._units(sounds(text)), overlapping=True)
        for number, start, end in matches:
            for judge in self._judges[number] if not start & 1 else ():
                if confidence := judge.confidence(text, start >> 1):
                    at = squeezed.back(start, end)
                    near.setdefault(judge.word, []).append(Found(at.start, at.end, confidence))
        return near

    def _automaton(self, words: Sequence[str]) -> BytesAhoCorasick:
        return BytesAhoCorasick(
            list(map(self._units, words)), matchkind=MatchKind.Standard, implementation=Implementation.DFA
        )

    def _units(self, text: str) -> bytes:
        units = text.encode(_UTF16, "surrogatepass")
        if len(units) == 2 * len(text):
            return units
        short = "".join(one if one <= _TWO_BYTES else self._rare.get(one, _TWO_BYTES) for one in text)
        return short.encode(_UTF16, "surrogatepass")


class _Squeezed:
    """A text in UTF-16 without its fillers, which do not overlap, and the way back."""

    __slots__ = ("_cuts", "_removed", "units")

    def __init__(self, units: bytes, spans: Sequence[tuple[int, int]]) -> None:
        edges = [0, *chain.from_iterable(spans), len(units)]
        kept = zip(edges[::2], edges[1::2], strict=True)
        self.units = b"".join([units[start:end] for start, end in kept]) if spans else units
        self._removed = list(accumulate([end - start for start, end in spans], initial=0))
        self._cuts = [start - gone for (start, _), gone in zip(spans, self._removed, strict=False)]

    def is_cut(self, start: int, end: int) -> bool:
        """Return whether a filler stood within a span of bytes."""
        return bisect_right(self._cuts, start) < bisect_right(self._cuts, end - 1)

    def back(self, start: int, end: int) -> Found:
        """Return a span of bytes as characters of the text that this was made from."""
        last = end - 1
        start += self._removed[bisect_right(self._cuts, start)]
        last += self._removed[bisect_right(self._cuts, last)]
        return Found(start >> 1, (last >> 1) + 1)


def _doubled(units: bytes) -> Iterator[int]:
    """Yield the characters that stand before their like.

    The text, and the text from its second character on, as two long numbers: where they are the same,
    XOR leaves two bytes of zero. A regular expression takes ten times as long.
    """
    both = int.from_bytes(units[2:], "little") ^ int.from_bytes(units[:-2], "little")
    same = both.to_bytes(max(len(units) - 2, 0), "little")
    at = same.find(b"\0\0")
    while at >= 0:
        if not at & 1 and units[at + 1] >= _FIRST_HANZI:
            yield at >> 1
        at = same.find(b"\0\0", at + 1)


def _apart(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """Keep of spans that overlap the first, of those that begin together the longest; in order."""
    kept: list[tuple[int, int]] = []
    for start, end in sorted(spans, key=_first_and_longest):
        if not kept or start >= kept[-1][1]:
            kept.append((start, end))
    return kept


def _first_and_longest(span: tuple[int, int]) -> tuple[int, int]:
    return span[0], -span[1]


def _by_spelling(judges: Iterable[NearSound]) -> dict[str, list[NearSound]]:
    table: dict[str, list[NearSound]] = {}
    for judge in judges:
        for spelling in spellings(judge.word):
            table.setdefault(spelling, []).append(judge)
    return table


def longest(spans: list[Found]) -> list[Found]:
    """Keep of spans that overlap one: the surest, then the longest, then the first.

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
    """Return whether a span lies within one of the others."""
    return any(shelter.start <= found.start and found.end <= shelter.end for shelter in shelters)


def all_of(occurrences: Mapping[str, list[Found]], words: Iterable[str]) -> Iterator[Found]:
    """Yield the occurrences of several words."""
    for word in words:
        yield from occurrences.get(word, ())
