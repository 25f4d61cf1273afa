"""The ways in which a phrase with numbers can stand in a transcript: with digits, or as it is spoken."""

import re

_NUMERALS = "零一二三四五六七八九"
_VALUES = {**{one: value for value, one in enumerate(_NUMERALS)}, "两": 2, "〇": 0}
_SMALL_UNITS = {"十": 10, "百": 100, "千": 1000}
_LARGE_UNITS = {"万": 10**4, "亿": 10**8}
_DIGITS = re.compile(r"(?<![0-9])[1-9][0-9]{0,7}(?![0-9])")
_SPOKEN = re.compile("[零一二三四五六七八九十百千万亿两]*[十百千万亿][零一二三四五六七八九十百千万亿两]*")
_TWO_OF = re.compile("二(?=[百千万亿])")


def forms(phrase: str) -> tuple[str, ...]:
    """Return the phrase as it is written, and every other form of its numbers, each once.

    ``120块`` is also 一百二十块 (a model that writes what it hears), and 一百二十块 is also ``120块``
    (one that writes digits). Digits read one by one are the same to the rules anyway.

    Args:
        phrase: of a rule.
    """
    spoken = _DIGITS.sub(lambda match: reading(int(match.group())), phrase)
    colloquial = _DIGITS.sub(lambda match: _colloquial(match.group()), phrase)
    written = _SPOKEN.sub(lambda match: _digits(match.group()), phrase)
    return tuple(dict.fromkeys((phrase, spoken, colloquial, written)))


def _colloquial(digits: str) -> str:
    return "两" if digits == "2" else _TWO_OF.sub("两", reading(int(digits)))


def reading(number: int) -> str:
    """Return how a positive number below a hundred million is read: 120 is 一百二十, 10010 is 一万零一十."""
    high, low = divmod(number, 10_000)
    gap = "零" if high and 0 < low < 1000 else ""
    text = (_group(high) + "万" if high else "") + gap + _group(low)
    return text.removeprefix("一") if text.startswith("一十") else text


def _group(number: int) -> str:
    """Return how a group of one to four digits is read."""
    text = ""
    for digit, unit in zip(f"{number:04d}", ("千", "百", "十", ""), strict=True):
        if digit != "0":
            text += _NUMERALS[int(digit)] + unit
        elif text and not text.endswith("零"):
            text += "零"
    return text.rstrip("零")


def _digits(spoken: str) -> str:
    """Return a spoken number in digits; unchanged where it is no number (千万, 万一 and the like)."""
    value = _value(spoken)
    return str(value) if value and reading(value) == spoken.replace("两", "二") else spoken


def _value(spoken: str) -> int:
    total = group = digit = 0
    for character in spoken:
        if character in _VALUES:
            digit = _VALUES[character]
        elif character in _SMALL_UNITS:
            group, digit = group + (digit or 1) * _SMALL_UNITS[character], 0
        else:
            total, group, digit = (total + group + digit) * _LARGE_UNITS[character], 0, 0
    return total + group + digit
