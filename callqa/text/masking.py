"""Personal numbers hidden in text, character for character, so that spans and times still hold."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain, pairwise

from callqa.model.annotations import WrittenForm
from callqa.text.personal_numbers import REACH, Kept, is_service, personal

MASK = "*"

# one character to one character: places in the folded text are places in the text
_FOLD = str.maketrans(
    "零〇○一幺二三四五六七八九壹贰叁肆伍陆柒捌玖０１２３４５６７８９XｘＸ叉",
    "000" + "11" + "23456789" + "123456789" + "0123456789" + "xxxx",
)
_NO_DIGIT = re.compile("等一下|等一等|等一会儿?")
_SAID_BETWEEN = (
    "然后是?|接着是?|接下来是?|后面是?|中间是?|最后是?|还有|就是|那个|这个|对吧|对吗|对的|是吧|是吗|是的|好的|没错|稍等|等等"
    "|我想想|我看看|横杠|斜杠|空格|[嗯呃额啊哦喔噢诶欸哎唉呀吧呢哈嘛吗对是好行那再杠横]"
)
_WRITTEN_BETWEEN = r"[\s\-\u2010-\u2015－,，、。·()（）+＋/／\\|｜;；!！?？…~～【】“”\"'\u200b-\u200f\ufeff]"
_POINT = r"(?:(?<=(?<!\d)\d{3})|(?<=(?<!\d)\d{4}))[.．](?=\d{3,4}(?!\d))"
"""138.1234.5678, but no amount, and no exchange's call id."""
_BETWEEN = rf"(?:{_SAID_BETWEEN}|{_WRITTEN_BETWEEN}|{_POINT}){{1,12}}"
"""What people and recognisers put between the digits of one number, over several turns too."""
_RUN = re.compile(rf"\d+x?(?:{_BETWEEN}\d+x?)*")
_DIGIT = re.compile(r"\d")
_GROUP = re.compile(r"\d+x?")
_DATE = re.compile(r"(?<!\d)(?:19|20)\d\d([-/.])\d\d?\1\d\d?(?!\d)(?:[ T]\d\d?(?=:))?")
_FEWEST_DIGITS, _MOST_DIGITS = 7, 23
_MOST_GROUPS_AGAIN, _FEWEST_DIGITS_AGAIN = 4, 3
_MOST_PASSES = 4


def mask(text: str) -> str:
    """Hide phone, identity and bank card numbers, also spoken ones (一三八零零…, 幺).

    Returns:
        A text of the same length, in which the hidden digits are ``*``; what people need to tell two
        numbers apart stays (138****1234).
    """
    for _ in range(_MOST_PASSES):  # what is left of a number may make one with its neighbours
        shown = _masked(text)
        if shown == text:
            break
        text = shown
    return text


def _masked(text: str) -> str:
    folded = _NO_DIGIT.sub(lambda found: "啊" * len(found[0]), text).translate(_FOLD)
    if len(_DIGIT.findall(folded)) < _FEWEST_DIGITS:
        return text
    hidden = list(text)
    for run in _runs(folded):
        said_once = _said_once(run)
        for groups in (run,) if len(said_once) == len(run) else (run, said_once):
            for place in _hidden(groups, text):
                hidden[place] = MASK
    return "".join(hidden)


def mask_parts(parts: Sequence[str]) -> tuple[str, ...]:
    """Hide numbers in texts that follow each other: a number may begin in one and end in the next."""
    masked = mask("\n".join(parts))
    starts = [0]
    for part in parts:
        starts.append(starts[-1] + len(part) + 1)
    return tuple(masked[start : end - 1] for start, end in pairwise(starts))


def mask_conversation(texts: Sequence[str], channels: Sequence[int]) -> tuple[str, ...]:
    """Hide numbers in the turns of a conversation, also those that one speaker says over several turns.

    Args:
        texts: of the turns, in order of time.
        channels: who says each.
    """
    shown = list(texts)
    for channel in set(channels):
        own = [place for place, other in enumerate(channels) if other == channel]
        for place, text in zip(own, mask_parts([shown[at] for at in own]), strict=True):
            shown[place] = text
    # in order of time: who says a number while the other repeats it, and who is asked for one
    return mask_parts(list(map(_hidden_in_either, shown, mask_parts(texts))))


def _hidden_in_either(one: str, other: str) -> str:
    if one == other:
        return one
    return "".join(MASK if MASK in both else both[0] for both in zip(one, other, strict=True))


def hide_written(text: str, written: Sequence[WrittenForm]) -> str:
    """Hide what only its written form shows to be a personal number: 一三八零零一三八三个零.

    Args:
        text: in which the numbers that it shows itself are hidden.
        written: forms of it.
    """
    for one in written:
        if MASK in text[one.start : one.end]:
            continue
        before, after = text[: one.start], text[one.end :]
        if MASK in mask(before + one.text + after)[one.start : one.start + len(one.text)]:
            text = before + hide_digits(text[one.start : one.end]) + after
    return text


def hide_digits(text: str) -> str:
    """Hide every digit, also a spoken one, whatever number it belongs to."""
    folded = text.translate(_FOLD)
    both = zip(text, folded, strict=True)
    return "".join(MASK if digit in "0123456789" else character for character, digit in both)


def mask_name(name: str) -> str:
    """Hide numbers in a file name or an id: only unbroken digits are a number there, not 1771030473.1."""
    return re.sub(r"\d+", lambda found: mask(found[0]), name)


def mask_number(number: str) -> str:
    """Hide the middle of a number that is known to be a customer's: 138****1234; short ones wholly."""
    if len(number) <= 4:
        return MASK * len(number)
    head, tail = (3, 4) if len(number) >= 10 else (1, 2)
    return number[:head] + MASK * (len(number) - head - tail) + number[-tail:]


@dataclass(frozen=True, slots=True)
class _Group:
    """Digits without anything between them.

    Args:
        digits: one after the other.
        start, end: where they stand.
        places: of each digit; more than one where the group was said again.
    """

    digits: str
    start: int
    end: int
    places: tuple[list[int], ...]


def _runs(folded: str) -> Iterator[list[_Group]]:
    """Yield the groups between which there is nothing but separators, run by run; dates are left out."""
    for found in _RUN.finditer(folded):
        if len(found[0]) < _FEWEST_DIGITS:  # nearly every digit of ordinary speech is a lonely 一
            continue
        start, end = found.span()
        for date in [*_DATE.finditer(folded, start, end), None]:
            groups = _groups(folded, start, date.start() if date else end)
            if sum(len(group.digits) for group in groups) >= _FEWEST_DIGITS:
                yield groups
            start = date.end() if date else end


def _groups(folded: str, start: int, end: int) -> list[_Group]:
    found = _GROUP.finditer(folded, start, end)
    return [_Group(one[0], *one.span(), tuple([at] for at in range(*one.span()))) for one in found]


def _said_once(groups: Sequence[_Group]) -> list[_Group]:
    """Return groups without those that repeat the ones just before them; these keep the places of both."""
    kept: list[_Group] = []
    for group in groups:
        kept.append(_Group(group.digits, group.start, group.end, tuple(map(list, group.places))))
        for size in range(1, min(_MOST_GROUPS_AGAIN, len(kept) // 2) + 1):
            earlier, again = kept[-2 * size : -size], kept[-size:]
            digits = [one.digits for one in again]
            if digits == [one.digits for one in earlier] and len("".join(digits)) >= _FEWEST_DIGITS_AGAIN:
                for one, copy in zip(earlier, again, strict=True):
                    for place, others in zip(one.places, copy.places, strict=True):
                        place.extend(others)
                del kept[-size:]
                break
    return kept


def _hidden(groups: Sequence[_Group], text: str) -> Iterator[int]:
    """Yield the places of the digits to hide: from the left, the likeliest and longest number."""
    first = 0
    while first < len(groups):
        start = groups[first].start
        before = text[max(0, start - REACH) : start]
        reached = list(_reach(groups, first))
        service = next((last for last, number in reached if is_service(number, before)), None)
        if found := _likeliest(groups, reached, before, text, by_subject=service is None):
            service, kept = found
            places = list(chain.from_iterable(group.places for group in groups[first : service + 1]))
            yield from chain(*places[kept.head : len(places) - kept.tail])
        first = 1 + (first if service is None else service)


def _reach(groups: Sequence[_Group], first: int) -> Iterator[tuple[int, str]]:
    """Yield the groups that may end a number which begins with the first, and the digits up to there."""
    number = ""
    for last in range(first, len(groups)):
        number += groups[last].digits
        if len(number) > _MOST_DIGITS:
            return
        yield last, number


def _likeliest(
    groups: Sequence[_Group], reached: Sequence[tuple[int, str]], before: str, text: str, *, by_subject: bool
) -> tuple[int, Kept] | None:
    """Return the number that its form shows before one that only its subject shows, then the longest."""
    found: list[tuple[int, Kept]] = []
    for last, number in reached:
        if len(number) >= _FEWEST_DIGITS:
            end = groups[last].end
            kept = personal(number, before, text[end : end + 3])
            if kept and (by_subject or kept.by_form):
                found.append((last, kept))
    return max(found, key=lambda pair: (pair[1].certain, pair[0]), default=None)
