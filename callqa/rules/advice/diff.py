"""What a rule book holds, and what it has gained and lost against another."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from callqa.days.rule_changes import About, ChangeKind, Demand, Detail, RuleChange
from callqa.model.summaries import RuleSummary
from callqa.rules.constraints.where import Where
from callqa.rules.language.parse import Phrase, effect
from callqa.rules.language.rule import Rule, RuleBook
from callqa.rules.logic.ast import Node, walk


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


def _change(kind: ChangeKind, rule: Rule, details: tuple[Detail, ...] = ()) -> RuleChange:
    return RuleChange(
        kind=kind, rule_id=rule.rule_id, name=rule.name, category=rule.category, details=details
    )


def _differences(old: Rule, new: Rule) -> Iterator[Detail]:
    """Yield what differs; nothing exactly where the two have the same effect."""
    if effect(old) == effect(new):
        return
    told = [*_replaced(old, new), *_words(old, new), *_demands(old, new)]
    yield from told or [Detail(about=About.ARRANGEMENT)]


def _replaced(old: Rule, new: Rule) -> Iterator[Detail]:
    for about, before, after in (
        (About.NAME, old.name, new.name),
        (About.CATEGORY, old.category, new.category),
        (About.SEVERITY, old.severity.value, new.severity.value),
        (About.ROLE, old.role or "", new.role or ""),
        (About.POINTS, f"{old.points:g}", f"{new.points:g}"),
        (About.FATAL, _yes(old.fatal), _yes(new.fatal)),
        (About.REVIEW, _yes(old.needs_review), _yes(new.needs_review)),
        (About.SINCE, str(old.since or ""), str(new.since or "")),
        (About.UNTIL, str(old.until or ""), str(new.until or "")),
    ):
        if before != after:
            yield Detail(about=about, before=before, after=after)


def _yes(switch: bool) -> str:
    return "yes" if switch else ""


def _words(old: Rule, new: Rule) -> Iterator[Detail]:
    for about, before, after in (
        (About.KEYWORDS, old.keywords, new.keywords),
        (About.EXCEPTIONS, old.not_in, new.not_in),
        (About.MUST_SAY, old.must_say, new.must_say),
    ):
        yield from _phrases(about, before, after)


def _phrases(about: About, before: Sequence[Phrase], after: Sequence[Phrase]) -> Iterator[Detail]:
    old, new = ({phrase.folded: phrase.text for phrase in phrases} for phrases in (before, after))
    if added := tuple(text for folded, text in new.items() if folded not in old):
        yield Detail(about=about, words=added)
    if removed := tuple(text for folded, text in old.items() if folded not in new):
        yield Detail(about=about, is_gone=True, words=removed)


def _demands(old: Rule, new: Rule) -> Iterator[Detail]:
    before, after = _asked(old.condition), _asked(new.condition)
    if added := tuple(one for one in after if one not in before):
        yield Detail(about=About.DEMANDS, demands=added)
    if removed := tuple(one for one in before if one not in after):
        yield Detail(about=About.DEMANDS, is_gone=True, demands=removed)


def _asked(condition: Node) -> list[Demand]:
    """Return everything that a condition asks for besides words being said or not, each once."""
    asked: list[Demand] = []
    for part in walk(condition):
        asked += [one for one in _described(part) if one not in asked]
    return asked


def _described(part: object) -> Iterator[Demand]:
    if isinstance(part, Where):
        yield from part.describe()
    elif isinstance(part, Node) and (demand := part.describe()):
        yield demand
