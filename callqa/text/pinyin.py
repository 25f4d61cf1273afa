"""How Chinese sounds, and how far two sounds are apart: the one place that knows.

Everything that compares by sound asks here: the second reading of a doubtful finding, the correction
of hotwords, and rules that match near-homophones.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple


class Syllable(NamedTuple):
    """The sound of one character. A tuple, because millions of them are compared every night.

    Args:
        initial: its consonant, empty where there is none: yī is ``""`` + ``i``. A character that is
            not read in Chinese (a letter, a mark) stands here itself, with an empty final.
        final: the rest, with medial and with ü written v: wǔ is ``u``, juān is ``j`` + ``van``.
        tone: 1 to 4, 5 for the neutral one; 0 for a character that is not read in Chinese.
    """

    initial: str
    final: str
    tone: int


_CONFUSED = 0.3
"""Price of one confusion that whole regions make: n for ng, l for n, z for zh …"""
_TONE = 0.2
_NEAR_TONE = 0.1
"""Of a neutral tone against its full one, and of the second against the third, which turns into it."""

_DIGITS = str.maketrans("0123456789０１２３４５６７８９", "零一二三四五六七八九" * 2)

_INITIAL_PAIRS = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("l", "r"))
_FINAL_PAIRS = (("an", "ang"), ("en", "eng"), ("in", "ing"), ("ian", "iang"), ("uan", "uang"))
# where f and h are confused, it is f before a vowel for h before u: 飞 fei, 灰 huei
_AS_HU = {
    "a": "ua", "o": "uo", "u": "u", "ei": "uei", "an": "uan", "ang": "uang", "en": "uen", "eng": "ong",
}  # fmt: skip

_FIRST_OF_INITIALS = {"zh": "z", "ch": "c", "sh": "s", "n": "l", "r": "l"}
_FIRST_OF_FINALS = {ng: n for n, ng in _FINAL_PAIRS}


def _both_ways(pairs: Sequence[tuple[str, str]]) -> dict[tuple[str, str], float]:
    return {order: _CONFUSED for one, other in pairs for order in ((one, other), (other, one))}


_INITIALS = _both_ways(_INITIAL_PAIRS)
_FINALS = _both_ways(_FINAL_PAIRS)


@lru_cache(maxsize=8192)
def syllables(text: str) -> tuple[Syllable, ...]:
    """Return the sound of every character; where it has several, the one that its context suggests.

    Args:
        text: Hanzi and anything else; a digit sounds as it is read (1: yī).

    Returns:
        As many syllables as the text has characters.
    """
    spoken = text.translate(_DIGITS)
    readings = _readings(spoken)
    if len(readings) != len(spoken):  # an unusual character: each on its own, without its context
        readings = [_readings(character)[0] for character in spoken]
    return tuple(
        _unread(character) if reading == character else _syllable(reading)
        for character, reading in zip(spoken, readings, strict=True)
    )


def spelling(text: str) -> list[str]:
    """Spell a text in pinyin without tones: 退款 is tui, kuan; ü is v; other scripts stay in one piece."""
    from pypinyin import lazy_pinyin  # noqa: PLC0415 - its dictionaries take half a second

    return lazy_pinyin(text)


def _readings(text: str) -> list[str]:
    from pypinyin import Style, lazy_pinyin  # noqa: PLC0415 - its dictionaries take half a second

    return lazy_pinyin(text, style=Style.TONE, errors=_each)


def _each(unread: str) -> Any:  # pypinyin says text in its types, and takes a list of texts
    return list(unread)


@lru_cache(maxsize=4096)
def _syllable(reading: str) -> Syllable:
    from pypinyin.contrib.tone_convert import (  # noqa: PLC0415 - its dictionaries take half a second
        to_finals,
        to_initials,
        to_normal,
        to_tone3,
    )

    numbered = to_tone3(reading, neutral_tone_with_five=True)
    initial, final = to_initials(reading), to_finals(reading)
    tone = int(numbered[-1]) if numbered[-1].isdigit() else 5
    # 嗯 and 呣 are consonants only, and so is what pypinyin makes of them
    return Syllable(initial, final, tone) if final else Syllable("", to_normal(reading), tone)


@lru_cache(maxsize=4096)
def _unread(character: str) -> Syllable:
    return Syllable(character.casefold(), "", 0)


@lru_cache(maxsize=1 << 17)
def distance(one: Syllable, other: Syllable) -> float:
    """Return how far apart two sounds are: 0 equal, 0.1 to 0.2 another tone, 0.3 often confused, 1 unlike.

    Prices add up: 上 shàng for 三 sān is 0.3 + 0.3 + 0.2.
    """
    if one == other:
        return 0.0
    apart = _apart(one, other) + _tones_apart(one.tone, other.tone)
    return min(1.0, apart)


def similarity(one: Sequence[Syllable], other: Sequence[Syllable]) -> float:
    """Return how alike two sequences sound: 1 the same, 0 nothing in common.

    One minus the price of the cheapest alignment (a syllable too many or too few costs 1), over the
    length of the longer one.
    """
    longer = max(len(one), len(other))
    return 1.0 - _alignment_price(one, other) / longer if longer else 1.0


def same_sound(one: Syllable, other: Syllable) -> bool:
    """Return whether two syllables are homophones, tones aside."""
    return one[:2] == other[:2]


@lru_cache(maxsize=4096)
def canonical(syllable: Syllable) -> str:
    """Return one name for all syllables that may be confused, tones aside.

    Any two with a `distance` below 1 have the same name, so that candidates are found by looking up;
    the reverse does not hold (n and r meet at l).
    """
    if not syllable.final:
        return f"'{syllable.initial}"  # no sound has an apostrophe
    initial, final = _written_with_h(syllable)
    return _FIRST_OF_INITIALS.get(initial, initial) + _FIRST_OF_FINALS.get(final, final)


def _apart(one: Syllable, other: Syllable) -> float:
    """Return the distance of initial and final, tones aside."""
    if {one.initial, other.initial} == {"f", "h"}:
        (_, first), (_, second) = _written_with_h(one), _written_with_h(other)
        return _CONFUSED + (0.0 if first == second else _FINALS.get((first, second), 1.0))
    initials = 0.0 if one.initial == other.initial else _INITIALS.get((one.initial, other.initial), 1.0)
    return initials + (0.0 if one.final == other.final else _FINALS.get((one.final, other.final), 1.0))


def _written_with_h(syllable: Syllable) -> tuple[str, str]:
    if syllable.initial == "f" and syllable.final in _AS_HU:
        return "h", _AS_HU[syllable.final]
    return syllable.initial, syllable.final


def _tones_apart(one: int, other: int) -> float:
    if one == other:
        return 0.0
    return _NEAR_TONE if 5 in (one, other) or {one, other} == {2, 3} else _TONE


def _alignment_price(one: Sequence[Syllable], other: Sequence[Syllable]) -> float:
    row = [float(count) for count in range(len(other) + 1)]
    for wanted in one:
        diagonal, row[0] = row[0], row[0] + 1
        for column, heard in enumerate(other, start=1):
            best = min(diagonal + distance(wanted, heard), row[column] + 1, row[column - 1] + 1)
            diagonal, row[column] = row[column], best
    return row[-1]
