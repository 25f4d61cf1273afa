"""The rule book: typed, complete (nothing left to inherit), and named by its revision."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import chain, zip_longest
from types import MappingProxyType
from typing import Any

from flows.core.finding import Severity
from flows.core.located import Located, Path
from flows.core.problems import Problem, ProblemsError
from flows.core.recording import Role
from flows.core.revision import revision
from flows.core.rules.fold import fold
from flows.core.rules.schema import BookEntry, CategoryEntry, RuleEntry
from flows.core.strict import attempt

_LANGUAGE = 1  # raise it when the same book starts to find something else in the same transcript
SEVERITIES = MappingProxyType(
    {
        "致命": Severity.CRITICAL,
        "严重": Severity.HIGH,
        "一般": Severity.MEDIUM,
        "提示": Severity.LOW,
    }
)
_ROLES = MappingProxyType({"客户": Role.CUSTOMER, "坐席": Role.AGENT, "任意": None})


@dataclass(frozen=True, kw_only=True, slots=True)
class Phrase:
    """Words of a rule.

    Args:
        text: as the supervisor wrote them.
        folded: as they are compared; see `flows.core.rules.fold`.
        line: in the file, from 1.
    """

    text: str
    folded: str
    line: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Rule:
    """One rule with everything it inherited.

    Args:
        rule_id: stable name; part of every finding's id.
        name, category: Chinese names.
        severity: of its findings.
        role: who has to say it; None for anybody.
        keywords: any of these is a hit.
        not_in: a keyword inside one of these is no hit.
        must_say: none of these being said is a hit.
        within_ms: must_say counts up to this time of the call; None for the whole call.
        points: taken off a call's 100.
        fatal: a hit makes a call's score 0.
        needs_review: its hits count only after somebody has looked at them.
        since, until: first and last day on which it is in force; None for no limit.
        note: what its author tells its readers.
        line: of its first word in the file, from 1.
    """

    rule_id: str
    name: str
    category: str
    severity: Severity
    role: Role | None
    keywords: tuple[Phrase, ...] = ()
    not_in: tuple[Phrase, ...] = ()
    must_say: tuple[Phrase, ...] = ()
    within_ms: int | None = None
    points: float = 0
    fatal: bool = False
    needs_review: bool = False
    since: date | None = None
    until: date | None = None
    note: str = ""
    line: int = 1

    def in_force(self, day: date | None) -> bool:
        """Whether it counts on a day; None: whatever the day."""
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


def parse(located: Located) -> RuleBook:
    """Check a file's data and make the book.

    Raises:
        ProblemsError: with every problem of the file, its line and what to write instead.
    """
    entry, problems = attempt(BookEntry, located)
    problems += tuple(_repetitions(located))
    if entry is None or problems:
        raise ProblemsError(problems)
    pairs = tuple(_rules(entry, located))
    rules = tuple(rule for rule, enabled in pairs if enabled)
    off = tuple(rule for rule, enabled in pairs if not enabled)
    return RuleBook(where=located.where, rules=rules, switched_off=off, revision=_revision_of(rules))


def phrases(book: RuleBook) -> tuple[str, ...]:
    """The words worth giving the recogniser as hotwords, each once.

    In rounds: the first keyword of every rule, worst severity first, then the second of every
    rule. The list is cut at a few dozen, and one rule with many keywords must not use it all up.
    What must be said is left out: a recogniser that is told to expect a greeting may invent one,
    and so hide that it was missing.
    """
    order = list(Severity)
    worst_first = sorted(book.rules, key=lambda rule: order.index(rule.severity))
    rounds = zip_longest(*(rule.keywords for rule in worst_first))
    once: dict[str, str] = {}
    for phrase in filter(None, chain.from_iterable(rounds)):
        once.setdefault(phrase.folded, phrase.text)
    return tuple(once.values())


def _rules(book: BookEntry, located: Located) -> Iterator[tuple[Rule, bool]]:
    for c, category in enumerate(book.categories):
        for r, rule in enumerate(category.rules):
            path: Path = ("categories", c, "rules", r)
            yield _rule(category, rule, located, path), rule.enabled


def _rule(category: CategoryEntry, rule: RuleEntry, located: Located, path: Path) -> Rule:
    def listed(key: str, texts: list[str] | None) -> tuple[Phrase, ...]:
        return tuple(
            Phrase(text=text, folded=fold(text), line=located.line((*path, key, index)))
            for index, text in enumerate(texts or ())
        )

    return Rule(
        rule_id=rule.id,
        name=rule.name,
        category=category.name,
        severity=SEVERITIES[rule.severity or category.severity],
        role=_ROLES[rule.role or category.role],
        keywords=listed("keywords", rule.keywords),
        not_in=listed("not_in", rule.not_in),
        must_say=listed("must_say", rule.must_say),
        within_ms=None if rule.within_s is None else round(rule.within_s * 1000),
        points=rule.score,
        fatal=rule.fatal,
        needs_review=rule.needs_review,
        since=rule.since,
        until=rule.until,
        note=rule.note or "",
        line=located.line(path),
    )


def _repetitions(located: Located) -> Iterator[Problem]:
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


def _revision_of(rules: tuple[Rule, ...]) -> str:
    return revision("rules", {"language": _LANGUAGE, "rules": [_effect(rule) for rule in rules]})


def _effect(rule: Rule) -> dict[str, Any]:
    """Everything about a rule that can change a finding."""
    return {
        "id": rule.rule_id,
        "name": rule.name,
        "category": rule.category,
        "severity": rule.severity.value,
        "role": rule.role.value if rule.role else None,
        "keywords": sorted({phrase.folded for phrase in rule.keywords}),
        "not_in": sorted({phrase.folded for phrase in rule.not_in}),
        "must_say": sorted({phrase.folded for phrase in rule.must_say}),
        "within_ms": rule.within_ms,
        "points": rule.points,
        "fatal": rule.fatal,
        "needs_review": rule.needs_review,
        "days": [str(rule.since), str(rule.until)],
    }
