"""Regular expressions of rules: bounded in time, explained where they cannot be taken."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.language.parse import parse
from callqa.rules.language.rule import RuleBook
from callqa.rules.search.pattern import Lines, compiled
from callqa.strict_yaml.loader import load
from callqa.strict_yaml.problems import ProblemsError
from tests.rules.rule_makers import says

TEXT = """\
categories:
  - name: 类别
    severity: 一般
    rules:
      - id: r
        name: 规则
        regex: '{}'
"""

CATASTROPHIC = [
    "(啊+)+$",
    "(啊|啊)*哦",
    "(啊*)*哦",
    "(.*)*哦",
    "(啊+)+(哦+)+$",
    "^(啊?){25}啊{25}$",
    "((啊+)+)+哦",
]

REFUSED = [
    ("(?<=不)退款", "向前看", "not_in"),
    ("退款(?!电话)", "(?!…)", "not_in"),
    ("(退)\\1", "反斜杠", "repeat"),
    ("退(款", "圆括号", "补上 )"),
    ("退[款", "方括号", "补上 ]"),
    ("*退款", "前面没有内容", "前面写上"),
    ("退{1000}{1000}", "连着写了两个", "只留一个"),
    ("(退{1,1000}){1,1000}", "重复的次数太多", "1000"),
]


def book(pattern: str) -> RuleBook:
    return parse(load(TEXT.format(pattern), "k.yaml"))


def found(pattern: str, text: str) -> list[str]:
    return [one.evidence for one in evaluate(says("客户", text), book(pattern)).findings]


@pytest.mark.timeout(20)
@pytest.mark.parametrize("pattern", CATASTROPHIC)
def test_a_pattern_that_explodes_elsewhere_takes_no_time_here(pattern: str) -> None:
    assert found(pattern, "啊" * 5000 + "嘿") == []


@pytest.mark.parametrize(("pattern", "said", "cure"), REFUSED)
def test_a_pattern_that_cannot_be_taken_is_explained_with_its_line_and_cure(
    pattern: str, said: str, cure: str
) -> None:
    with pytest.raises(ProblemsError) as caught:
        book(pattern)
    [problem] = caught.value.problems
    assert (problem.line, problem.column) == (7, 16)
    assert pattern in problem.what
    assert said in problem.what
    assert cure in problem.cure


@pytest.mark.parametrize(
    ("pattern", "text", "evidence"),
    [
        ("vip", "我是ＶＩＰ客户", ["ＶＩＰ"]),
        ("退款", "我要退欵退款", ["退款"]),
        ("投诉", "我要投訴", ["投訴"]),
        ("[0-9]{3}", "号码是一二三", ["一二三"]),
        ("一个", "我要一个", ["一个"]),
        ("^我", "我要我的", ["我"]),
        ("的$", "我的是我的", ["的"]),
        ("退.?款", "退款，退了款", ["退款", "退了款"]),
        ("x*", "没有", []),
        ("，", "好，的", []),
    ],
)
def test_a_pattern_reads_the_text_kindly(pattern: str, text: str, evidence: list[str]) -> None:
    assert found(pattern, text) == evidence


@given(
    st.lists(st.text("退款一2，x ", max_size=5), max_size=20),
    st.sampled_from(["退款", "^款", "退$", "[0-9]", "退.?款", "x*", "\\b2", "\\A退", "[^退]x"]),
)
def test_many_stretches_together_give_what_each_gives_alone(stretches: list[str], pattern: str) -> None:
    alone = [
        (index, start, end)
        for index, text in enumerate(stretches)
        for _, start, end in compiled(pattern).spans(Lines([text]))
    ]

    assert compiled(pattern).spans(Lines(stretches)) == alone
