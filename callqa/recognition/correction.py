"""Hotwords that the recogniser could not be given, put where it wrote something that sounds like them."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from callqa.model.annotations import Correction
from callqa.model.speech import Recognition
from callqa.text.pinyin import canonical, distance, syllables

_Span = tuple[int, int]
_SHORT = 2
_LEAST_SHORT = 0.95
"""Two syllables are soon said by chance (家的, 假的): at most a neutral or a third tone may differ."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Vocabulary:
    """The words that a correction knows.

    Args:
        hotwords: may be put in; Hanzi only.
        known: hotwords of the recogniser; where one stands, nothing is put.
        never: words of which no character is ever replaced, wherever they stand.
        common: ordinary words: not replaced as a whole, and not cut in two.
    """

    hotwords: tuple[str, ...]
    known: tuple[str, ...] = ()
    never: frozenset[str] = frozenset()
    common: frozenset[str] = frozenset()


class Corrector:
    """Puts hotwords in the place of what sounds like them and is no ordinary word.

    Args:
        vocabulary: what may be put in, and what may not be touched.
        least: how alike a span and its hotword have to sound, from 0 to 1; more where it is short.
    """

    def __init__(self, vocabulary: Vocabulary, least: float) -> None:
        self._least = least
        self._index: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for word in vocabulary.hotwords:
            self._index[tuple(map(canonical, syllables(word)))].append(word)
        self._lengths = sorted({len(word) for word in vocabulary.hotwords})
        self._right = _Words((*vocabulary.hotwords, *vocabulary.known))
        self._never, self._common = _Words(vocabulary.never), _Words(vocabulary.common)

    def correct(self, recognition: Recognition) -> Recognition:
        """Return the recognition with its corrections; number and times of its characters stay."""
        text = recognition.text
        corrections = self._chosen(text)
        if not corrections:
            return recognition
        characters = list(text)
        for one, word in corrections:
            characters[one.start : one.end] = word
        made = tuple(one for one, _ in corrections)
        annotations = replace(recognition.annotations, corrections=made)
        return replace(recognition, text="".join(characters), annotations=annotations)

    def _chosen(self, text: str) -> list[tuple[Correction, str]]:
        """Of candidates that overlap, the likest, then the longest, then the first."""
        ranked = sorted(self._candidates(text), key=_rank)
        if not ranked:
            return []
        closed = [*self._right.places(text), *self._never.places(text)]
        chosen: list[tuple[Correction, str]] = []
        for one, word in ranked:
            is_free = all(one.end <= other.start or other.end <= one.start for other, _ in chosen)
            if is_free and self._may_replace(text, one, word, closed):
                chosen.append((one, word))
        return sorted(chosen, key=lambda pair: pair[0].start)

    def _candidates(self, text: str) -> Iterator[tuple[Correction, str]]:
        sounds = syllables(text)
        names = tuple(map(canonical, sounds))
        for length in self._lengths:
            for start in range(len(text) - length + 1):
                for word in self._index.get(names[start : start + length], ()):
                    end = start + length
                    apart = sum(map(distance, sounds[start:end], syllables(word)))
                    score = round(1 - apart / length, 3)
                    original = text[start:end]
                    if score >= self._needed(length) and original != word:
                        yield Correction(start=start, end=end, original=original, score=score), word

    def _needed(self, length: int) -> float:
        return max(self._least, _LEAST_SHORT) if length <= _SHORT else self._least

    def _may_replace(self, text: str, one: Correction, word: str, closed: Iterable[_Span]) -> bool:
        """Whether the changed characters are nobody's, and no ordinary word suffers."""
        pairs = enumerate(zip(one.original, word, strict=True), start=one.start)
        changed = [at for at, (old, new) in pairs if old != new]
        if any(start <= at < end for start, end in closed for at in changed):
            return False
        return not any(self._is_harmed(place, one) for place in self._common.places(text, one.start, one.end))

    @staticmethod
    def _is_harmed(place: _Span, one: Correction) -> bool:
        """Return an ordinary word would be replaced whole, or cut in two."""
        start, end = place
        return not (one.start <= start and end <= one.end) or place == (one.start, one.end)


def _rank(candidate: tuple[Correction, str]) -> tuple[float, int, int, str]:
    one, word = candidate
    return -one.score, one.start - one.end, one.start, word


class _Words:
    """Words to look for in texts, by their lengths."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = frozenset(words)
        self._lengths: Sequence[int] = sorted({len(word) for word in self._words})

    def places(self, text: str, start: int = 0, end: int | None = None) -> Iterator[_Span]:
        """Spans of the words that overlap ``[start, end)`` of a text."""
        last = len(text) if end is None else end
        for length in self._lengths:
            for at in range(max(0, start - length + 1), min(last, len(text) - length + 1)):
                if text[at : at + length] in self._words:
                    yield at, at + length
