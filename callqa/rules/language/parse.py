"""The rule book: typed, complete (nothing left to inherit), and named by its revision."""

from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from enum import Enum
from itertools import chain, zip_longest
from typing import Any

from callqa.model.finding import Severity
from callqa.model.revision import revision
from callqa.rules.conditions.operator import ROLES
from callqa.rules.conditions.words import Unsaid, Words
from callqa.rules.constraints.anchor import Anchor
from callqa.rules.constraints.where import Where
from callqa.rules.language.build import rule_node
from callqa.rules.language.condition import Inherited
from callqa.rules.language.consistency import repetitions, wrong_anchors, wrong_categories
from callqa.rules.language.rule import SEVERITIES, Rule, RuleBook
from callqa.rules.language.schema import BookEntry, CategoryEntry, ExampleEntry, RuleEntry
from callqa.rules.language.shorthand import written_out
from callqa.rules.logic.ast import Node, walk
from callqa.rules.logic.combine import Not
from callqa.rules.search.phrase import Phrase
from callqa.strict_yaml.located import Located, Path
from callqa.strict_yaml.models import attempt
from callqa.strict_yaml.problems import ProblemsError

__all__ = ["SEVERITIES", "Phrase", "Rule", "RuleBook", "parse", "phrases"]

_LANGUAGE = 3  # raise it when the same book starts to find something else in the same transcript


def parse(located: Located) -> RuleBook:
    """Check a file's data and make the book.

    Raises:
        ProblemsError: with every problem of the file, its line and what to write instead.
    """
    located = written_out(located)
    entry, problems = attempt(BookEntry, located)
    problems += tuple(repetitions(located))
    if entry is None or problems:
        raise ProblemsError(problems)
    if problems := tuple(wrong_categories(located, _anchoring(entry))):
        raise ProblemsError(problems)
    pairs = tuple(_rules(entry, located))
    rules = tuple(rule for rule, enabled in pairs if enabled)
    off = tuple(rule for rule, enabled in pairs if not enabled)
    if problems := tuple(wrong_anchors(rules, off, located)):
        raise ProblemsError(problems)
    return RuleBook(where=located.where, rules=rules, switched_off=off, revision=_revision_of(rules))


def phrases(book: RuleBook) -> tuple[str, ...]:
    """Return the words worth giving the recogniser as hotwords, each once.

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
    categories = _anchoring(book)
    for c, category in enumerate(book.categories):
        for r, rule in enumerate(category.rules):
            path: Path = ("categories", c, "rules", r)
            yield _rule(category, rule, located, path, categories), rule.enabled


def _anchoring(book: BookEntry) -> Mapping[str, tuple[str, ...]]:
    """Return what an anchor on a category stands for: its rules in force that are anchored to none."""
    return {
        category.name: tuple(rule.id for rule in category.rules if rule.enabled and not _is_anchored(rule))
        for category in book.categories
    }


def _is_anchored(rule: RuleEntry) -> bool:
    return any(entry.anchor for entry in (rule, *(rule.conditions or {}).values()))


def _rule(
    category: CategoryEntry,
    rule: RuleEntry,
    located: Located,
    path: Path,
    categories: Mapping[str, tuple[str, ...]],
) -> Rule:
    inherited = Inherited(
        role=category.role, pinyin=category.pinyin, forms=category.forms, categories=categories
    )
    condition = rule_node(rule, located, path, inherited)
    return Rule(
        rule_id=rule.id,
        name=rule.name,
        category=category.name,
        severity=SEVERITIES[rule.severity or category.severity],
        role=ROLES[rule.role or category.role],
        condition=condition,
        pinyin=any(isinstance(part, Where) and part.pinyin for part in walk(condition)),
        keywords=tuple(_said(condition)),
        not_in=tuple(_spared(condition)),
        must_say=tuple(_unsaid(condition)),
        anchors=tuple(one for part in walk(condition) if isinstance(part, Anchor) for one in part.rule_ids),
        points=rule.score,
        fatal=rule.fatal,
        needs_review=rule.needs_review,
        since=rule.since,
        until=rule.until,
        since_line=located.line((*path, "since")),
        until_line=located.line((*path, "until")),
        note=rule.note or "",
        hit_examples=_examples(rule, "hit", located, path),
        miss_examples=_examples(rule, "miss", located, path),
        line=located.line(path),
    )


def _examples(
    rule: RuleEntry, kind: str, located: Located, path: Path
) -> tuple[tuple[ExampleEntry, int], ...]:
    listed = getattr(rule.examples, kind) if rule.examples else ()
    return tuple(
        (example, located.line((*path, "examples", kind, index))) for index, example in enumerate(listed)
    )


def _said(condition: Node) -> Iterator[Phrase]:
    """Yield the phrases of a rule that count when they are said."""
    unsaid = {id(part) for part in _negative(condition)}
    for part in walk(condition):
        if isinstance(part, Words) and id(part) not in unsaid:
            yield from part.phrases


def _unsaid(condition: Node) -> Iterator[Phrase]:
    for part in _negative(condition):
        yield from part.phrases


def _negative(condition: Node) -> Iterator[Words]:
    for part in walk(condition):
        if isinstance(part, Unsaid | Not):
            yield from (inner for inner in walk(part.part) if isinstance(inner, Words))


def _spared(condition: Node) -> Iterator[Phrase]:
    once = {where.not_in: None for where in walk(condition) if isinstance(where, Where)}
    return chain.from_iterable(once)


def _revision_of(rules: tuple[Rule, ...]) -> str:
    return revision("rules", {"language": _LANGUAGE, "rules": [effect(rule) for rule in rules]})


def effect(rule: Rule) -> dict[str, Any]:
    """Return everything about a rule that can change a finding or a score."""
    return {
        "id": rule.rule_id,
        "name": rule.name,
        "category": rule.category,
        "severity": rule.severity.value,
        "role": rule.role.value if rule.role else None,
        "condition": _plain(rule.condition),
        "points": rule.points,
        "fatal": rule.fatal,
        "needs_review": rule.needs_review,
        "days": [str(rule.since), str(rule.until)],
    }


def _plain(value: Any) -> Any:
    """Reduce a tree of conditions to what has an effect: no spelling, order or lines of phrases."""
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, tuple):
        if value and all(isinstance(item, Phrase) for item in value):
            return sorted({phrase.folded for phrase in value})
        return [_plain(item) for item in value]
    if is_dataclass(value):
        parts = {
            field.name: _plain(getattr(value, field.name))
            for field in fields(value)
            if not ("new" in field.metadata and getattr(value, field.name) == field.default)
        }
        return {"is": type(value).__name__, **parts}
    return value
