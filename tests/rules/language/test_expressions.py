"""The one-string form: what it means, and what is said where it cannot be read."""

import pytest

from callqa.rules.grammar.expression import And, ExpressionError, Name, Negation, Or, is_expression, parse
from callqa.rules.language.parse import parse as parse_book
from callqa.strict_yaml.loader import load
from callqa.strict_yaml.problems import ProblemsError
from tests.rules.rule_makers import book

A, B, C = Name("甲"), Name("乙"), Name("丙")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲&&乙", And((A, B))),
        ("甲||乙&&丙", Or((A, And((B, C))))),
        ("(甲||乙)&&丙", And((Or((A, B)), C))),
        ("!甲&&乙", And((Negation(A), B))),
        ("!(甲&&乙)", Negation(And((A, B)))),
        ("！甲＆＆（乙｜｜丙）", And((Negation(A), Or((B, C))))),
        (" 甲 && 乙 && 丙 ", And((A, B, C))),
        ("((甲))", A),
        ("H&M&&甲", And((Name("H&M"), A))),
    ],
)
def test_not_binds_closest_then_and_then_or(text: str, expected: object) -> None:
    assert parse(text) == expected


@pytest.mark.parametrize(
    ("text", "said", "cure"),
    [
        ("甲&&", "末尾少了一个词", "两边都要有词"),
        ("&&甲", "&& 前面少了一个词", "两边都要有词"),
        ("甲&&&&乙", "少了一个词", "两边都要有词"),
        ("(甲&&乙", "括号没有成对", "补上 )"),
        ("甲&&乙)", "多了一个 )", "成对"),
        ("甲&乙", "多了一个 &", "&&"),
        ("&甲", "只有一个 &", "写两个：&&"),
        ("!" * 50 + "甲", "套得太深", "拆成几条"),
        ("甲&&" * 200 + "甲", "太长", "拆成几条"),
    ],
)
def test_what_cannot_be_read_is_explained(text: str, said: str, cure: str) -> None:
    with pytest.raises(ExpressionError) as caught:
        parse(text)
    assert said in caught.value.what
    assert cure in caught.value.cure


@pytest.mark.parametrize(
    ("text", "expected"), [("退款", False), ("R&D部", False), ("滚!", False), ("!滚", True)]
)
def test_a_mark_within_words_makes_no_expression(text: str, expected: bool) -> None:
    assert is_expression(text) is expected


MISTAKES = [
    ("conditions: {缺货: 缺货, 退款: 退款}, when: 缺贷 && 退款", "没有叫“缺贷”的条件", "缺货"),
    ("conditions: {缺: 缺货, 退: 退款}, when: 缺", "条件“退”没有用在 when 里", "写进 when"),
    ("keywords: [退款], when: 退款&&缺货", "写了 keywords，又写了 when", "只留其中一个"),
    ("keywords: [退款&&], role: 客户", "少了一个词", "两边都要有词"),
    ("keywords: [退款], window: {first_s: 3, last_s: 3}", "写了 2 样", "只写其中一个"),
    ("keywords: [退款], at_least: 2", "比 keywords 的词还多", "改小"),
    ("keywords: [退款], anchor: {rule: x}", "“x”不存在", "另一条规则的 id"),
    ("keywords: [退款], anchor: {rule: r}", "依据它自己", "不用 anchor"),
    ("silence: {over_s: 3}, not_in: [稍等]", "not_in 没有作用", "keywords"),
    ("silence: {over_s: 3}, window: {first_s: 9}", "window 没有作用", "keywords"),
    ("speed: {}", "speed 没有写界限", "over"),
    ("duration: {over_s: 10, under_s: 20}", "任何通话都会命中", "对调"),
    ("sequence: {steps: [退款]}", "steps", "至少写 2 项"),
    ("keywords: [退款], since: 三月", "“三月”不是日期", "2026-03-01"),
    ("keywords: [退款], since: 2026-03-02, until: 2026-03-01", "永远不生效", "对调"),
    ("keywords: [退款], score: 200", "score", "不大于 100"),
    ("keywords: [退款], not_inn: [x]", "不认识“not_inn”", "not_in"),
]


@pytest.mark.parametrize(("rule", "said", "cure"), MISTAKES)
def test_a_mistake_in_a_condition_is_explained_with_its_line(rule: str, said: str, cure: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        book(f"id: r, name: 规则, {rule}")
    assert any(
        said in problem.what and cure in problem.cure and problem.line == 2
        for problem in caught.value.problems
    ), str(caught.value)


class TestShortestForm:
    """A category in one line."""

    def test_a_name_and_its_words_are_a_rule(self) -> None:
        [rule] = parse_book(load("categories:\n  - 投诉: [投诉, 举报]\n", "k.yaml")).rules
        assert (rule.rule_id, rule.name, rule.category) == ("tou_su", "投诉", "投诉")
        assert [(phrase.text, phrase.line) for phrase in rule.keywords] == [("投诉", 2), ("举报", 2)]

    def test_a_mistake_in_it_has_its_own_line(self) -> None:
        with pytest.raises(ProblemsError, match=r"k\.yaml:4:7：“退款，退钱”被当成了一个词"):
            parse_book(load("categories:\n  - 退款:\n    - 退货\n    - 退款，退钱\n", "k.yaml"))

    def test_a_misspelt_key_is_no_category(self) -> None:
        with pytest.raises(ProblemsError, match="不认识“rule”"):
            parse_book(load("categories:\n  - rule: [投诉]\n", "k.yaml"))
