"""Which numbers identify somebody, by their form and by what is said before them; which are a service's."""

import re
from dataclasses import dataclass

_MOBILE = re.compile(r"(?:(?:00)?86)?0?(?P<number>1[3-9]\d{9})")
_IDENTITY = re.compile(r"[1-8]\d{5}(?:19|20)\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dx]")
_CARD = re.compile(r"[3-6]\d{15,18}")
_LANDLINE = re.compile(r"0(?:10|2\d|[3-9]\d\d)\d{7,8}")
_SERVICE = re.compile(r"[48]00\d{7}|9[56]\d{3,4}|95\d{6}|1[02]\d{3}|1010\d{4}")
"""Service numbers, which belong to nobody: 400-…, 95588, 12315, 10086, 1010…; exactly so long."""
_CALLED = re.compile("打|拨|热线|客服|服务")
"""Who says so calls a number with a telephone, and does not give the telephone's own."""

REACH = 14
"""A word this near before a number says what the number is."""
_SUBJECT = re.compile(
    "(?P<identity>身份证|证件号)"
    "|(?P<card>卡号|银行卡|信用卡|储蓄卡|借记卡|账号|账户)"
    "|(?P<mobile>手机(?!费|银行)|微信)"
    "|(?P<phone>电话(?!费)|联系方式)"
    "|(?P<order>订单|单号|运单|工单|快递|流水|编号)"
)
# after its word, a number is personal even where the recogniser lost or added a digit
_BY_SUBJECT = {
    "identity": (range(13, 20), 3, 0),
    "card": (range(12, 22), 4, 4),
    "mobile": (range(7, 14), 2, 2),
    "phone": (range(7, 14), 2, 2),
}
_SAID_AGAIN = re.compile(r"(\d{11}|\d{3,4})\1+")
_AMOUNT = re.compile("[元圆块万亿%％]|人民币|美元")


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """What may stay of a personal number, for people to tell two apart.

    Args:
        head: leading digits that stay.
        tail: trailing digits that stay.
        by_form: whether it is personal whatever is said before it.
        certain: whether nothing said before it speaks for another length.
    """

    head: int
    tail: int
    by_form: bool = False
    certain: bool = False


def personal(number: str, before: str, after: str) -> Kept | None:
    """Return what may stay of a number; None where it identifies nobody.

    Args:
        number: its digits.
        before: what was said just before it.
        after: what follows it.
    """
    subject, _ = _subject(before)
    if kept := _by_form(number, subject):
        # the digits of an identity or a card may hold what looks like a telephone number
        return Kept(head=kept[0], tail=kept[1], by_form=True, certain=subject not in ("identity", "card"))
    lengths, head, tail = _BY_SUBJECT.get(subject or "", (range(0), 0, 0))
    if len(number) in lengths and not _AMOUNT.match(after):
        return Kept(head=head, tail=tail)
    if subject in ("mobile", "phone") and _MOBILE.fullmatch(_SAID_AGAIN.sub(r"\1", number)):
        return Kept(head=3, tail=4)
    return None


def _by_form(number: str, subject: str | None) -> tuple[int, int] | None:
    if mobile := _MOBILE.fullmatch(number):
        return mobile.start("number") + 3, 4
    if _IDENTITY.fullmatch(number):
        return 3, 0
    if subject == "order":
        return None
    if _LANDLINE.fullmatch(number):
        return 3, 4
    return (4, 4) if _CARD.fullmatch(number) and _checks(number) else None


def _subject(before: str) -> tuple[str | None, str]:
    """Return what the last word that says so calls a number, and what was said after that word."""
    found = list(_SUBJECT.finditer(before))
    return (found[-1].lastgroup, before[found[-1].end() :]) if found else (None, before)


def is_service(number: str, before: str) -> bool:
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
