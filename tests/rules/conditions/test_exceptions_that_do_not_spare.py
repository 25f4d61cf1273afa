"""An exception spares what it says: not across a mark or a pause, and not where it is taken back at once."""

import pytest

from callqa.model.transcript import Turn
from callqa.rules.evaluation.evaluate import evaluate
from tests.rules.rule_makers import book, call, rule, says, turn

BOOK = book(
    rule(
        "退款", "not_in: [不用退款, 收到退款, 退款到账, 退款已经到账, 取消退款, 支持七天无理由退款]", "refund"
    ),
    rule(
        "投诉",
        "not_in: [投诉电话, 不是投诉, 不会投诉, 不投诉, 没投诉, 没有投诉, 撤销投诉, 取消投诉, 被投诉]",
        "complaint",
    ),
    rule("骗子, 骗我", "not_in: [不是骗子, 不是骗我, 骗子电话]", "deceived"),
    rule("假货, 假的", "not_in: [不是假货, 不是假的]", "fake"),
    rule("差评, 曝光", "not_in: [不给差评, 不曝光]", "public"),
    rule("不知道", "not_in: [不知道您方便吗]", "ignorant"),
)
TAKEN_BACK = [
    "都半个月了我到现在还没收到退款",
    "不用，退款就行",
    "退款到账了没有啊都一个月了",
    "退款到账了吗",
    "系统显示退款已经到账可我没看到钱",
    "退款已经到账了，但是我没看到",
    "凭什么取消退款",
    "为什么取消退款",
    "不是，投诉你们那个师傅",
    "你们的人一天打三个电话逼我撤销投诉",
    "想让我取消投诉没门",
    "取消投诉，休想",
    "你以为我不会投诉吗",
    "我是还没投诉到上面去",
    "我不能不投诉",
    "你等着被投诉吧",
    "我不投诉你们就没人管",
    "你们这不是骗子吗",
    "这不是骗我吗",
    "难道不是骗子",
    "这不是假货是什么",
    "你敢说这不是假的",
    "这要不是假货谁信",
    "我不曝光你们我不姓王",
    "不给差评都对不起自己",
]
SPARED = [
    "我已经收到退款了谢谢",
    "请问支持七天无理由退款吗",
    "不用退款了",
    "退款到账了",
    "帮我取消退款",
    "投诉电话是多少",
    "有投诉电话吗",
    "我不是投诉",
    "我不会投诉的你放心",
    "那我不投诉了",
    "我没有投诉",
    "我想撤销投诉",
    "我没打算被投诉",
    "他又不是骗子",
    "接到一个骗子电话吗",
    "这不是假货",
    "我不曝光你们",
    "不知道您方便吗",
]


def hits(text: str) -> list[str]:
    return [one.rule_id for one in evaluate(says("客户", text), BOOK).findings]


@pytest.mark.parametrize("text", TAKEN_BACK)
def test_an_exception_that_is_negated_questioned_or_rhetorical_spares_nothing(text: str) -> None:
    assert len(hits(text)) == 1


@pytest.mark.parametrize("text", SPARED)
def test_an_exception_that_means_what_it_says_spares(text: str) -> None:
    assert hits(text) == []


def test_an_exception_does_not_reach_over_a_pause() -> None:
    first, second = turn("客户", "不用"), turn("客户", "退款就行", 400 + 600)

    assert [one.evidence for one in evaluate(call(first, second), BOOK).findings] == ["退款"]
    assert evaluate(call(first, turn("客户", "退款了", 400 + 300)), BOOK).findings == ()


def test_an_exception_of_a_pattern_crosses_marks_only_where_it_names_them() -> None:
    narrow = book(rule("退款", "not_regex: ['不用.?退款']"))
    across = book(rule("退款", "not_regex: ['不用[，。]?退款']"))

    assert len(evaluate(says("客户", "不用，退款"), narrow).findings) == 1
    assert evaluate(says("客户", "不用，退款"), across).findings == ()
    assert evaluate(says("客户", "不用再退款"), narrow).findings == ()


ACROSS = [
    # turns of customer and agent in turn, what is found
    (["这件衣服我想退", "为什么呢", "款式我不喜欢"], ""),
    (["我想退", "嗯", "款"], "退款"),
    (["我想退", "好，您说", "款"], "退款"),
    (["我想退", "对对对", "款"], "退款"),
    (["不是", "那您", "投诉你们送餐的"], "投诉"),
    (["不是", "嗯", "投诉你们"], ""),
]


def _alternately(texts: list[str]) -> list[Turn]:
    turns: list[Turn] = []
    for index, text in enumerate(texts):
        start = turns[-1].end_ms + 50 if turns else 0
        turns.append(turn("坐席" if index % 2 else "客户", text, start))
    return turns


@pytest.mark.parametrize(("texts", "evidence"), ACROSS, ids=["/".join(texts) for texts, _ in ACROSS])
def test_words_of_one_speaker_are_joined_only_over_backchannels_of_the_other(
    texts: list[str], evidence: str
) -> None:
    found = evaluate(call(*_alternately(texts)), BOOK).findings

    assert "".join(one.evidence for one in found) == evidence


def test_turns_without_times_are_joined_to_none() -> None:
    untimed = [
        Turn(role=one.role, channel=one.channel, start_ms=0, end_ms=0, text=one.text, char_times=())
        for one in _alternately(["我想退", "嗯", "款"])
    ]

    assert evaluate(call(*untimed), BOOK).findings == ()
