"""What a call's findings cost: 100 minus points; 0 for a fatal one; what was not evaluated leaves the sum."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from callqa.model.finding import Evaluation
from callqa.model.summaries import RuleSummary

FULL = 100.0


@dataclass(frozen=True, kw_only=True, slots=True)
class CallScore:
    """The score of one call.

    Args:
        points: from 0 to 100; None where no rule that has points, or is fatal, could be evaluated.
        lost: points of the rules that hit, each once.
        fatal: a fatal rule hit.
        left_out: points of the rules that were not evaluated.
    """

    points: float | None
    lost: float
    fatal: bool
    left_out: float


def call_score(
    rules: Sequence[RuleSummary], evaluation: Evaluation, dismissed: Collection[str] = ()
) -> CallScore:
    """Return the machine's score of a call; with what supervisors dismissed, the score after review.

    A rule costs its points once, however often it hits. Rules that were not evaluated leave the sum:
    what was lost then weighs more, in the proportion of all points to those that could be judged.
    For a book whose points add up to more than 100 that proportion is taken of their sum.

    Args:
        rules: in force when the call was evaluated.
        evaluation: of the call.
        dismissed: ids of findings that somebody judged to be wrong; they cost nothing.
    """
    counted = {one.rule_id for one in evaluation.findings if one.finding_id not in dismissed}
    skipped = {one.rule_id for one in evaluation.not_evaluated}
    scored = [rule for rule in rules if rule.points or rule.fatal]
    lost = sum(rule.points for rule in scored if rule.rule_id in counted)
    left_out = sum(rule.points for rule in scored if rule.rule_id in skipped)
    fatal = any(rule.fatal for rule in scored if rule.rule_id in counted)
    judged = not scored or any(rule.rule_id not in skipped for rule in scored)
    points = _points(sum(rule.points for rule in scored), lost, left_out)
    return CallScore(
        points=(0.0 if fatal else points) if judged else None, lost=lost, fatal=fatal, left_out=left_out
    )


def _points(possible: float, lost: float, left_out: float) -> float:
    base = max(FULL, possible)
    if lost <= 0:
        return FULL
    share = 1 - left_out / base
    return round(max(0.0, FULL - lost / share), 1) if share > 0 else 0.0
