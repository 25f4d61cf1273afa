"""Calls on which a rule without a hit proves nothing: not all of them was heard."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from callqa.model.finding import Evaluation, NotEvaluated, Undecided, Why
from callqa.model.transcript import Transcript
from callqa.rules.language.rule import Rule, RuleBook

TOO_SHORT_MS = 1000
"""In less nobody can have said what should be said in every call."""


def without_proof(evaluation: Evaluation, book: RuleBook, day: date, reason: Undecided) -> Evaluation:
    """Return the evaluation of a call that was not heard whole: what did not hit is not evaluated.

    Args:
        day: of the call.
        reason: why it was not.
    """
    hit = {finding.rule_id for finding in evaluation.findings}
    return _skipping(evaluation, (r for r in book.rules if r.in_force(day) and r.rule_id not in hit), reason)


def too_short(evaluation: Evaluation, book: RuleBook, transcript: Transcript) -> Evaluation:
    """Return the evaluation of a call that may be too short to be judged by what is not said in it."""
    absent = {finding.rule_id for finding in evaluation.findings if finding.turn is None}
    if transcript.duration_ms >= TOO_SHORT_MS or not absent:
        return evaluation
    kept = tuple(finding for finding in evaluation.findings if finding.turn is not None)
    rules = (rule for rule in book.rules if rule.rule_id in absent)
    reason = Undecided(kind=Why.TOO_SHORT, seconds=transcript.duration_ms / 1000)
    return _skipping(replace(evaluation, findings=kept), rules, reason)


def _skipping(evaluation: Evaluation, rules: Iterable[Rule], reason: Undecided) -> Evaluation:
    # the rule's own reason says more than that the call was not heard whole
    known = {one.rule_id for one in evaluation.not_evaluated}
    more = (NotEvaluated(rule_id=r.rule_id, reason=reason) for r in rules if r.rule_id not in known)
    return replace(evaluation, not_evaluated=(*evaluation.not_evaluated, *more))
