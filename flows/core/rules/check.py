"""What `rules check` tells: what the book holds, and what in it is legal but looks like a mistake."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import chain
from typing import TypeAlias

from flows.core.day import RuleSummary
from flows.core.problems import Problem
from flows.core.rules.book import Rule, RuleBook
from flows.core.rules.nodes import Phrase


class CautionKind(StrEnum):
    """What looks like a mistake."""

    DUPLICATE = "duplicate"
    """The same phrase twice: one sentence would be reported twice, or one of them is useless."""
    FLOOD = "flood"
    """A single character hits in nearly every call."""
    USELESS_NOT_IN = "useless_not_in"
    """A not_in phrase that contains no keyword of its rule spares nothing."""
    NEVER_HITS = "never_hits"
    """A keyword that is itself a not_in phrase of its rule."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Caution:
    """One thing that looks like a mistake.

    Args:
        kind: of mistake.
        rule_id: where it is.
        problem: place, text and cure, in Chinese.
    """

    kind: CautionKind
    rule_id: str
    problem: Problem

    def __str__(self) -> str:
        return str(self.problem)


# kind, place, what is wrong, cure
_Suspect: TypeAlias = tuple[CautionKind, Rule, Phrase, str, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class BookSummary:
    """What a book holds.

    Args:
        revision: of the rules in force.
        rules: in force, in the file's order, as reports name them.
        switched_off: ids of the rules that are not in force.
        categories: Chinese name and number of rules in force, in the file's order.
        phrases: number of phrases in force.
    """

    revision: str
    rules: tuple[RuleSummary, ...]
    switched_off: tuple[str, ...]
    categories: tuple[tuple[str, int], ...]
    phrases: int

    def __str__(self) -> str:
        counts = "、".join(f"{name} {count}" for name, count in self.categories)
        return f"{len(self.rules)} 条规则，{self.phrases} 个词语（{counts}），{self.revision}"


def describe(book: RuleBook) -> BookSummary:
    """What the book holds, for people."""
    names = [rule.category for rule in book.rules]
    return BookSummary(
        revision=book.revision,
        rules=summaries(book),
        switched_off=tuple(rule.rule_id for rule in book.switched_off),
        categories=tuple((name, names.count(name)) for name in dict.fromkeys(names)),
        phrases=sum(len(rule.keywords) + len(rule.must_say) for rule in book.rules),
    )


def summaries(book: RuleBook, day: date | None = None) -> tuple[RuleSummary, ...]:
    """The rules in force on a day (None: on any) as reports name them, in the file's order."""
    return tuple(_summary(rule) for rule in book.rules if rule.in_force(day))


def _summary(rule: Rule) -> RuleSummary:
    return RuleSummary(
        rule_id=rule.rule_id,
        name=rule.name,
        category=rule.category,
        severity=rule.severity,
        points=rule.points,
        fatal=rule.fatal,
        needs_review=rule.needs_review,
        pinyin=rule.pinyin,
        note=rule.note,
    )


def warnings(book: RuleBook) -> tuple[Caution, ...]:
    """Everything that is legal but looks like a mistake, in the file's order."""
    found = chain.from_iterable(look(book) for look in _LOOKS)
    cautions = (_caution(book, suspect) for suspect in found)
    return tuple(sorted(cautions, key=lambda caution: (caution.problem.line, caution.kind)))


def _duplicates(book: RuleBook) -> Iterator[_Suspect]:
    seen: dict[tuple[object, bool, str], tuple[Rule, Phrase]] = {}
    for rule in book.rules:
        for phrase, required in _heard(rule):
            key = (rule.role, required, phrase.folded)
            if key in seen:
                other, first = seen[key]
                what = f"“{phrase.text}”和第 {first.line} 行的“{first.text}”重复"
                cure = "删掉一个" if other is rule else f"删掉一个：规则 {other.rule_id} 里已经有了"
                yield CautionKind.DUPLICATE, rule, phrase, what, cure
            seen.setdefault(key, (rule, phrase))


def _heard(rule: Rule) -> Iterator[tuple[Phrase, bool]]:
    yield from ((phrase, False) for phrase in rule.keywords)
    yield from ((phrase, True) for phrase in rule.must_say)


def _floods(book: RuleBook) -> Iterator[_Suspect]:
    for rule in book.rules:
        for phrase, _ in _heard(rule):
            if len(phrase.folded) == 1:
                what = f"“{phrase.text}”只有一个字，几乎每通电话都会出现"
                yield CautionKind.FLOOD, rule, phrase, what, "写成两个字以上的词"


def _useless_spares(book: RuleBook) -> Iterator[_Suspect]:
    for rule in book.rules:
        for phrase in rule.not_in:
            if not any(keyword.folded in phrase.folded for keyword in rule.keywords):
                what = f"not_in 的“{phrase.text}”不包含这条规则的任何关键词，没有作用"
                cure = "写包含关键词的整句，例如关键词 投诉 的 not_in 写 投诉电话；或者删掉"
                yield CautionKind.USELESS_NOT_IN, rule, phrase, what, cure


def _never_hit(book: RuleBook) -> Iterator[_Suspect]:
    for rule in book.rules:
        spared = {phrase.folded for phrase in rule.not_in}
        for phrase in rule.keywords:
            if phrase.folded in spared:
                what = f"关键词“{phrase.text}”同时写在 not_in 里，永远不会命中"
                yield CautionKind.NEVER_HITS, rule, phrase, what, "删掉其中一个"


def _caution(book: RuleBook, suspect: _Suspect) -> Caution:
    kind, rule, phrase, what, cure = suspect
    where = f"{book.where}:{phrase.line}"
    problem = Problem(where=where, line=phrase.line, what=what, cure=cure)
    return Caution(kind=kind, rule_id=rule.rule_id, problem=problem)


_LOOKS: tuple[Callable[[RuleBook], Iterator[_Suspect]], ...] = (
    _duplicates,
    _floods,
    _useless_spares,
    _never_hit,
)
