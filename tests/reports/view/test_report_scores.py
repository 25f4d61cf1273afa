"""The score of a call, explained."""

from dataclasses import replace

import pytest

from callqa.days.day import CallResult
from callqa.model.review.verdicts import Judgement, Verdict, judge
from callqa.model.summaries import RuleSummary
from reports.view.scores import AtMost, ScoreView, points_of, score_of
from tests.support.builders import COMPLAINT, call, failed_call, finding, not_evaluated, review, silent_call

DEAR = replace(COMPLAINT, points=20)
CHEAP = replace(COMPLAINT, rule_id="refund", name="退款", points=5)
FATAL = replace(COMPLAINT, rule_id="abuse", name="辱骂", fatal=True)


def hit(rule: RuleSummary, number: int = 1) -> object:
    return finding(finding_id=f"{rule.rule_id}-{number}", rule_id=rule.rule_id)


def heard(*rules: RuleSummary, **changes: object) -> CallResult:
    return call("call-1", *(hit(rule, n) for n, rule in enumerate(rules)), **changes)  # type: ignore[arg-type]


def explained(one: CallResult, *rules: RuleSummary, **judgements: Judgement) -> ScoreView:
    score = score_of(one, rules, judgements)
    assert score
    return score


def said_false(finding_id: str) -> Judgement:
    said = review(Verdict.FALSE, finding_id=finding_id)
    return judge([said])[said.key]


def test_every_deduction_is_named_the_dearest_first() -> None:
    score = explained(heard(CHEAP, DEAR, DEAR), CHEAP, DEAR)

    assert score.machine == "75"
    assert [(each.label, each.value) for each in score.deductions] == [
        ("投诉", "扣 20 分（命中 2 处，只扣一次）"),
        ("退款", "扣 5 分（命中 1 处）"),
    ]


def test_a_fatal_rule_stands_before_all_and_leaves_nothing() -> None:
    score = explained(heard(DEAR, FATAL), DEAR, FATAL)

    assert score.machine == "0"
    assert score.deductions[0].label == "辱骂"


def test_what_supervisors_found_wrong_gives_a_second_score_and_changes_no_first() -> None:
    score = explained(heard(DEAR), DEAR, **{"complaint-0": said_false("complaint-0")})

    assert (score.machine, score.reviewed) == ("80", "100")


def test_what_was_not_evaluated_is_said() -> None:
    score = explained(heard(DEAR, not_evaluated=(not_evaluated("refund"),)), DEAR, CHEAP)

    assert "5 分的规则未评估" in score.left_out
    assert explained(call(not_evaluated=(not_evaluated(),)), DEAR).machine == "未评估"


def test_a_rule_book_without_points_has_no_score() -> None:
    assert score_of(heard(COMPLAINT), [COMPLAINT], {}) is None


def test_a_score_can_only_be_lower_where_a_rule_with_points_was_not_evaluated() -> None:
    unknown = call(not_evaluated=(not_evaluated("refund"),))

    machine, _ = points_of(unknown, (DEAR, CHEAP), {})
    assert isinstance(machine, AtMost)
    assert machine == 100
    assert explained(unknown, DEAR, CHEAP).machine == "≤ 100"


@pytest.mark.parametrize(
    ("one", "expected"),
    [
        (heard(DEAR), (80, None)),
        (heard(DEAR, CHEAP), (75, None)),
        (call(not_evaluated=(not_evaluated(),)), ("未评估", None)),
        (failed_call(), ("未评估", None)),
        (silent_call(), (None, None)),
    ],
    ids=["one hit", "two hits", "not evaluated", "failed", "nobody speaks"],
)
def test_the_workbook_has_the_score_of_a_call_where_there_is_one(
    one: CallResult, expected: tuple[float | str | None, float | None]
) -> None:
    assert points_of(one, (DEAR, CHEAP) if expected[0] != "未评估" else (DEAR,), {}) == expected


def test_the_workbook_has_the_score_after_review_where_it_is_another() -> None:
    assert points_of(heard(DEAR), (DEAR,), {"complaint-0": said_false("complaint-0")}) == (80, 100)
    assert points_of(heard(COMPLAINT), (COMPLAINT,), {}) == (None, None)
