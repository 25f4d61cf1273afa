"""Which numbers people write with digits, and how: what a text normaliser proposes is not always it."""

import re
from collections.abc import Callable, Iterator

_NUMERALS = "零〇一二三四五六七八九十百千万亿两幺"
_WORTH_ASKING = re.compile(f"[{_NUMERALS}]{{2}}|[{_NUMERALS}]点|[十百千万亿]|分之")
_SURROUNDED = re.compile(f"[{_NUMERALS}点分之年月日号]+")
_BEFORE, _AFTER = 2, 4  # characters that tell a normaliser what a number is: 上午九点, 二十四小时
_RUN = re.compile(f"[{_NUMERALS}]+")
_DECIMAL_RUN = re.compile(f"[{_NUMERALS}]+(?:点[{_NUMERALS}]+)?")
_DIGITS = dict(zip("零〇一幺二两三四五六七八九", "0011223456789", strict=True))
_NOT_CHINESE = re.compile(r"[^0-9.%\u3400-\u9fff]")
_MORE_OR_LESS = ("几", "来")  # 十几个 is not 10几个
_WORDS = ("十分", "万一")  # 十分不满意 is no number of points


def number_places(text: str) -> Iterator[tuple[int, int]]:
    """Return where asking the (slow) normaliser is worth it: numbers with what stands around them.

    Returns:
        Half-open spans in order, none overlapping another.
    """
    start = end = -1
    for run in _SURROUNDED.finditer(text):
        if not _WORTH_ASKING.search(run.group()):
            continue
        if start >= 0 and run.start() - _BEFORE > end:
            yield start, end
            start = -1
        start = max(run.start() - _BEFORE, 0) if start < 0 else start
        end = min(run.end() + _AFTER, len(text))
    if start >= 0:
        yield start, end


def written_number(
    spoken: str, proposed: str, kind: str, following: str, digits: Callable[[str], str]
) -> str | None:
    """Return how a spoken number is written in Chinese text; None to leave it as it was spoken.

    Args:
        spoken: what was said: 十二月二十五号, 十五分钟.
        proposed: by the normaliser, in its international style: 12/25, 15min.
        kind: what the normaliser takes it for: date, time, measure, cardinal, fraction …
        following: the rest of the text.
        digits: writes a bare number with digits: 二十五 → 25, 二零二五 → 2025.
    """
    if spoken in _WORDS or "~" in proposed or (spoken.endswith("十") and following.startswith(_MORE_OR_LESS)):
        return None
    if kind == "fraction":
        return proposed
    if kind == "cardinal" and " " in proposed:
        return _digit_by_digit(spoken)  # a long number, which the normaliser cut in pieces
    if not _NOT_CHINESE.search(proposed):
        return proposed
    run = _RUN if kind in ("date", "time") else _DECIMAL_RUN
    return run.sub(lambda match: _digit_by_digit(match.group()) or digits(match.group()), spoken)


def _digit_by_digit(number: str) -> str | None:
    return "".join(map(_DIGITS.__getitem__, number)) if set(number) <= _DIGITS.keys() else None
