"""Personal numbers hidden in text, character for character, so that spans and times still hold."""

import re
from collections.abc import Iterator, Sequence
from itertools import pairwise

from callqa.model.annotations import WrittenForm

MASK = "*"

# one character to one character: places in the folded text are places in the text
_FOLD = str.maketrans(
    "零〇○一幺二三四五六七八九０１２３４５６７８９XｘＸ叉", "000" + "11" + "23456789" + "0123456789" + "xxxx"
)
_GAP = r"[\s\-－—,，、。·()（）+嗯呃额啊]{1,3}"
"""What people and recognisers put between the digits of one number."""
_LONG_ENOUGH = re.compile(r"\d(?:[^\d]{0,3}\d){6}")
_GROUP = re.compile(r"\d+x?")
_SEPARATOR = re.compile(_GAP)
_MOST_DIGITS = 23

_MOBILE = re.compile(r"(?:(?:00)?86)?(?P<number>1[3-9]\d{9})")
_IDENTITY = re.compile(r"[1-8]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]")
_CARD = re.compile(r"[3-6]\d{15,18}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d\d)\d{7,8}")
_SERVICE = re.compile(r"[48]00\d{7}|9[56]\d{3,4}|95\d{6}|1[02]\d{3}|1010\d{4}")
"""Service numbers, which belong to nobody: 400-…, 95588, 12315, 10086, 1010…; exactly so long."""
_CALLED = re.compile("打|拨|热线|客服|服务")
"""Who says so calls a number with a telephone, and does not give the telephone's own."""

_REACH = 14
"""A word this near before a number says what the number is."""
_SUBJECT = re.compile(
    "(?P<identity>身份证|证件号)"
    "|(?P<card>卡号|银行卡|信用卡|储蓄卡|借记卡|账号|账户)"
    "|(?P<mobile>手机|微信)"
    "|(?P<phone>电话|联系方式)"
    "|(?P<order>订单|单号|运单|工单|快递|流水|编号)"
)
# after its word, a number is personal even where the recogniser lost or added a digit
_BY_SUBJECT = {
    "identity": (range(13, 20), 3, 0),
    "card": (range(12, 22), 4, 4),
    "mobile": (range(7, 14), 2, 2),
    "phone": (range(7, 14), 2, 2),
}


def mask(text: str) -> str:
    """Hide phone, identity and bank card numbers, also spoken ones (一三八零零…, 幺).

    Returns:
        A text of the same length, in which the hidden digits are ``*``; what people need to tell two
        numbers apart stays (138****1234).
    """
    folded = text.translate(_FOLD)
    if not _LONG_ENOUGH.search(folded):
        return text
    hidden = list(text)
    for place in _hidden(folded, text):
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
    # once more in order of time: the question in the other channel says what a number is
    return mask_parts(shown)


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


def _hidden(folded: str, text: str) -> Iterator[int]:
    """Yield the places of the digits to hide: from the left, the longest run of groups that is a number."""
    groups = [found.span() for found in _GROUP.finditer(folded)]
    first = 0
    while first < len(groups):
        before = text[max(0, groups[first][0] - _REACH) : groups[first][0]]
        reached = [
            (last, _places(folded, groups[first : last + 1])) for last in _reach(folded, groups, first)
        ]
        numbers = [(last, places, "".join(map(folded.__getitem__, places))) for last, places in reached]
        service = next((last for last, _, number in numbers if _is_service(number, before)), None)
        for last, places, number in reversed(numbers):
            kept = _kept(number, before, by_subject=service is None)
            if kept:
                yield from places[kept[0] : len(places) - kept[1]]
                first = last
                break
        else:
            first = first if service is None else service
        first += 1


def _places(folded: str, groups: Sequence[tuple[int, int]]) -> list[int]:
    return [place for start, end in groups for place in range(start, end) if folded[place] in "0123456789x"]


def _reach(folded: str, groups: Sequence[tuple[int, int]], first: int) -> list[int]:
    """Return the groups that may end a number which begins with the first."""
    reached, length = [], 0
    for at in range(first, len(groups)):
        start, end = groups[at]
        if at > first and not _SEPARATOR.fullmatch(folded, groups[at - 1][1], start):
            break
        length += end - start
        if length > _MOST_DIGITS:
            break
        reached.append(at)
    return reached


def _kept(number: str, before: str, *, by_subject: bool) -> tuple[int, int] | None:
    """Return how many leading and trailing digits of a number stay; None where it identifies nobody.

    Args:
        number: its digits.
        before: what was said just before it.
        by_subject: whether what was said before makes a personal number of one that looks like none.
    """
    subject, _ = _subject(before)
    if mobile := _MOBILE.fullmatch(number):
        return mobile.start("number") + 3, 4
    if _IDENTITY.fullmatch(number):
        return 3, 0
    if subject == "order":
        return None
    if _LANDLINE.fullmatch(number):
        return 3, 4
    if _CARD.fullmatch(number) and _checks(number):
        return 4, 4
    lengths, head, tail = _BY_SUBJECT.get(subject or "", (range(0), 0, 0))
    return (head, tail) if by_subject and len(number) in lengths else None


def _subject(before: str) -> tuple[str | None, str]:
    """Return what the last word that says so calls a number, and what was said after that word."""
    found = list(_SUBJECT.finditer(before))
    return (found[-1].lastgroup, before[found[-1].end() :]) if found else (None, before)


def _is_service(number: str, before: str) -> bool:
    """Return whether a number is a service's, and nothing said before makes it somebody's own."""
    if not _SERVICE.fullmatch(number):
        return False
    subject, between = _subject(before)
    return subject in (None, "phone", "order") or (subject == "mobile" and bool(_CALLED.search(between)))


def _checks(number: str) -> bool:
    """Return whether a number has the check digit of bank cards (Luhn, ISO/IEC 7812-1 annex B)."""
    digits = [int(digit) for digit in reversed(number)]
    doubled = [digit * 2 - 9 * (digit > 4) for digit in digits[1::2]]
    return (sum(digits[::2]) + sum(doubled)) % 10 == 0
