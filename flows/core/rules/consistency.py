"""What is wrong between the rules of a book: names that must be unique, anchors that lead nowhere."""

import difflib
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any

from flows.core.located import Located, Path
from flows.core.problems import Problem

if TYPE_CHECKING:
    from flows.core.rules.book import Rule


def wrong_anchors(rules: tuple["Rule", ...], off: tuple["Rule", ...], where: str) -> Iterator[Problem]:
    """Anchors that lead to no rule in force, or back to their own.

    Args:
        rules: in force.
        off: switched off.
        where: the file.
    """
    known = {rule.rule_id: rule for rule in rules}
    for rule in rules:
        for rule_id in rule.anchors:
            what, cure = _anchor_mistake(rule, rule_id, known, {one.rule_id for one in off})
            if what:
                yield Problem(where=f"{where}:{rule.line}", line=rule.line, what=what, cure=cure)


def _anchor_mistake(
    rule: "Rule", rule_id: str, known: dict[str, "Rule"], off: Iterable[str]
) -> tuple[str, str]:
    if rule_id in off:
        return f"规则 {rule.rule_id} 的 anchor 依据的规则 {rule_id} 停用了", "启用它，或者连这条一起停用"
    if rule_id not in known:
        close = difflib.get_close_matches(rule_id, known, n=1, cutoff=0.5)
        cure = f"是不是想写 {close[0]}？" if close else "写另一条规则的 id"
        return f"规则 {rule.rule_id} 的 anchor 依据的规则“{rule_id}”不存在", cure
    if _leads_to(rule_id, rule.rule_id, known, set()):
        return f"规则 {rule.rule_id} 的 anchor 绕了一圈又依据它自己", "让其中一条规则不用 anchor"
    return "", ""


def _leads_to(start: str, goal: str, known: dict[str, "Rule"], seen: set[str]) -> bool:
    if start == goal:
        return True
    if start in seen or start not in known:
        return False
    seen.add(start)
    return any(_leads_to(one, goal, known, seen) for one in known[start].anchors)


def repetitions(located: Located) -> Iterator[Problem]:
    """Names that must be unique; read from the raw data, so that other mistakes do not hide them."""
    first: dict[tuple[str, str], int] = {}
    for kind, path, name in _names(located.data):
        line = located.line(path)
        if (kind, name) in first:
            what = f"{kind}“{name}”和第 {first[kind, name]} 行的重复"
            cure = "换一个名字，或者把两处合并"
            yield Problem(where=located.place(path), line=line, what=what, cure=cure)
        first.setdefault((kind, name), line)


def _names(data: Any) -> Iterator[tuple[str, Path, str]]:
    for c, category in _entries(data, "categories"):
        if isinstance(category.get("name"), str):
            yield "类别", ("categories", c, "name"), category["name"]
        for r, rule in _entries(category, "rules"):
            if isinstance(rule.get("id"), str):
                yield "规则 id", ("categories", c, "rules", r, "id"), rule["id"]


def _entries(data: Any, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    listed = data.get(key) if isinstance(data, dict) else None
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(item, dict):
            yield index, item
