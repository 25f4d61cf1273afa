"""Words that sound like a phrase of a rule: 推款 for 退款, but not 投宿 for 投诉."""

from functools import cache, lru_cache
from pathlib import Path

import jieba

from callqa.text.fold import CharacterMap, fold
from callqa.text.pinyin import Syllable, canonical, distance, syllables

ALIKE_ENOUGH = 0.75
"""Similarity of the least similar words that still count; see `benchmarks/homophones.py`."""
SURENESS = 0.9
"""Confidence in words that sound exactly the same: homophones of a phrase are not always meant."""

_COMMON = 10
"""Words that jieba's dictionary counts so often are what somebody may well have said."""
_LONGEST_WORD = 4
_FIRST_CODE = 0xE000  # private use: never in a folded text


@lru_cache(maxsize=1)  # a trial puts two books to the same call, one after the other
def sounds(text: str) -> str:
    """Return a folded text with one character for each sound: those that may be confused are equal."""
    return text.translate(_SOUNDS)


def spellings(word: str) -> set[str]:
    """Return the sounds of a word: of each character alone, and in the context of the word."""
    in_context = "".join(_code(syllable) for syllable in syllables(word))
    return {sounds(word), in_context}


class NearSound:
    """Judges whether what stands in a text sounds like a phrase, and was not meant as something else.

    Args:
        word: the phrase, folded.
    """

    __slots__ = ("_heard", "_readings", "word")

    def __init__(self, word: str) -> None:
        self.word = word
        alone = [_syllable(character) for character in word]
        self._readings = [set(pair) for pair in zip(alone, syllables(word), strict=True)]
        self._heard: dict[str, float] = {}

    def confidence(self, text: str, start: int) -> float:
        """How sure it is that the phrase was said here.

        Args:
            text: folded, without fillers.
            start: of the characters that may sound like the phrase.

        Returns:
            Above 0 and below 1; 0 for no, and for the very words (they are found otherwise).
        """
        heard = text[start : start + len(self.word)]
        confidence = self._heard.get(heard)
        if confidence is None:  # the same mishearings come again and again
            self._heard[heard] = confidence = self._alone(heard)
        return confidence if confidence and not self._meant(text, start) else 0.0

    def _alone(self, heard: str) -> float:
        """Return the confidence in what was heard, whatever stands around it."""
        if heard == self.word or heard in _ordinary_words():
            return 0.0
        alike = self._alike(heard)
        return round(alike * SURENESS, 3) if alike >= ALIKE_ENOUGH else 0.0

    def _alike(self, heard: str) -> float:
        prices = (
            min(distance(reading, _syllable(character)) for reading in readings)
            for readings, character in zip(self._readings, heard, strict=True)
        )
        return 1.0 - sum(prices) / len(heard)

    def _meant(self, text: str, start: int) -> bool:
        """Return whether a character that differs belongs to an ordinary word, which then was said."""
        return any(
            text[start + n] != character and _in_a_word(text, start + n)
            for n, character in enumerate(self.word)
        )


def can_sound_alike(word: str) -> bool:
    """Return whether a folded phrase is long enough and Chinese: digits and letters are not guessed at."""
    hanzi = [character for character in word if "\u4e00" <= character <= "\u9fff"]
    digits = sum(character in _DIGITS for character in word)
    return len(word) > 1 and len(hanzi) == len(word) and digits <= len(word) // 2


_DIGITS = frozenset("零一二三四五六七八九")


def _in_a_word(text: str, at: int) -> bool:
    words = _ordinary_words()
    for length, shift in _REACH:
        start = at - shift
        if start >= 0 and text[start : start + length] in words:
            return True
    return False


_REACH = [(length, shift) for length in range(2, _LONGEST_WORD + 1) for shift in range(length)]


@cache
def _ordinary_words() -> frozenset[str]:
    """Read common words of two to four characters from jieba's dictionary, which the recogniser brings."""
    lines = Path(jieba.__file__).with_name("dict.txt").read_text(encoding="utf-8").splitlines()
    entries = (line.split(" ") for line in lines)
    return frozenset(fold(word) for word, count, _ in entries if _is_common(word, int(count)))


def _is_common(word: str, count: int) -> bool:
    return count >= _COMMON and 2 <= len(word) <= _LONGEST_WORD


@cache
def _syllable(character: str) -> Syllable:
    return syllables(character)[0]


@cache
def _code(syllable: Syllable) -> str:
    return _CODES.setdefault(canonical(syllable), chr(_FIRST_CODE + len(_CODES)))


_CODES: dict[str, str] = {}
_SOUNDS = CharacterMap(lambda character: character if character == "\n" else _code(_syllable(character)))
