"""Phrases that hit in nearly every call: most likely not what was meant."""

from callqa.rules.search.common import EVERYWHERE
from callqa.rules.search.phrase import Phrase

_DIGITS = frozenset("零一二三四五六七八九")
_SHORT_NUMBER = 4  # any three digits stand in one phone number of a hundred, any five in one of ten thousand


def commonplace(phrase: Phrase, *, narrowed: bool) -> tuple[str, str]:
    """Say in Chinese why a phrase would hit in nearly every call, and what to do; empty where it would not.

    Args:
        phrase: of a rule.
        narrowed: it only counts close to something, at some time, or by not being said.
    """
    if len(phrase.folded) == 1:
        return f"“{phrase.text}”只有一个字，几乎每通电话都会出现", "写成两个字以上的词"
    if narrowed:
        return "", ""
    if len(phrase.folded) <= _SHORT_NUMBER and _DIGITS.issuperset(phrase.folded):
        what = f"“{phrase.text}”也会对上电话、订单号、金额里的同一段数字"
        return what, f"带上前后的字写，例如 打{phrase.text}"
    if phrase.folded in EVERYWHERE:
        what = f"“{phrase.text}”几乎每通电话都有人说，会把报告淹没"
        return what, "写得更具体，或者用 near、window 缩小范围"
    return "", ""
