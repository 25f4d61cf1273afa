"""A rule and a rule book, as they are evaluated: nothing in them is text of the file any more."""

from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from callqa.model.finding import Severity
from callqa.model.recording import Role
from callqa.rules.language.schema import ExampleEntry
from callqa.rules.logic.ast import Node
from callqa.rules.search.phrase import Phrase

SEVERITIES = MappingProxyType(
    {
        "致命": Severity.CRITICAL,
        "严重": Severity.HIGH,
        "一般": Severity.MEDIUM,
        "提示": Severity.LOW,
    }
)


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One rule with everything it inherited.

    Args:
        rule_id: stable name; part of every finding's id.
        name, category: Chinese names.
        severity: of its findings.
        role: who has to say it; None for anybody.
        condition: what it states.
        pinyin: near-homophones count somewhere in it.
        keywords: all phrases that make it hit, or help to.
        not_in: all phrases that spare a keyword.
        must_say: all phrases that make it hit by not being said.
        anchors: ids of the rules whose hits it looks around.
        points: taken off a call's 100.
        fatal: a hit makes a call's score 0.
        needs_review: its hits count only after somebody has looked at them.
        since, until: first and last day on which it is in force; None for no limit.
        since_line, until_line: where they stand in the file, from 1.
        note: what its author tells its readers.
        hit_examples, miss_examples: calls that prove it, each with its line.
        line: of its first word in the file, from 1.
    """

    rule_id: str
    name: str
    category: str
    severity: Severity
    role: Role | None
    condition: Node
    pinyin: bool = False
    keywords: tuple[Phrase, ...] = ()
    not_in: tuple[Phrase, ...] = ()
    must_say: tuple[Phrase, ...] = ()
    anchors: tuple[str, ...] = ()
    points: float = 0
    fatal: bool = False
    needs_review: bool = False
    since: date | None = None
    until: date | None = None
    since_line: int = 1
    until_line: int = 1
    note: str = ""
    hit_examples: tuple[tuple[ExampleEntry, int], ...] = ()
    miss_examples: tuple[tuple[ExampleEntry, int], ...] = ()
    line: int = 1

    def in_force(self, day: date | None) -> bool:
        """Return whether it counts on a day; None: whatever the day."""
        if day is None:
            return True
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleBook:
    """The rules in force.

    Args:
        where: the file.
        rules: in the file's order; only the enabled ones.
        switched_off: the others; they have no effect on anything.
        revision: names the effect of the book; comments, notes and the order of keys do not change it.
    """

    where: str
    rules: tuple[Rule, ...]
    switched_off: tuple[Rule, ...]
    revision: str

    def __hash__(self) -> int:  # cheap, because compiled books are looked up for every call
        return hash((self.where, self.revision))
