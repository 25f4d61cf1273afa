"""not_when: contexts in which a hit does not count; each with what it spares and what it must not."""

import pytest

from callqa.rules.constraints.contexts import CONTEXTS
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.language.json_schema import json_schema
from callqa.strict_yaml.problems import ProblemsError
from tests.rules.rule_makers import book, call, rule, says, turn

KEYWORDS = "投诉, 退款, 骗子, 起诉, 正品, 曝光, 态度差"
SPARED = {
    "否定": [
        "我不是来投诉的",
        "我没有要投诉你的意思",
        "我不想投诉谁",
        "我也没说要起诉你们",
        "我不会去投诉的",
        "别投诉他了",
        "我今天打电话不是为了跟你吵架投诉的",
        "你不用给我退款",
        "他不是骗子",
        "我没打算曝光",
        "你们态度差的地方没有",
        "我要投诉，哦不，算了",
    ],
    "询问渠道": [
        "投诉电话是多少",
        "你们的投诉渠道有哪些",
        "我想问一下怎么投诉",
        "在哪里可以申请退款",
        "退款流程是什么",
        "去哪里投诉",
        "退款要找谁",
        "我想问下你们那个投诉管理模块，怎么设自动派单？",
    ],
    "过去": [
        "我上个月投诉过你们处理得很好",
        "之前投诉已经解决了",
        "去年我退款退得很快",
        "三年前起诉过一家公司",
        "上次我情绪激动，说要退款，后来想想是我没看清",
        "他原来态度差，现在天天笑着说话",
        "昨天我要投诉你们，今天问题解决了，谢谢",
    ],
    "别人的事": [
        "我邻居投诉了他们",
        "别人都退款了",
        "有人曝光了那家店",
        "我同事去起诉了",
        "我表姐买过一台，老漏水，她后来去起诉了",
        "别的机构说好的，结果是骗子",
        "我表姐也买的你们家，她那台老漏水，她后来起诉了",
        "我就问问，我邻居说她的退款拖了半年",
    ],
    "假设": [
        "要是寄来就坏了，这个能退款吗？",
        "如果以后要退款怎么办",
        "万一要投诉呢",
        "投诉的话多久有结果",
        "假如我要退款",
    ],
    "转述": [
        "客服说可以退款",
        "他跟我说会退款的",
        "短信显示退款成功",
        "人家说你们是骗子",
        "页面上写着七天退款",
        "她打电话来，说要投诉谁",
        "我同事劝我投诉，我说没必要",
    ],
    "玩笑": ["哈哈，我哪会投诉你们", "我开玩笑的，曝光什么呀"],
    "疑问": ["可以退款吗", "这个是不是正品", "是正品吗", "能不能退款", "这是正品不", "什么时候退款"],
}
COUNTS = {
    "否定": [
        "我要投诉",
        "不，投诉你们",
        "你们不退款我就去告",
        "不退款就投诉你",
        "这不是骗子吗",
        "凭什么不退款",
        "为什么不给我退款",
        "我不起诉你们我咽不下这口气",
        "要不投诉吧",
        "我不但要投诉",
        "我还没投诉呢",
        "不投诉你们就没人管",
        "你以为我不会投诉吗",
        "一直不退款",
        "你们退不退款",
        "我不得不投诉",
        "我要投诉，不行，现在就要投诉",
    ],
    "询问渠道": [
        "我要投诉",
        "给我退款",
        "我打电话来投诉",
        "我想问一下，为什么不给我退款？",
        "我想问问我的退款怎么还没到",
    ],
    "过去": [
        "我上次投诉到现在没人管",
        "之前投诉还没有解决",
        "我现在要投诉",
        "上个月投诉了又来骚扰我",
        "上次说给我退款，到现在没动静",
        "原来态度差，现在更差",
        "昨天我要投诉你们，今天还是没人管",
    ],
    "别人的事": [
        "我要投诉他们",
        "我替邻居投诉",
        "他们骗我我要投诉",
        "让别人投诉你",
        "邻居天天吵，没人管，我要投诉",
        "别人都退了，凭什么不给我退款",
        "你们那个师傅他态度差",
        "他们就是骗子",
    ],
    "假设": [
        "如果不退款我就投诉",
        "再不退款我就投诉",
        "要是还不退款",
        "我要投诉",
        "要是再不来，我就投诉，你信不信？",
    ],
    "转述": ["我跟客服说了我要投诉", "我要投诉那个客服", "你们必须退款", "我同事劝我投诉，我也觉得该投诉"],
    "玩笑": ["你笑什么，我要投诉你们", "哈哈，亏你说得出口，我要投诉你", "你们开什么玩笑，我要投诉"],
    "疑问": ["你们难道不是骗子吗", "我要退款", "这不是骗子吗", "给我退款"],
}
TABLE = [(context, text, True) for context, texts in SPARED.items() for text in texts] + [
    (context, text, False) for context, texts in COUNTS.items() for text in texts
]


def book_with(context: str) -> object:
    return book(rule(KEYWORDS, f"not_when: [{context}]"))


@pytest.mark.parametrize(("context", "text", "spared"), TABLE, ids=[f"{c}-{t}" for c, t, _ in TABLE])
def test_a_context_spares_what_it_is_and_nothing_else(context: str, text: str, spared: bool) -> None:
    found = evaluate(says("客户", text), book_with(context)).findings

    assert bool(found) is not spared
    assert evaluate(says("客户", text), book(rule(KEYWORDS))).findings, "each can be switched off"


def test_every_context_has_its_table() -> None:
    assert {*SPARED} == {*COUNTS} == {*CONTEXTS}


def test_a_context_does_not_reach_over_a_mark_a_pause_or_the_other_speaker() -> None:
    negated = book_with("否定")
    for turns in (
        [turn("客户", "我不想，投诉你")],
        [turn("客户", "我不想"), turn("客户", "投诉你", 1200)],
        [turn("客户", "我不想"), turn("坐席", "您说什么", 600), turn("客户", "投诉你", 1400)],
    ):
        assert len(evaluate(call(*turns), negated).findings) == 1
    assert evaluate(says("客户", "我不想投诉你"), negated).findings == ()


def test_contexts_are_part_of_the_revision_in_whatever_order_they_stand() -> None:
    one, other = book(rule("投诉", "not_when: [否定, 过去]")), book(rule("投诉", "not_when: [过去, 否定]"))

    assert one.revision == other.revision != book(rule("投诉")).revision
    assert book(rule("投诉", "not_when: 否定")).revision == book(rule("投诉", "not_when: [否定]")).revision


@pytest.mark.parametrize(
    ("word", "meant"),
    [("否认", "否定"), ("假设句", "假设"), ("转达", "转述"), ("question", "疑问"), ("别人", "别人的事")],
)
def test_a_misspelt_context_is_answered_with_the_nearest(word: str, meant: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        book(rule("投诉", f"not_when: [{word}]"))

    assert f"不认识语境“{word}”　→ 是不是想写 {meant}？可以写：否定、" in str(caught.value)


def test_it_narrows_words_and_patterns_only() -> None:
    with pytest.raises(ProblemsError, match="not_when 没有作用"):
        book("id: r, name: 规则, must_say: [您好], not_when: [否定]")
    pattern = book("id: r, name: 规则, regex: 投诉, not_when: [否定]")
    assert evaluate(says("客户", "我不想投诉"), pattern).findings == ()


def test_editors_offer_the_contexts_with_what_they_are() -> None:
    shape = json_schema()["$defs"]["RuleEntry"]["properties"]["not_when"]

    assert "否定（说的是不：我不是来投诉的）" in shape["description"]
    assert str(shape).count("'询问渠道'") >= 1
