"""What one rule book has gained and lost against another, in words."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, is_dataclass
from enum import Enum, StrEnum
from typing import Any

from flows.core.recording import Role
from flows.core.rules.book import SEVERITIES, Phrase, Rule, RuleBook

_SHOWN = 8
_NOTHING = (None, "", 0, False, ())
# what never changes a finding, or is told otherwise
_SILENT = {"rule_id", "line", "note"}
_CALLED = {
    "name": "名称",
    "category": "类别",
    "severity": "级别",
    "role": "谁说",
    "keywords": "关键词",
    "not_in": "例外",
    "must_say": "必须说的话",
    "within_ms": "时限",
}
_WORDS: dict[Enum, str] = {
    Role.AGENT: "坐席",
    Role.CUSTOMER: "客户",
    **{severity: word for word, severity in SEVERITIES.items()},
}


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
    """Every rule that differs, in the order of the new book; rules that are gone come last.

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
    for field in fields(Rule):
        if field.name not in _SILENT:
            before, after = getattr(old, field.name), getattr(new, field.name)
            yield from _difference(field.name, before, after)


def _difference(name: str, before: Any, after: Any) -> Iterator[str]:
    called = _CALLED.get(name, name)
    if _is_phrases(before) and _is_phrases(after):
        yield from _phrases(called, before, after)
    elif _effect(before) != _effect(after):
        shown = _IN_WORDS.get(name, _shown)
        yield f"{called}从 {shown(before)} 改为 {shown(after)}"


def _is_phrases(value: Any) -> bool:
    return isinstance(value, tuple) and all(isinstance(item, Phrase) for item in value)


def _phrases(called: str, before: tuple[Phrase, ...], after: tuple[Phrase, ...]) -> Iterator[str]:
    old, new = ({phrase.folded: phrase.text for phrase in phrases} for phrases in (before, after))
    if added := [text for folded, text in new.items() if folded not in old]:
        yield f"{called}增加 {_listed(added)}"
    if removed := [text for folded, text in old.items() if folded not in new]:
        yield f"{called}去掉 {_listed(removed)}"


def _listed(texts: list[str]) -> str:
    rest = f" 等 {len(texts)} 个" if len(texts) > _SHOWN else ""
    return "、".join(texts[:_SHOWN]) + rest


def _effect(value: Any) -> Any:
    """A value without what makes no difference: lines, and how a phrase is written."""
    if isinstance(value, Phrase):
        return value.folded
    if isinstance(value, tuple | list):
        return tuple(_effect(item) for item in value)
    if is_dataclass(value):
        parts = {f.name: _effect(getattr(value, f.name)) for f in fields(value) if f.name != "line"}
        return (type(value).__name__, parts)
    return value


def _role(role: Role | None) -> str:
    return "任意" if role is None else _WORDS[role]


def _seconds(milliseconds: int | None) -> str:
    return "无" if milliseconds is None else f"{milliseconds / 1000:g} 秒"


def _shown(value: Any) -> str:
    """A value in a few words."""
    if isinstance(value, Enum):
        return _WORDS.get(value, str(value.value))
    if isinstance(value, bool):
        return "是" if value else "否"
    return "无" if value in _NOTHING else str(value)


_IN_WORDS: Mapping[str, Callable[[Any], str]] = {"role": _role, "within_ms": _seconds}
