"""What is wrong between the rules of a book: names that must be unique, anchors that lead nowhere."""

import difflib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from callqa.rules.language.rule import Rule
from callqa.strict_yaml.located import Located, Path, Position
from callqa.strict_yaml.problems import Problem


def wrong_anchors(rules: tuple[Rule, ...], off: tuple[Rule, ...], located: Located) -> Iterator[Problem]:
    """Find anchors that lead to no rule in force, or back to their own.

    Args:
        rules: in force.
        off: switched off.
        located: the file.
    """
    known = {rule.rule_id: rule for rule in rules}
    for rule in rules:
        for rule_id in rule.anchors:
            what, cure = _anchor_mistake(rule, rule_id, known, {one.rule_id for one in off})
            if what:
                line, column = _written_at(located, rule, rule_id)
                yield Problem(where=f"{located.where}:{line}", line=line, what=what, cure=cure, column=column)


def _written_at(located: Located, rule: Rule, rule_id: str) -> Position:
    """Where a rule says to which other one it is anchored."""
    places = (
        position
        for path, position in {**located.keys, **located.values}.items()
        if ("anchor", "rule") in (path[-2:], path[-3:-1])
        and position[0] >= rule.line
        and _at(located.data, path) == rule_id
    )
    return min(places, default=(rule.line, 0))


def wrong_categories(located: Located, known: Mapping[str, Sequence[str]]) -> Iterator[Problem]:
    """Find anchors on a category that does not exist, or has no rule in force to be anchored to.

    Args:
        located: the file.
        known: the rules that an anchor on each category stands for.
    """
    for path, position in {**located.keys, **located.values}.items():
        if ("anchor", "category") in (path[-2:], path[-3:-1]):
            name = _at(located.data, path)
            if isinstance(name, str) and not known.get(name):
                close = difflib.get_close_matches(name, known, n=1, cutoff=0.3)
                cure = f"是不是想写 {close[0]}？" if close else f"可以写：{'、'.join(known)}"
                what = f"anchor 依据的类别“{name}”不存在"
                if name in known:
                    what, cure = f"anchor 依据的类别“{name}”里没有可以依据的规则", "写 rule: 规则的 id"
                line, column = position
                where = f"{located.where}:{line}"
                yield Problem(where=where, line=line, what=what, cure=cure, column=column)


def _at(data: Any, path: Path) -> Any:
    for step in path:
        data = data[step]
    return data


def _anchor_mistake(rule: Rule, rule_id: str, known: dict[str, Rule], off: Iterable[str]) -> tuple[str, str]:
    if rule_id in off:
        return f"规则 {rule.rule_id} 的 anchor 依据的规则 {rule_id} 停用了", "启用它，或者连这条一起停用"
    if rule_id not in known:
        named = [one.rule_id for one in known.values() if one.name == rule_id]
        close = named or difflib.get_close_matches(rule_id, known, n=1, cutoff=0.5)
        cure = f"是不是想写 {close[0]}？" if close else "写另一条规则的 id"
        return f"规则 {rule.rule_id} 的 anchor 依据的规则“{rule_id}”不存在", cure
    if _leads_to(rule_id, rule.rule_id, known, set()):
        return f"规则 {rule.rule_id} 的 anchor 绕了一圈又依据它自己", "让其中一条规则不用 anchor"
    return "", ""


def _leads_to(start: str, goal: str, known: dict[str, Rule], seen: set[str]) -> bool:
    if start == goal:
        return True
    if start in seen or start not in known:
        return False
    seen.add(start)
    return any(_leads_to(one, goal, known, seen) for one in known[start].anchors)


def repetitions(located: Located) -> Iterator[Problem]:
    """Find names that are not unique; read from the raw data, so that other mistakes do not hide them."""
    first: dict[tuple[str, str], int] = {}
    told: set[int] = set()
    for kind, path, name in _names(located.data):
        line = located.line(path)
        if (kind, name) in first and line not in told:
            automatic = kind == _ID and path not in located.keys
            what, cure = _repeated(located, kind, path, name, first[kind, name], automatic=automatic)
            yield Problem(where=located.place(path), line=line, what=what, cure=cure)
            told |= {line} if kind == _CATEGORY else set()  # its automatic id is the same as well
        first.setdefault((kind, name), line)


def _repeated(
    located: Located, kind: str, path: Path, name: str, line: int, *, automatic: bool
) -> tuple[str, str]:
    """Say what is told about a name that stands on an earlier line, too."""
    if not automatic:
        return f"{kind}“{name}”和第 {line} 行的重复", "换一个名字，或者把两处合并"
    category = _at(located.data, path[:2])["name"]
    what = f"类别“{category}”读起来和第 {line} 行的一样，自动的编号都是 {name}"
    return what, "换一个类别名称；或者写成 name: …，给规则一个自己的 id"


_CATEGORY, _ID = "类别", "规则 id"


def _names(data: Any) -> Iterator[tuple[str, Path, str]]:
    for c, category in _entries(data, "categories"):
        if isinstance(category.get("name"), str):
            yield _CATEGORY, ("categories", c, "name"), category["name"]
        for r, rule in _entries(category, "rules"):
            if isinstance(rule.get("id"), str):
                yield _ID, ("categories", c, "rules", r, "id"), rule["id"]


def _entries(data: Any, key: str) -> Iterator[tuple[int, dict[str, Any]]]:
    listed = data.get(key) if isinstance(data, dict) else None
    for index, item in enumerate(listed if isinstance(listed, list) else ()):
        if isinstance(item, dict):
            yield index, item
