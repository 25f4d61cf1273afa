"""What a rule book holds, in numbers and names."""

from dataclasses import dataclass
from datetime import date

from flows.core.day import RuleSummary
from flows.core.rules.book import Rule, RuleBook


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
