"""Regular expressions that take long, measured on the texts that are the worst for them."""

from collections.abc import Iterator

from callqa.rules.advice.caution import CautionKind, Suspect
from callqa.rules.conditions.regex import Pattern
from callqa.rules.constraints.where import Where
from callqa.rules.language.rule import Rule, RuleBook
from callqa.rules.logic.ast import walk
from callqa.rules.search.pattern import Lines, compiled
from callqa.rules.search.work import TooMuchWorkError, budget

_CHARACTERS = 3000
"""Somebody talks for ten minutes without a word of the other."""
_TRIED = 6
_LONG = 5000
"""Instructions: twice those of the longest pattern of the shipped book."""


def costly(book: RuleBook) -> Iterator[Suspect]:
    """Find patterns that are not evaluated on some calls, or slow on all."""
    for rule in book.rules:
        for text in dict.fromkeys(_patterns(rule)):
            if _wants_too_much(text):
                what = f"正则表达式“{_short(text)}”碰上长段的话要反复从头比对，太慢，这样的通话会写“未评估”"
                cure = "去掉单独一两个字的写法，把 .* 和大的 {…} 改小，例如 {0,10}"
                yield CautionKind.COSTLY, rule, rule.line, what, cure
            elif compiled(text).costs.step > _LONG:
                what = f"正则表达式“{_short(text)}”展开后太大，每通电话都要多花时间"
                yield CautionKind.COSTLY, rule, rule.line, what, "把 {…} 里的次数改小，或者拆成几个"


def _patterns(rule: Rule) -> Iterator[str]:
    for part in walk(rule.condition):
        if isinstance(part, Pattern):
            yield from part.patterns
        elif isinstance(part, Where):
            yield from part.not_regex


def _wants_too_much(pattern: str) -> bool:
    """Return whether one of the texts that it matches most often is too much for it.

    Nothing else makes a pattern slow: matches that are many and short, and far to look behind each.
    """
    search = compiled(pattern)
    if search.costs.at_most(_CHARACTERS) <= budget(_CHARACTERS):
        return False
    letters = [*dict.fromkeys(filter(str.isalpha, pattern))][:_TRIED]
    for text in ("".join(letters), *letters):
        try:
            search.spans(Lines([(text * _CHARACTERS)[:_CHARACTERS]]))
        except TooMuchWorkError:
            return True
    return False


def _short(pattern: str) -> str:
    return pattern if len(pattern) <= 30 else f"{pattern[:29]}…"
