"""Which rules of two books have to be put to calls to see how the books differ on them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from callqa.model.finding import Evaluation
from callqa.rules.evaluation.evaluate import by_time
from callqa.rules.language.parse import effect
from callqa.rules.language.rule import Rule, RuleBook


@dataclass(frozen=True, kw_only=True, slots=True)
class Parts:
    """What of two books has to be put to calls whose findings are stored.

    Args:
        old: of the book in force.
        new: of the changed book; every rule of it that the book in force has is in ``old``, too.
    """

    old: RuleBook
    new: RuleBook

    @classmethod
    def of(cls, old: RuleBook, new: RuleBook, flagged: RuleBook | None) -> "Parts":
        """Pick the rules that differ.

        Args:
            old: the book in force.
            new: the changed book.
            flagged: whose findings are stored; None where none are: then all of ``old`` is put to them.
        """
        part = changed_part(old, new)
        if flagged is None:
            return cls(old=old, new=part)
        gone = _changed(new, old) | _changed(flagged, old)
        return cls(old=_part(old, gone | {rule.rule_id for rule in part.rules}), new=part)


def changed_part(old: RuleBook, new: RuleBook) -> RuleBook:
    """Return the rules of a book that another does not have just so, with those they are anchored to."""
    return _part(new, _changed(old, new))


def _changed(old: RuleBook, new: RuleBook) -> set[str]:
    """Return the rules of a book that another does not have just so, or that depend on such a rule."""
    known = {rule.rule_id: effect(rule) for rule in old.rules}
    rules = {rule.rule_id: rule for rule in new.rules}
    changed = {rule_id for rule_id, rule in rules.items() if known.get(rule_id) != effect(rule)}
    return changed | {rule_id for rule_id in rules if _anchored(rule_id, rules) & changed}


def _part(book: RuleBook, wanted: set[str]) -> RuleBook:
    """Return some rules of a book with those they are anchored to; unknown ids do no harm."""
    rules = {rule.rule_id: rule for rule in book.rules}
    needed = wanted.union(*(_anchored(rule_id, rules) for rule_id in wanted & rules.keys()))
    return replace(book, rules=tuple(rule for rule in book.rules if rule.rule_id in needed))


def _anchored(rule_id: str, rules: Mapping[str, Rule]) -> set[str]:
    """Return the rules whose hits a rule depends on."""
    direct = rules[rule_id].anchors
    return set(direct).union(*(_anchored(one, rules) for one in direct))


def with_unchanged(part: Evaluation, old: Evaluation, changed: RuleBook, new: RuleBook) -> Evaluation:
    """Return what a whole book says of a call, from what its changed part and the other book say.

    Args:
        part: of the call, by the changed part.
        old: of the call, by the other book.
        changed: the changed part.
        new: the whole book.
    """
    order = {rule.rule_id: place for place, rule in enumerate(new.rules)}
    same = order.keys() - {rule.rule_id for rule in changed.rules}
    findings = (*part.findings, *(finding for finding in old.findings if finding.rule_id in same))
    skipped = (*part.not_evaluated, *(one for one in old.not_evaluated if one.rule_id in same))
    return replace(
        part,
        findings=tuple(sorted(findings, key=by_time)),
        not_evaluated=tuple(sorted(skipped, key=lambda one: order[one.rule_id])),
    )
