"""What a call's findings cost."""

import pytest

from callqa.days.score import call_score
from callqa.model.finding import Severity
from callqa.model.summaries import RuleSummary
from tests.support.builders import evaluation, finding, not_evaluated


def rule(rule_id: str, points: float = 0, fatal: bool = False) -> RuleSummary:
    return RuleSummary(
        rule_id=rule_id, name="规则", category="类别", severity=Severity.LOW, points=points, fatal=fatal
    )


RULES = (rule("greeting", 10), rule("rude", 30), rule("promise", 20), rule("leak", fatal=True), rule("plain"))

SCORES = [
    # rules that hit, rules that were not evaluated, points of the call
    ([], [], 100),
    (["greeting"], [], 90),
    (["greeting", "rude"], [], 60),
    (["greeting", "greeting"], [], 90),
    (["plain"], [], 100),
    (["leak"], [], 0),
    (["greeting", "leak"], [], 0),
    ([], ["rude"], 100),
    (["greeting"], ["rude"], 85.7),
    (["greeting"], ["rude", "promise"], 80),
    ([], ["greeting", "rude", "promise", "leak"], None),
    ([], ["greeting", "rude", "promise"], 100),
]


@pytest.mark.parametrize(("hit", "skipped", "points"), SCORES)
def test_a_score_is_a_hundred_minus_points_of_what_could_be_judged(
    hit: list[str], skipped: list[str], points: float | None
) -> None:
    found = [finding(rule_id=one, finding_id=f"{one}-{n}") for n, one in enumerate(hit)]
    judged = evaluation(*found, not_evaluated=tuple(map(not_evaluated, skipped)))
    assert call_score(RULES, judged).points == points


def test_points_never_fall_below_zero() -> None:
    many = [rule(f"r{n}", 40) for n in range(4)]
    found = [finding(rule_id=one.rule_id, finding_id=one.rule_id) for one in many]
    assert call_score(many, evaluation(*found)).points == 0


def test_a_dismissed_finding_costs_nothing_after_review() -> None:
    judged = evaluation(finding(rule_id="rude", finding_id="a"), finding(rule_id="leak", finding_id="b"))
    assert call_score(RULES, judged).points == 0
    assert call_score(RULES, judged, {"b"}).points == 70
    assert call_score(RULES, judged, {"a", "b"}).points == 100


def test_a_rule_with_one_hit_left_still_costs_its_points() -> None:
    judged = evaluation(finding(rule_id="rude", finding_id="a"), finding(rule_id="rude", finding_id="b"))
    assert call_score(RULES, judged, {"a"}).points == 70


def test_a_hundred_of_which_a_part_was_not_judged_is_only_the_most_it_can_be() -> None:
    rude, unknown = finding(rule_id="rude"), (not_evaluated("greeting"),)
    assert call_score(RULES, evaluation(not_evaluated=unknown)).is_bound
    assert not call_score(RULES, evaluation(rude, not_evaluated=unknown)).is_bound
    assert not call_score(RULES, evaluation(not_evaluated=(not_evaluated("plain"),))).is_bound


def test_a_book_without_points_leaves_every_call_at_a_hundred() -> None:
    assert call_score([rule("plain")], evaluation(finding(rule_id="plain"))).points == 100
