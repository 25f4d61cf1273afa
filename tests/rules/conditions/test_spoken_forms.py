"""forms: a verb-object pair is found as people say it, from the plain keyword; stutters and fillers, too."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from callqa.cli.app import app
from callqa.rules.advice.explain import explanations
from callqa.rules.evaluation.evaluate import evaluate
from callqa.strict_yaml.problems import ProblemsError
from tests.rules.rule_makers import book, rule, says

FOUND = [
    # keyword, what is said, evidence
    ("退款", "我就想退个款", "退个款"),
    ("退款", "我想退一下款", "退一下款"),
    ("退款", "都退了三次款了", "退了三次款"),
    ("退款", "退我的款", "退我的款"),
    ("退款", "退不了款是什么意思", "退不了款"),
    ("退款", "你把钱退了吧", "把钱退了"),
    ("退款", "把我的钱全退给我", "把我的钱全退给我"),
    ("退款", "你给我退回来", "给我退回来"),
    ("退款", "给我退了这个钱", "给我退了"),
    ("退货", "退个货怎么这么难", "退个货"),
    ("投诉", "我要投个诉", "投个诉"),
    ("投诉", "都投了好几次诉了", "投了好几次诉"),
    ("赔偿", "你要赔我五百块钱", "赔我"),
    ("要求退款", "我要求退个款", "要求退个款"),
    ("道歉", "给我道个歉", "道个歉"),
    ("不满意", "我很不不满满意", "不不满满意"),
    ("投诉", "我要投投诉", "投诉"),
    ("投诉", "我要投投诉诉", "投诉"),
    ("骗子", "你们是骗骗子", "骗子"),
    ("态度差", "态态度度差", "态态度度差"),
    ("退款", "我要退额款", "退额款"),
    ("退款", "我要退哦款", "退哦款"),
    ("投诉", "我要投就是诉", "投就是诉"),
    ("谢谢", "谢谢您", "谢谢"),
    ("余额", "我的余额", "余额"),
    ("不就是", "这不就是骗人", "不就是"),
]


def evidence(keyword: str, text: str, rest: str = "") -> str:
    found = evaluate(says("客户", text), book(rule(keyword, rest))).findings
    return "".join(one.evidence for one in found)


@pytest.mark.parametrize(("keyword", "text", "expected"), FOUND, ids=[text for _, text, _ in FOUND])
def test_a_keyword_is_found_as_people_say_it(keyword: str, text: str, expected: str) -> None:
    assert evidence(keyword, text) == expected


@pytest.mark.parametrize(
    ("keyword", "text"),
    [
        ("退款", "我想退出这款"),
        ("投诉", "投递很慢"),
        ("一二三", "一一二二三三"),
        ("hapy", "happy"),
        ("退货", "把钱退了"),
    ],
)
def test_what_only_looks_like_a_form_is_none(keyword: str, text: str) -> None:
    assert evidence(keyword, text) == ""


@pytest.mark.parametrize("text", ["退个款", "把钱退了"])
def test_forms_can_be_switched_off_for_a_rule_a_category_and_a_condition(text: str) -> None:
    assert evidence("退款", text) != ""
    assert evidence("退款", text, "forms: 原样") == ""
    named = "id: r, name: 规则, conditions: {甲: {keywords: 退款, forms: 原样}}"
    assert evaluate(says("客户", text), book(named)).findings == ()


def test_stutters_are_switched_off_with_the_forms() -> None:
    assert evidence("不满意", "不不满满意") == "不不满满意"
    assert evidence("不满意", "不不满满意", "forms: 原样") == ""


def test_switching_forms_off_changes_the_revision_and_the_default_does_not() -> None:
    assert book(rule("退款", "forms: 口语")).revision == book(rule("退款")).revision
    assert book(rule("退款", "forms: 原样")).revision != book(rule("退款")).revision


def test_an_exception_is_taken_as_it_is_written() -> None:
    assert evidence("退款", "我不退款了", "not_in: [不退款]") == ""
    assert evidence("退款", "我不退个款", "not_in: [不退款]") == "退个款"
    assert evidence("退款", "我不想退个款", "not_when: [否定]") == ""


def test_another_word_for_forms_is_answered() -> None:
    with pytest.raises(ProblemsError, match="写其中一个：口语、原样"):
        book(rule("退款", "forms: 书面"))


def test_what_the_forms_add_is_explained(tmp_path: Path) -> None:
    (only,) = explanations(book(rule("退款, 快递")))
    file = tmp_path / "k.yaml"
    file.write_text("categories:\n  - 退款: [退款, 快递]\n", encoding="utf-8")

    shown = CliRunner().invoke(app, ["rules", "check", str(file), "--explain"]).stdout

    assert {"退个款", "退一下款", "把钱退了", "给我退回来"} <= {*only.forms}
    assert "“退款”也听 退个款" in shown
    assert "“快递”也听" not in shown
    assert "也听" not in CliRunner().invoke(app, ["rules", "check", str(file)]).stdout
