"""An anchor on several rules, or on a category: any of their hits is one to look around."""

import pytest

from callqa.rules.books import checked
from callqa.rules.evaluation.evaluate import evaluate
from callqa.strict_yaml.problems import ProblemsError
from tests.rules.rule_makers import call, turn

BOOK = """\
categories:
  - name: 投诉
    severity: 严重
    role: 客户
    rules:
      - {{id: complain, name: 投诉, keywords: [投诉]}}
      - {{id: sue, name: 起诉, keywords: [起诉]}}
      - {{id: greeting, name: 开场, role: 坐席, must_say: [您好]}}
      - {{id: again, name: 又说, keywords: [又来], anchor: {{rule: complain}}}}
      - {{id: off, name: 停用, keywords: [停用], enabled: 否}}
  - name: 服务
    severity: 一般
    role: 坐席
    rules:
      - {{id: sorry, name: 没有道歉, must_say: [抱歉], anchor: {anchor}}}
"""
ANCHORS = ["{rule: [complain, sue]}", "{category: 投诉}", "{category: [投诉]}", "{rule: sue, category: 投诉}"]


def rules_that_hit(anchor: str, *turns: object) -> set[str]:
    return {
        one.rule_id for one in evaluate(call(*turns), checked(BOOK.format(anchor=anchor), "k.yaml")).findings
    }


def told(anchor: str) -> str:
    with pytest.raises(ProblemsError) as caught:
        checked(BOOK.format(anchor=anchor), "k.yaml")
    return str(caught.value)


@pytest.mark.parametrize("anchor", ANCHORS)
@pytest.mark.parametrize("word", ["投诉", "起诉"])
def test_any_of_their_hits_counts(anchor: str, word: str) -> None:
    unanswered = [turn("客户", f"我要{word}"), turn("坐席", "随便", 3000)]
    answered = [turn("客户", f"我要{word}"), turn("坐席", "非常抱歉", 3000)]

    assert "sorry" in rules_that_hit(anchor, *unanswered)
    assert "sorry" not in rules_that_hit(anchor, *answered)
    assert "sorry" not in rules_that_hit(anchor, turn("客户", "又来"), turn("坐席", "随便", 3000))


@pytest.mark.parametrize("anchor", ANCHORS)
def test_it_is_not_known_where_nobody_knows_who_says_the_others(anchor: str) -> None:
    book = checked(BOOK.format(anchor=anchor), "k.yaml")
    evaluation = evaluate(call(turn("未知", "我要投诉"), turn("坐席", "随便", 3000)), book)

    assert "sorry" in {one.rule_id for one in evaluation.not_evaluated}


@pytest.mark.parametrize(
    ("anchor", "part"),
    [
        ("{rule: [complain, suee]}", "依据的规则“suee”不存在　→ 是不是想写 sue？"),
        ("{rule: [complain, off]}", "依据的规则 off 停用了"),
        ("{category: 投拆}", "依据的类别“投拆”不存在　→ 是不是想写 投诉？"),
        ("{category: 服务}", "依据的类别“服务”里没有可以依据的规则"),
        ("{side: 后}", "anchor 没有写依据哪条规则"),
    ],
)
def test_what_leads_nowhere_is_told_at_its_place(anchor: str, part: str) -> None:
    message = told(anchor)

    assert part in message
    assert message.startswith("k.yaml:15:")


def test_a_single_rule_is_what_it_was_and_the_order_of_several_does_not_matter() -> None:
    def revision(anchor: str) -> str:
        return checked(BOOK.format(anchor=anchor), "k.yaml").revision

    assert revision("{rule: complain}") == revision("{rule: [complain]}")
    assert revision("{rule: [complain, sue]}") != revision("{rule: complain}")
    assert revision("{rule: [complain, sue]}") == revision("{rule: [sue, complain]}")
    assert revision("{category: 投诉}") == revision("{rule: [complain, sue, greeting]}")
