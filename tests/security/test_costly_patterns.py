"""A regular expression that would take hours over a call: not evaluated, told, and told beforehand."""

import pytest

from callqa.model.finding import Why
from callqa.rules.advice.caution import CautionKind
from callqa.rules.advice.lint import warnings
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.search.pattern import Lines, compiled
from callqa.rules.search.work import TooMuchWorkError, costs
from tests.rules.rule_makers import book, says

ROWS = (
    (
        "正则要对长段的话反复从头比对，用时按平方增长 a pattern whose time grows with the square of a call",
        "工作量有上限，这一通写“未评估”和原因；callqa rules check 事先指出行号和改法 "
        "bounded: not evaluated, with the reason; `rules check` tells line and cure beforehand",
    ),
)
QUADRATIC = [
    # pattern, what is said over and over
    ("好.{900}退|好|啊", "好啊啊好"),
    ("(好|啊){1,900}退|好|啊", "好啊"),
    ("(?:.{900}退)?", "好"),
    ("好.{1000}.{1000}.{1000}.{1000}退|好", "好"),
    ("好.*退|好", "好好好好好好好好好好"),
]
ORDINARY = [
    ("我[^，。]*投诉|我", "我觉得这个事情不对，"),
    ("退.{0,10}款", "退一下款"),
    ("[0-9]+元", "一二三元"),
    ("(你好|您好)+", "您好"),
]


@pytest.mark.parametrize(("pattern", "said"), QUADRATIC)
def test_too_much_work_is_refused_before_it_is_done(pattern: str, said: str) -> None:
    with pytest.raises(TooMuchWorkError):
        compiled(pattern).spans(Lines([said * 3000]))


@pytest.mark.parametrize(("pattern", "said"), ORDINARY)
def test_what_people_write_is_evaluated_on_an_hour_of_one_voice(pattern: str, said: str) -> None:
    assert len(compiled(pattern).spans(Lines([said * (15_000 // len(said))]))) > 0


@pytest.mark.parametrize(
    "rule",
    [
        "regex: '好.{900}退|好'",
        "keywords: [好的], not_regex: '好.{900}退|好'",
        "conditions: {a: {regex: '好.{900}退|好'}, b: {keywords: [投诉]}}, when: a || b",
    ],
    ids=["its own", "an exception", "one of two"],
)
def test_the_rule_says_that_it_was_not_evaluated_and_others_go_on(rule: str) -> None:
    rules = book(f"id: r, name: 规则, {rule}", "id: s, name: 另一条, keywords: [投诉]")
    judged = evaluate(says("客户", "好的" * 2000), rules)
    assert [(one.rule_id, one.reason.kind) for one in judged.not_evaluated] == [("r", Why.TOO_MUCH_WORK)]
    assert judged.findings == ()


def test_a_sure_hit_of_another_condition_is_a_hit_all_the_same() -> None:
    either = "conditions: {a: {regex: '好.{900}退|好'}, b: {keywords: [投诉]}}, when: a || b"
    judged = evaluate(says("客户", "我要投诉" + "好的" * 2000), book(f"id: r, name: 规则, {either}"))
    assert [one.evidence for one in judged.findings] == ["投诉"]
    assert judged.not_evaluated == ()


@pytest.mark.parametrize(
    ("pattern", "told"),
    [("好.{900}退|好", "未评估"), ("好[^，。]*退|好", ""), ("退.{0,10}款", ""), ("好.{900}退", "展开后太大")],
)
def test_the_author_is_told_with_line_and_cure(pattern: str, told: str) -> None:
    cautions = [
        one
        for one in warnings(book(f"id: r, name: 规则, regex: '{pattern}'"))
        if one.kind is CautionKind.COSTLY
    ]
    assert [(told in one.problem.what, one.problem.line) for one in cautions] == [(True, 2)] * bool(told)
    assert all(one.problem.cure for one in cautions)


@pytest.mark.parametrize(
    ("pattern", "counted", "endless"),
    [
        ("退款", 2, False),
        ("退?.{0,8}款", 10, False),
        ("(?:退|退一下){2,3}款", 10, False),
        ("[^，。]{3,}\\d", 4, True),
        ("(退款)*|x+?", 2, True),
        ("a{3}?", 3, False),
    ],
)
def test_how_far_a_match_is_looked_for(pattern: str, counted: int, *, endless: bool) -> None:
    found = costs(pattern, step=1)
    assert (found.counted, found.endless) == (counted, endless)
