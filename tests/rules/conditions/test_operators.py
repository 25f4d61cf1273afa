"""Every operator: a call on which it hits, one on which it does not, and one that it cannot judge.

The table is the reference that `docs/rules.zh-CN.md` is written from.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from callqa.model.finding import Evaluation
from callqa.model.recording import Direction, Recording
from callqa.model.transcript import Outcome, Transcript
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.language.parse import parse
from callqa.strict_yaml.loader import load
from tests.rules.rule_makers import call, turn
from tests.support.builders import ZONE
from tests.support.builders import recording as recorded

CUSTOMER, AGENT, STRANGER = "客户", "坐席", "未知"
RECORDING = recorded("C1", queue="售后一组", agent="1001", direction=Direction.INBOUND)


def customer(text: str, at_s: float = 0) -> Any:
    return turn(CUSTOMER, text, round(at_s * 1000))


def agent(text: str, at_s: float = 0) -> Any:
    return turn(AGENT, text, round(at_s * 1000))


def stranger(text: str, at_s: float = 0) -> Any:
    return turn(STRANGER, text, round(at_s * 1000))


def judged(
    rule: str, *turns: Any, recording: Recording | None = RECORDING, role: str = "客户", **changes: Any
) -> Evaluation:
    """One rule, in the short form, over a call of ten minutes."""
    text = (
        f"categories: [{{name: 测试, severity: 一般, role: {role}, rules: [{{id: r, name: 规则, {rule}}}]}}]"
    )
    transcript: Transcript = replace(call(*turns), **changes)
    return evaluate(transcript, parse(load(text, "book.yaml")), recording)


def outcome(evaluation: Evaluation) -> str:
    found = [one for one in evaluation.findings if one.rule_id == "r"]
    if any(one.rule_id == "r" for one in evaluation.not_evaluated):
        assert not found
        return "?"
    return "+".join(one.evidence or "*" for one in found) or "-"


OPERATORS = [
    # what is tried, the rule, the call, and the evidence: * the whole call, - no hit, ? not evaluated
    ("any", "keywords: [退款, 退钱]", [customer("我要退款")], "退款"),
    ("any", "keywords: [退款, 退钱]", [customer("我要换货")], "-"),
    ("any", "keywords: [退款, 退钱]", [stranger("我要退款")], "?"),
    ("&&", "keywords: [缺货&&退款]", [customer("缺货那就退款")], "退款"),
    ("&&", "keywords: [缺货&&退款]", [customer("缺货"), customer("退款", 60)], "退款"),
    ("&&", "keywords: [缺货&&退款]", [customer("退款"), customer("缺货", 60)], "缺货"),
    ("&&", "keywords: [缺货&&退款]", [customer("缺货了")], "-"),
    ("&&", "keywords: [缺货&&退款]", [customer("缺货"), stranger("退款", 9)], "?"),
    ("&&", "keywords: [缺货&&退款]", [agent("缺货"), stranger("退款", 9)], "-"),
    ("||", "keywords: [缺货||退款]", [customer("缺货")], "缺货"),
    ("||", "keywords: [缺货||退款]", [customer("缺货"), stranger("退款", 9)], "缺货"),
    ("!", "keywords: ['!逾期']", [customer("我按时还了")], "*"),
    ("!", "keywords: [！逾期]", [customer("我按时还了")], "*"),
    ("!", "keywords: ['!逾期']", [customer("我逾期了")], "-"),
    ("!", "keywords: ['!逾期']", [stranger("我逾期了")], "?"),
    ("!", "keywords: ['!逾期']", [agent("您好")], "?"),
    ("()", "keywords: [(会议||例会)&&(缺货||退款)]", [customer("例会上说缺货")], "缺货"),
    ("()", "keywords: [（会议｜｜例会）＆＆退款]", [customer("会议说退款")], "退款"),
    ("()", "keywords: [(会议||例会)&&(缺货||退款)]", [customer("例会上说的")], "-"),
    ("all", "all: [身份证, 银行卡]", [customer("身份证和银行卡")], "银行卡"),
    ("all", "all: [身份证, 银行卡]", [customer("身份证")], "-"),
    ("at_least", "keywords: [甲方, 乙方, 丙方], at_least: 2", [customer("甲方和丙方")], "丙方"),
    ("at_least", "keywords: [甲方, 乙方, 丙方], at_least: 2", [customer("甲方甲方")], "-"),
    ("at_least", "keywords: [甲方, 乙方, 丙方], at_least: 2", [customer("甲方"), stranger("乙方", 9)], "?"),
    ("none", "none: [谢谢, 感谢]", [customer("好的")], "*"),
    ("none", "none: [谢谢, 感谢]", [customer("谢谢")], "-"),
    ("none", "none: [谢谢, 感谢]", [agent("好的")], "?"),
    ("must_say", "must_say: [您好], within_s: 10", [customer("喂")], "*"),
    ("must_say", "must_say: [您好], within_s: 10", [customer("您好")], "-"),
    ("must_say", "must_say: [您好], within_s: 10", [customer("您好", 20)], "*"),
    ("count_gte", "keywords: [投诉], count_gte: 2", [customer("投诉投诉投诉")], "投诉"),
    ("count_gte", "keywords: [投诉], count_gte: 2", [customer("投诉")], "-"),
    ("count_gte", "keywords: [投诉], count_gte: 2", [customer("投诉"), stranger("投诉", 9)], "?"),
    ("regex", "regex: '退.{0,3}款'", [customer("退这个款")], "退这个款"),
    ("regex", "regex: '[0-9]{4}'", [customer("尾号八八一六")], "八八一六"),
    ("regex", "regex: '退.{0,3}款'", [customer("退了五天的款")], "-"),
    ("not_regex", "regex: '投诉', not_regex: '不.{0,2}投诉'", [customer("我不想投诉")], "-"),
    ("not_regex", "keywords: [投诉], not_regex: '不.{0,2}投诉'", [customer("我要投诉")], "投诉"),
    ("not_in", "keywords: [投诉], not_in: [投诉电话]", [customer("投诉电话")], "-"),
    ("not_in", "keywords: [投诉], not_in: [投诉电话]", [customer("投诉电话我要投诉")], "投诉"),
    ("near", "keywords: [退], near: {words: [钱], chars: 3}", [customer("退给我的钱")], "退"),
    ("near", "keywords: [退], near: {words: [钱], chars: 2}", [customer("退给我的钱")], "-"),
    ("near", "keywords: [退], near: {words: [钱], chars: 3, side: 前}", [customer("退给我的钱")], "-"),
    ("near", "keywords: [退], near: {words: [钱], chars: 9}", [customer("退"), customer("钱", 9)], "-"),
    ("not_near", "keywords: [退款], not_near: {words: [不], chars: 2}", [customer("我不要退款")], "-"),
    ("not_near", "keywords: [退款], not_near: {words: [不], chars: 2}", [customer("我要退款")], "退款"),
    ("sequence", "sequence: {steps: [退款, 投诉]}", [customer("退款"), customer("投诉", 9)], "投诉"),
    ("sequence", "sequence: {steps: [退款, 投诉]}", [customer("投诉"), customer("退款", 9)], "-"),
    (
        "sequence within_turns",
        "sequence: {steps: [退款, {words: 不行, role: 坐席}], within_turns: 1}",
        [customer("退款"), agent("不行", 9)],
        "不行",
    ),
    (
        "sequence within_turns",
        "sequence: {steps: [退款, {words: 不行, role: 坐席}], within_turns: 1}",
        [customer("退款"), agent("好", 9), agent("不行", 19)],
        "-",
    ),
    (
        "sequence within_s",
        "sequence: {steps: [退款, 投诉], within_s: 5}",
        [customer("退款"), customer("投诉", 9)],
        "-",
    ),
    ("sequence", "sequence: {steps: [退款, 投诉]}", [customer("退款"), stranger("投诉", 9)], "?"),
    ("role", "keywords: [退款], role: 坐席", [customer("退款")], "-"),
    ("role", "keywords: [退款], role: 任意", [stranger("退款")], "退款"),
    ("window first_s", "keywords: [退款], window: {first_s: 30}", [customer("嗯" * 200 + "退款")], "-"),
    ("window first_s", "keywords: [退款], window: {first_s: 30}", [customer("退款", 29)], "退款"),
    ("window last_s", "keywords: [退款], window: {last_s: 30}", [customer("退款", 571)], "退款"),
    ("window last_s", "keywords: [退款], window: {last_s: 30}", [customer("退款", 500)], "-"),
    ("window first_percent", "keywords: [退款], window: {first_percent: 10}", [customer("退款", 59)], "退款"),
    ("window last_percent", "keywords: [退款], window: {last_percent: 10}", [customer("退款", 530)], "-"),
    (
        "window first_sentences",
        "keywords: [退款], window: {first_sentences: 1}",
        [agent("您好"), customer("退款", 9), customer("退款", 19)],
        "退款",
    ),
    (
        "window last_sentences",
        "keywords: [退款], window: {last_sentences: 1}",
        [customer("退款"), customer("好", 9)],
        "-",
    ),
    (
        "repeat",
        "repeat: {within_turns: 3}",
        [customer("我的快递呢"), customer("我的快递呢啊", 9)],
        "我的快递呢啊",
    ),
    ("repeat", "repeat: {within_turns: 3}", [customer("我的快递呢"), customer("天气真不错", 9)], "-"),
    ("repeat", "repeat: {within_turns: 3}", [stranger("我的快递呢"), stranger("我的快递呢", 9)], "?"),
    ("repeat", "repeat: {times: 3}", [customer("我的快递呢"), customer("我的快递呢", 9)], "-"),
    ("silence", "silence: {over_s: 5}", [customer("喂"), agent("您好", 9)], "*"),
    ("silence", "silence: {over_s: 15}", [customer("喂"), agent("您好", 9)], "-"),
    ("silence", "silence: {over_s: 5, unless: 稍等}", [agent("您稍等"), agent("好了", 9)], "-"),
    ("silence", "silence: {over_s: 5, after: 坐席}", [customer("喂"), agent("您好", 9)], "-"),
    ("silence", "silence: {over_s: 5, after: 客户}", [stranger("喂"), agent("您好", 9)], "?"),
    ("overlap", "overlap: {over_s: 1}", [agent("哎" * 20), customer("你听我说完", 1)], "你听我说完"),
    ("overlap", "overlap: {over_s: 1}", [agent("哎" * 8), customer("你听我说完", 1)], "-"),
    ("overlap", "overlap: {over_s: 1}", [agent("哎" * 20), customer("嗯嗯嗯嗯嗯好", 1)], "-"),
    ("overlap", "overlap: {over_s: 1}", [agent("哎" * 20), stranger("你听我说完", 1)], "?"),
    ("speed", "speed: {over: 200, min_chars: 10}", [customer("说" * 50)], "*"),
    ("speed", "speed: {over: 400, min_chars: 10}", [customer("说" * 50)], "-"),
    ("speed", "speed: {under: 400, min_chars: 60}", [customer("说" * 50)], "-"),
    ("speed", "speed: {over: 200, min_chars: 10}", [stranger("说" * 50)], "?"),
    ("duration", "duration: {over_s: 500}", [customer("喂")], "*"),
    ("duration", "duration: {under_s: 500}", [customer("喂")], "-"),
    ("turns", "turns: {under: 3}", [customer("喂"), agent("您好", 9)], "*"),
    ("turns", "turns: {over: 3}", [customer("喂"), agent("您好", 9)], "-"),
    ("turns", "turns: {under: 3}", [customer("喂"), stranger("您好", 9)], "?"),
    ("abnormal_end", "abnormal_end: {}", [customer("我还没说", 599)], "我还没说"),
    ("abnormal_end", "abnormal_end: {unless: 再见}", [agent("再见", 590), customer("好的", 599.5)], "-"),
    ("abnormal_end", "abnormal_end: {}", [customer("好的", 500)], "-"),
    ("meta queue", "meta: {queue: 售后*}", [customer("喂")], "*"),
    ("meta agent", "meta: {agent: [1002, 1003]}", [customer("喂")], "-"),
    ("meta direction", "meta: {direction: 呼出}", [customer("喂")], "-"),
    ("meta duration", "meta: {queue: 售后*, over_s: 60}", [customer("喂")], "*"),
    ("meta duration", "meta: {queue: 售后*, under_s: 60}", [customer("喂")], "-"),
    (
        "conditions",
        "conditions: {缺: 缺货, 退: {keywords: 退款, role: 坐席}}, when: 缺 && !退",
        [customer("缺货"), agent("您好", 9)],
        "缺货",
    ),
    (
        "conditions",
        "conditions: {缺: 缺货, 退: {keywords: 退款, role: 坐席}}, when: 缺 && !退",
        [customer("缺货"), agent("退款", 9)],
        "-",
    ),
    ("pinyin", "keywords: [退款], pinyin: 是", [customer("我要推款")], "推款"),
    ("pinyin", "keywords: [投诉], pinyin: 是", [customer("我要头诉")], "头诉"),
    ("pinyin", "keywords: [投诉], pinyin: 是", [customer("我去投宿")], "-"),
    ("pinyin", "keywords: [投诉]", [customer("我要头诉")], "-"),
    ("pinyin", "keywords: [投诉], not_in: [投诉电话], pinyin: 是", [customer("头诉电话")], "-"),
    ("fillers", "keywords: [投诉]", [customer("我要投嗯那个诉你")], "投嗯那个诉"),
    ("fillers", "keywords: [那个谁]", [customer("那个谁")], "那个谁"),
    ("traditional", "keywords: [退款投诉]", [customer("退款投訴")], "退款投訴"),
    ("numbers", "keywords: [12315]", [customer("打幺二三幺五")], "幺二三幺五"),
    ("numbers", "keywords: [120块]", [customer("一百二十块")], "一百二十块"),
]


@pytest.mark.parametrize(
    ("rule", "turns", "expected"),
    [row[1:] for row in OPERATORS],
    ids=[f"{row[0]}-{number}" for number, row in enumerate(OPERATORS)],
)
def test_an_operator(rule: str, turns: list[Any], expected: str) -> None:
    assert outcome(judged(rule, *turns)) == expected


class TestAnchors:
    """Only before, after or around the k-th hit of another rule."""

    def judge(self, anchor: str, *turns: Any, kind: str = "keywords: [不行], role: 坐席") -> str:
        rules = f"keywords: [退款]}}, {{id: r, name: 规则, {kind}, anchor: {{rule: a, {anchor}}}"
        text = (
            f"categories: [{{name: 测试, severity: 一般, role: 客户, rules: [{{id: a, name: 甲, {rules}}}]}}]"
        )
        return outcome(evaluate(call(*turns), parse(load(text, "book.yaml"))))

    @pytest.mark.parametrize(
        ("anchor", "expected"),
        [
            ("side: 后", "不行"),
            ("side: 前", "-"),
            ("side: 前后", "不行"),
            ("hit: 2", "-"),
            ("hit: -1", "不行"),
            ("within_s: 5", "-"),
            ("within_s: 20", "不行"),
            ("within_turns: 1", "不行"),
        ],
    )
    def test_one_hit_and_something_after_it(self, anchor: str, expected: str) -> None:
        assert self.judge(anchor, customer("退款"), agent("不行", 10)) == expected

    def test_the_second_hit_counts_where_it_is_asked_for(self) -> None:
        turns = customer("退款"), agent("不行", 5), customer("退款", 10)
        assert self.judge("hit: 2", *turns) == "-"
        assert self.judge("hit: 1", *turns) == "不行"

    def test_what_had_to_be_said_after_nothing_is_not_missed(self) -> None:
        assert self.judge("side: 后", agent("您好"), kind="must_say: [抱歉], role: 坐席") == "-"
        assert (
            self.judge("side: 后", customer("退款"), agent("好", 9), kind="must_say: [抱歉], role: 坐席")
            == "*"
        )

    def test_an_anchor_that_was_not_evaluated_leaves_the_rule_open(self) -> None:
        assert self.judge("side: 后", stranger("退款"), agent("不行", 10)) == "?"


class TestMissingKnowledge:
    """What cannot be known is said to be not evaluated, and never "no hit"."""

    @pytest.mark.parametrize("rule", ["keywords: [喂]", "silence: {over_s: 1}", "meta: {queue: 售后*}"])
    def test_a_failed_call_evaluates_nothing(self, rule: str) -> None:
        assert outcome(judged(rule, outcome=Outcome.FAILED)) == "?"

    @pytest.mark.parametrize(
        "rule", ["meta: {queue: 售后*}", "meta: {agent: [1001]}", "meta: {direction: 呼入}"]
    )
    def test_without_a_recording_nothing_is_known_about_the_call(self, rule: str) -> None:
        assert outcome(judged(rule, customer("喂"), recording=None)) == "?"

    @pytest.mark.parametrize("rule", ["silence: {over_s: 1}", "overlap: {}", "speed: {over: 10}"])
    def test_without_times_nothing_is_measured(self, rule: str) -> None:
        untimed = replace(customer("喂你好"), end_ms=0, char_times=())
        assert outcome(judged(rule, untimed)) == "?"

    @pytest.mark.parametrize(("first_s", "expected"), [(1, "?"), (100, "退款"), (0.05, "?")])
    def test_without_times_of_characters_a_window_is_judged_only_where_both_ends_of_the_turn_agree(
        self, first_s: float, expected: str
    ) -> None:
        rough = replace(customer("嗯" * 20 + "退款"), char_times=())
        assert outcome(judged(f"keywords: [退款], window: {{first_s: {first_s}}}", rough)) == expected


class TestDates:
    """A rule counts from its first day to its last."""

    @pytest.mark.parametrize(("day", "expected"), [(1, "-"), (2, "退款"), (3, "退款"), (4, "-")])
    def test_a_rule_counts_on_its_days(self, day: int, expected: str) -> None:
        rule = "keywords: [退款], since: 2026-03-02, until: 2026-03-03"
        then = replace(RECORDING, started_at=datetime(2026, 3, day, 12, tzinfo=ZONE))
        assert outcome(judged(rule, customer("退款"), recording=then)) == expected
