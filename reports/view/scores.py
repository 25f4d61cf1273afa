"""The score of a call with each deduction explained: the machine's, and the one after review."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from callqa.days.day import CallResult
from callqa.days.score import CallScore, Scoring, call_score, is_priced
from callqa.model.review.verdicts import Judgement
from callqa.model.summaries import RuleSummary
from callqa.model.transcript import Outcome
from reports.view.model.overview import Fact
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
    priced = [rule for rule in rules if is_priced(rule)]
    if not priced:
        return None
    machine, reviewed = _scores(call, rules, judgements)
    return ScoreView(
        machine=_points(machine),
        reviewed=_points(reviewed) if reviewed else "",
        deductions=_deductions(call, priced),
        left_out=page_words.left_out(f"{machine.left_out:g}") if machine.left_out else "",
    )


class AtMost(float):
    """A score that can only be lower: not every rule that costs something was evaluated."""


Points = float | str | None


def points_of(
    call: CallResult, rules: Sequence[RuleSummary], judgements: Mapping[str, Judgement]
) -> tuple[Points, Points]:
    """Return the machine's score, and the one after review where it is another; None where there is none.

    A rule book without points gives no score, and a call in which nobody speaks has none.
    """
    if not any(map(is_priced, rules)) or call.transcript.outcome is Outcome.NO_SPEECH:
        return None, None
    if call.transcript.outcome is Outcome.FAILED:
        return words.NOT_EVALUATED, None
    machine, reviewed = _scores(call, rules, judgements)
    return _number(machine), _number(reviewed) if reviewed else None


def _scores(
    call: CallResult, rules: Sequence[RuleSummary], judgements: Mapping[str, Judgement]
) -> tuple[CallScore, CallScore | None]:
    """As the rules say, and without the hits that supervisors found wrong where that changes anything."""
    machine = call_score(rules, call.evaluation)
    dismissed = Scoring.by(rules, judgements).dismissed(call.evaluation.findings)
    reviewed = call_score(rules, call.evaluation, dismissed) if dismissed else machine
    return machine, reviewed if reviewed != machine else None


def _number(score: CallScore) -> Points:
    if score.points is None:
        return words.NOT_EVALUATED
    return AtMost(score.points) if score.is_bound else score.points


def _points(score: CallScore) -> str:
    if score.points is None:
        return words.NOT_EVALUATED
    return f"{'≤ ' if score.is_bound else ''}{score.points:g}"


def _deductions(call: CallResult, priced: Sequence[RuleSummary]) -> tuple[Fact, ...]:
    hits = Counter(finding.rule_id for finding in call.evaluation.findings)
    paid = sorted((r for r in priced if hits[r.rule_id]), key=lambda r: (not r.fatal, -r.points, r.rule_id))
    return tuple(
        Fact(label=rule.name, value=page_words.deduction(f"{rule.points:g}", rule.fatal, hits[rule.rule_id]))
        for rule in paid
    )
