"""The score of a call with each deduction explained: the machine's, and the one after review."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callqa.days.day import CallResult
from callqa.model.review import Judgement, Verdict
from callqa.model.summaries import RuleSummary
from callqa.model.transcript import Outcome
from callqa.rules.evaluation.score import CallScore, call_score
from reports.view.model import Fact
from reports.words.language import page_words, words


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
    machine, reviewed = _scores(call, rules, judgements)
    return ScoreView(
        machine=_points(machine),
        reviewed=_points(reviewed) if reviewed else "",
        deductions=_deductions(call, priced),
        left_out=page_words.left_out(f"{machine.left_out:g}") if machine.left_out else "",
    )


def points_of(
    call: CallResult, rules: Sequence[RuleSummary], judgements: Mapping[str, Judgement]
) -> tuple[float | str | None, float | str | None]:
    """Return the machine's score, and the one after review where it is another; None where there is none.

    A rule book without points gives no score, and a call in which nobody speaks has none.
    """
    if not any(rule.points or rule.fatal for rule in rules) or call.transcript.outcome is Outcome.NO_SPEECH:
        return None, None
    if call.transcript.outcome is Outcome.FAILED:
        return words.NOT_EVALUATED, None
    machine, reviewed = _scores(call, rules, judgements)
    return _number(machine), _number(reviewed) if reviewed else None


def _scores(
    call: CallResult, rules: Sequence[RuleSummary], judgements: Mapping[str, Judgement]
) -> tuple[CallScore, CallScore | None]:
    """As the rules say, and without the hits that supervisors found wrong where that changes anything."""
    found = {finding.finding_id for finding in call.evaluation.findings}
    dismissed = {key for key in found & judgements.keys() if judgements[key].verdict is Verdict.FALSE}
    machine = call_score(rules, call.evaluation)
    reviewed = call_score(rules, call.evaluation, dismissed) if dismissed else machine
    return machine, reviewed if reviewed != machine else None


def _number(score: CallScore) -> float | str:
    return words.NOT_EVALUATED if score.points is None else score.points


def _points(score: CallScore) -> str:
    return words.NOT_EVALUATED if score.points is None else f"{score.points:g}"


def _deductions(call: CallResult, priced: Sequence[RuleSummary]) -> tuple[Fact, ...]:
    hits = Counter(finding.rule_id for finding in call.evaluation.findings)
    paid = sorted((r for r in priced if hits[r.rule_id]), key=lambda r: (not r.fatal, -r.points, r.rule_id))
    return tuple(
        Fact(label=rule.name, value=page_words.deduction(f"{rule.points:g}", rule.fatal, hits[rule.rule_id]))
        for rule in paid
    )
