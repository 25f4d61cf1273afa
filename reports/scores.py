"""The score of a call with each deduction explained: the machine's, and the one after review."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flows.core.day import CallResult, RuleSummary
from flows.core.review import Judgement, Verdict
from flows.core.rules.score import CallScore, call_score
from reports.language import page_words, words
from reports.shapes import Fact


@dataclass(frozen=True, kw_only=True, slots=True)
class ScoreView:
    """A score in words.

    Args:
        machine: as the rules say.
        reviewed: without the hits that supervisors found wrong; empty where that changes nothing.
        deductions: a rule and what it cost, the dearest first.
        left_out: in words, what could not be judged; empty where all was.
    """

    machine: str
    reviewed: str
    deductions: tuple[Fact, ...]
    left_out: str


def score_of(
    call: CallResult, rules: Sequence[RuleSummary], judgements: Mapping[str, Judgement]
) -> ScoreView | None:
    """Explain a call's score; None for a rule book without points."""
    priced = [rule for rule in rules if rule.points or rule.fatal]
    if not priced:
        return None
    dismissed = {key for key, each in judgements.items() if each.verdict is Verdict.FALSE}
    machine = call_score(rules, call.evaluation)
    reviewed = call_score(rules, call.evaluation, dismissed)
    return ScoreView(
        machine=_points(machine),
        reviewed=_points(reviewed) if reviewed != machine else "",
        deductions=_deductions(call, priced),
        left_out=page_words.left_out(f"{machine.left_out:g}") if machine.left_out else "",
    )


def _points(score: CallScore) -> str:
    return words.NOT_EVALUATED if score.points is None else f"{score.points:g}"


def _deductions(call: CallResult, priced: Sequence[RuleSummary]) -> tuple[Fact, ...]:
    hits = Counter(finding.rule_id for finding in call.evaluation.findings)
    paid = sorted((r for r in priced if hits[r.rule_id]), key=lambda r: (not r.fatal, -r.points, r.rule_id))
    return tuple(
        Fact(label=rule.name, value=page_words.deduction(f"{rule.points:g}", rule.fatal, hits[rule.rule_id]))
        for rule in paid
    )
