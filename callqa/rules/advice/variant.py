"""Variant: a rule with more exceptions, as a small book that can be tried and as lines to paste."""

import copy
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal

from callqa.rules.conditions.operator import operators
from callqa.rules.evaluation.examples import broken_examples
from callqa.rules.language.parse import parse
from callqa.rules.language.rule import RuleBook
from callqa.strict_yaml.located import Located, Path, Position
from callqa.strict_yaml.problems import ProblemsError

Key = Literal["not_in", "not_when"]
_PLAIN = re.compile(r"[\u4e00-\u9fffA-Za-z_][\u4e00-\u9fffA-Za-z0-9_]*")


@dataclass(frozen=True, kw_only=True, slots=True)
class Change:
    """More of an exception.

    Args:
        condition: name of the rule's condition that gets it; empty for the rule itself.
        key: of the exception.
        words: that are added to it.
    """

    condition: str
    key: Key
    words: tuple[str, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Subject:
    """One rule of a book, with what it is anchored to.

    Args:
        located: the book as data, its short forms written out, and only these rules in it.
        rule_id: of the rule.
    """

    located: Located
    rule_id: str

    @classmethod
    def of(cls, located: Located, book: RuleBook, rule_id: str) -> "Subject":
        """Cut a rule out of a book.

        Args:
            located: the book's text, its short forms written out.
            book: the same, read.
            rule_id: of a rule in force.
        """
        wanted = _with_anchors(book, rule_id)
        categories: list[Any] = []
        places: dict[Path, Path] = {}
        for number, category in enumerate(_categories(located)):
            kept = [place for place, rule in enumerate(category["rules"]) if rule["id"] in wanted]
            if kept:
                head: Path = ("categories", len(categories))
                places["categories", number] = head
                places |= {
                    ("categories", number, "rules", old): (*head, "rules", new)
                    for new, old in enumerate(kept)
                }
                rules = [copy.deepcopy(category["rules"][place]) for place in kept]
                categories.append({**category, "rules": rules})
        small = Located(
            data={"categories": categories},
            where=located.where,
            keys=_moved(located.keys, places),
            values=_moved(located.values, places),
        )
        return cls(located=small, rule_id=rule_id)

    def places(self, key: Key) -> tuple[str, ...]:
        """Return the names of the conditions that take an exception; the empty one is the rule itself."""
        rule = self._rule()
        entries = rule.get("conditions") or {"": rule}
        return tuple(name for name, entry in entries.items() if _takes(entry, key))

    def book(self) -> RuleBook:
        """Return the rule as it is."""
        return parse(self.located)

    def alone(self, condition: str) -> RuleBook | None:
        """Return the rule with one of its conditions only; None where that makes no rule."""
        changed = self._copy()
        rule = changed._rule()
        if condition:
            rule["conditions"] = {condition: rule["conditions"][condition]}
            rule.pop("when", None)
        rule.pop("examples", None)
        return changed._parsed()

    def broken(self) -> frozenset[str]:
        """Return what its examples are broken in already: the language understood them otherwise once."""
        return frozenset(problem.what for problem in broken_examples(self.book()))

    def with_changes(self, changes: Sequence[Change], broken: Collection[str] = ()) -> RuleBook | None:
        """Return the rule with more exceptions; None where the language or an example refuses them.

        Args:
            broken: what `broken` returned.
        """
        changed = self._copy()
        for change in changes:
            entry = changed._entry(change.condition)
            entry[change.key] = [*_listed(entry.get(change.key)), *change.words]
        book = changed._parsed()
        if book is None or any(problem.what not in broken for problem in broken_examples(book)):
            return None
        return book

    def lines(self, changes: Sequence[Change]) -> Iterator[str]:
        """Yield the lines that take the place of the rule's, or are new in it."""
        for change in changes:
            known = _listed(self._entry(change.condition).get(change.key))
            place = f"，条件“{change.condition}”" if change.condition else ""
            yield f"# 规则 {self.rule_id}{place}：{'代替原来的' if known else '加上'} {change.key}"
            yield f"{change.key}: [{', '.join(map(quoted, (*known, *change.words)))}]"

    def _copy(self) -> "Subject":
        return replace(self, located=replace(self.located, data=copy.deepcopy(self.located.data)))

    def _parsed(self) -> RuleBook | None:
        try:
            return parse(self.located)
        except ProblemsError:
            return None

    def _rule(self) -> dict[str, Any]:
        rules = (rule for category in _categories(self.located) for rule in category["rules"])
        return next(rule for rule in rules if rule["id"] == self.rule_id)

    def _entry(self, condition: str) -> dict[str, Any]:
        rule = self._rule()
        return rule["conditions"][condition] if condition else rule


def _moved(positions: Mapping[Path, Position], places: Mapping[Path, Path]) -> dict[Path, Position]:
    """Return the positions of the rules that are left, under their new paths."""
    moved: dict[Path, Position] = {}
    for path, position in positions.items():
        of_rule = len(path) > 3 and path[2] == "rules"
        head = path[:4] if of_rule else path[:2]
        if head in places:
            moved[(*places[head], *path[len(head) :])] = position
    return moved


def _categories(located: Located) -> Any:
    assert isinstance(located.data, dict)  # a book that was read
    return located.data["categories"]


def _with_anchors(book: RuleBook, rule_id: str) -> frozenset[str]:
    anchors = {rule.rule_id: rule.anchors for rule in (*book.rules, *book.switched_off)}
    wanted, waiting = set[str](), [rule_id]
    while waiting:
        one = waiting.pop()
        if one not in wanted:
            wanted.add(one)
            waiting += anchors.get(one, ())
    return frozenset(wanted)


def _takes(entry: object, key: Key) -> bool:
    if not isinstance(entry, Mapping):
        return False
    written = [one for name, one in operators().items() if name in entry]
    return "when" in entry or any(key in one.narrowed_by for one in written)


def _listed(value: object) -> list[Any]:
    if value is None:
        return []
    return list(value) if isinstance(value, list) else [value]


def quoted(word: object) -> str:
    """Return a word as it is written in a list of YAML."""
    text = str(word)
    return text if _PLAIN.fullmatch(text) else "'" + text.replace("'", "''") + "'"
