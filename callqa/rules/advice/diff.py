"""What one rule book has gained and lost against another, in words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from callqa.model.summaries import RuleSummary
from callqa.rules.constraints.where import Where
from callqa.rules.language.parse import Phrase, effect
from callqa.rules.language.rule import SEVERITIES, Rule, RuleBook
from callqa.rules.logic.ast import Node, walk
from callqa.rules.search.wording import ROLE_WORDS, listed


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
    """Count what the book holds, for people."""
    names = [rule.category for rule in book.rules]
    return BookSummary(
        revision=book.revision,
        rules=summaries(book),
        switched_off=tuple(rule.rule_id for rule in book.switched_off),
        categories=tuple((name, names.count(name)) for name in dict.fromkeys(names)),
        phrases=sum(len(rule.keywords) + len(rule.must_say) for rule in book.rules),
    )


def summaries(book: RuleBook, day: date | None = None) -> tuple[RuleSummary, ...]:
    """Return the rules in force on a day (None: on any) as reports name them, in the file's order."""
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


_SEVERITY_WORDS = {severity: word for word, severity in SEVERITIES.items()}


class ChangeKind(StrEnum):
    """What happened to a rule."""

    ADDED = "added"
    """It is new."""
    REMOVED = "removed"
    """It is gone."""
    SWITCHED_ON = "switched_on"
    """It was there, and takes effect again."""
    SWITCHED_OFF = "switched_off"
    """It is still there, without effect."""
    CHANGED = "changed"
    """It looks for something else, or reports it otherwise."""


_KIND_WORDS = {
    ChangeKind.ADDED: "新增规则",
    ChangeKind.REMOVED: "删除规则",
    ChangeKind.SWITCHED_ON: "启用规则",
    ChangeKind.SWITCHED_OFF: "停用规则",
    ChangeKind.CHANGED: "修改规则",
}


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleChange:
    """What happened to one rule.

    Args:
        kind: what.
        rule_id, name, category: of the rule, as it is now where it still is.
        details: in Chinese, a part each; only of a changed rule.
    """

    kind: ChangeKind
    rule_id: str
    name: str
    category: str
    details: tuple[str, ...] = ()

    def __str__(self) -> str:
        told = f"{_KIND_WORDS[self.kind]} {self.category}·{self.name}（{self.rule_id}）"
        return f"{told}：{'；'.join(self.details)}" if self.details else told


def compare(old: RuleBook, new: RuleBook) -> tuple[RuleChange, ...]:
    """Return every rule that differs, in the order of the new book; rules that are gone come last.

    Comments, notes, and the order of rules and words do not count.
    """
    return (*_still_there(old, new), *_gone(old, new))


def _still_there(old: RuleBook, new: RuleBook) -> Iterator[RuleChange]:
    on, off = _by_id(old.rules), _by_id(old.switched_off)
    for rule in new.rules:
        if rule.rule_id in on:
            if details := tuple(_differences(on[rule.rule_id], rule)):
                yield _change(ChangeKind.CHANGED, rule, details)
        else:
            known = rule.rule_id in off
            yield _change(ChangeKind.SWITCHED_ON if known else ChangeKind.ADDED, rule)


def _gone(old: RuleBook, new: RuleBook) -> Iterator[RuleChange]:
    on, off = _by_id(new.rules), _by_id(new.switched_off)
    for rule in old.rules:
        if rule.rule_id not in on:
            kept = rule.rule_id in off
            yield _change(ChangeKind.SWITCHED_OFF if kept else ChangeKind.REMOVED, rule)


def _by_id(rules: tuple[Rule, ...]) -> Mapping[str, Rule]:
    return {rule.rule_id: rule for rule in rules}


def _change(kind: ChangeKind, rule: Rule, details: tuple[str, ...] = ()) -> RuleChange:
    return RuleChange(
        kind=kind, rule_id=rule.rule_id, name=rule.name, category=rule.category, details=details
    )


def _differences(old: Rule, new: Rule) -> Iterator[str]:
    """Say in words what differs; nothing exactly where the two have the same effect."""
    if effect(old) == effect(new):
        return
    told = [*_told_apart(old, new), *_words(old, new), *_demands(old, new)]
    yield from told or ["条件的组合方式改了"]


def _told_apart(old: Rule, new: Rule) -> Iterator[str]:
    for called, before, after in (
        ("名称", old.name, new.name),
        ("类别", old.category, new.category),
        ("级别", _SEVERITY_WORDS[old.severity], _SEVERITY_WORDS[new.severity]),
        ("谁说", ROLE_WORDS[old.role], ROLE_WORDS[new.role]),
        ("扣分", f"{old.points:g}", f"{new.points:g}"),
        ("一票否决", _yes(old.fatal), _yes(new.fatal)),
        ("人工复核", _yes(old.needs_review), _yes(new.needs_review)),
        ("生效日期", str(old.since or "不限"), str(new.since or "不限")),
        ("截止日期", str(old.until or "不限"), str(new.until or "不限")),
    ):
        if before != after:
            yield f"{called}从 {before} 改为 {after}"


def _yes(switch: bool) -> str:
    return "是" if switch else "否"


def _words(old: Rule, new: Rule) -> Iterator[str]:
    for called, before, after in (
        ("关键词", old.keywords, new.keywords),
        ("例外", old.not_in, new.not_in),
        ("必须说的话", old.must_say, new.must_say),
    ):
        yield from _phrases(called, before, after)


def _phrases(called: str, before: Sequence[Phrase], after: Sequence[Phrase]) -> Iterator[str]:
    old, new = ({phrase.folded: phrase.text for phrase in phrases} for phrases in (before, after))
    if added := [text for folded, text in new.items() if folded not in old]:
        yield f"{called}增加 {listed(added)}"
    if removed := [text for folded, text in old.items() if folded not in new]:
        yield f"{called}去掉 {listed(removed)}"


def _demands(old: Rule, new: Rule) -> Iterator[str]:
    before, after = _asked(old.condition), _asked(new.condition)
    if added := [told for told in after if told not in before]:
        yield f"条件增加：{'；'.join(added)}"
    if removed := [told for told in before if told not in after]:
        yield f"条件去掉：{'；'.join(removed)}"


def _asked(condition: Node) -> tuple[str, ...]:
    """Return everything that a condition asks for besides words being said or not, each once."""
    parts = (told for part in walk(condition) for told in _told(part))
    return tuple(dict.fromkeys(parts))


def _told(part: object) -> Iterator[str]:
    if isinstance(part, Where):
        yield from part.told()
    elif isinstance(part, Node) and (told := part.told()):
        yield told
