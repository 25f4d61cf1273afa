"""Phrases that hit in nearly every call, or in none: most likely not what was meant."""

import re
from collections.abc import Iterator

from callqa.rules.advice.caution import CautionKind, Suspect
from callqa.rules.conditions.words import Unsaid, Words
from callqa.rules.language.rule import Rule, RuleBook
from callqa.rules.logic.ast import Node, walk
from callqa.rules.logic.combine import Either
from callqa.rules.search.common import EVERYWHERE
from callqa.rules.search.phrase import Phrase

_COURTESIES = frozenset({"你好", "您好", "谢谢", "谢谢您", "再见"})
_WAITING = "稍久别先您你请再在就不要慢还多干苦空我等平优高初中上下相同均特头"
"""Characters behind which 等 is no "and so on": 稍等, 久等, 平等."""
_REST = re.compile(rf"(?<=[\u4e00-\u9fff]{{2}})(?:(?<![{_WAITING}])等等|之类的?|什么的|(?<![{_WAITING}])等)$")
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


def said(condition: Node) -> Iterator[Words]:
    """Yield the lists of words that alone make a rule hit."""
    if isinstance(condition, Words):
        yield condition
    elif isinstance(condition, Either):
        yield from (part for part in condition.parts if isinstance(part, Words))


def required(condition: Node) -> Iterator[Words]:
    """Yield the lists of words one of which must be said."""
    if isinstance(condition, Unsaid):
        yield from (part for part in walk(condition.part) if isinstance(part, Words))


def lists(rule: Rule) -> Iterator[tuple[Words, bool]]:
    """Yield the lists of words that make a rule hit, and whether by not being said."""
    yield from ((words, False) for words in said(rule.condition))
    yield from ((words, True) for words in required(rule.condition))


def floods(book: RuleBook) -> Iterator[Suspect]:
    """Find phrases that hit in nearly every call."""
    for rule in book.rules:
        for words, must in lists(rule):
            for phrase in words.phrases:
                what, cure = commonplace(phrase, narrowed=must or words.where.is_narrow)
                if what:
                    yield CautionKind.FLOOD, rule, phrase.line, what, cure


def and_so_on(book: RuleBook) -> Iterator[Suspect]:
    """Find phrases that end with "and so on", which is looked for as well."""
    for rule in book.rules:
        for phrase in (*rule.keywords, *rule.must_say, *rule.not_in):
            if found := _REST.search(phrase.text):
                bare = phrase.text[: found.start()]
                what = f"“{phrase.text}”里的“{found[0]}”也是要找的字，只有说“{phrase.text}”才算"
                yield CautionKind.AND_SO_ON, rule, phrase.line, what, f"去掉它：{bare}；别的说法一个个写出来"


def said_anyway(book: RuleBook) -> Iterator[Suspect]:
    """Find words that must be said, and are said in nearly every call whatever else is."""
    for rule in book.rules:
        for words in required(rule.condition):
            for phrase in () if words.where.is_narrow else words.phrases:
                if phrase.folded in EVERYWHERE - _COURTESIES:
                    what = f"“{phrase.text}”几乎每通电话都有人说，必须说它的规则几乎不会命中"
                    yield (
                        CautionKind.NEVER_HITS,
                        rule,
                        phrase.line,
                        what,
                        "写得更具体，或者用 window 限定时间",
                    )
