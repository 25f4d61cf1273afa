"""The rule book that ships: sentences of real calls, and what it makes of them."""

import pytest

from benchmarks.answer_day import CATEGORIES, AnswerDay
from callqa.model.finding import Severity
from callqa.model.recording import Role
from callqa.model.transcript import Transcript
from callqa.recognition import hotwords
from callqa.recognition.funasr.families import MAX_SEACO_HOTWORDS
from callqa.rules.advice.diff import describe
from callqa.rules.advice.lint import warnings
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.language.parse import phrases
from tests.rules.rule_makers import says
from tests.support.places import CONFIG
from tests.support.shipped import shipped_book, shipped_rules

pytestmark = pytest.mark.usefixtures("shipped_book")

GREETING = "no_greeting"

CUSTOMER_SAYS = {
    "我要投诉": {"complaint"},
    "我要投诉你们那个送货的师傅": {"complaint"},
    "是不是投诉了你们才管": {"complaint"},
    "投诉电话是多少": set(),
    "我又不是来投诉的就是想反映一下情况": set(),
    "那我先不投诉了": set(),
    "我这个不算投诉算建议吧": set(),
    "我是开店的昨天被投诉了": set(),
    "我要给你们差评": {"bad_review"},
    "我给一星": {"bad_review"},
    "再给一星期时间": set(),
    "你们就是骗子": {"deceived"},
    "我接到一个诈骗电话": set(),
    "我要退款": {"refund"},
    "再不退钱": {"refund"},
    "把钱退给我": {"refund"},
    "要么双倍退给我": {"refund"},
    "不用退款给我换一个新的就行": set(),
    "退款已经收到了": set(),
    "凭什么不退款": {"refund", "refund_refused"},
    "我要退货": {"return_goods"},
    "你们要赔偿我": {"compensation"},
    "我非常不满意": {"dissatisfied"},
    "没有不满意就是问问": set(),
    "很满意特别满意": set(),
    "你们真是太差了": {"dissatisfied"},
    "我真的很失望": {"dissatisfied"},
    "这什么态度": {"bad_attitude"},
    "我受不了了": {"angry"},
    "我说了多少遍了": {"unresolved"},
    "我要找你们经理": {"ask_manager"},
    "叫你们领导来": {"ask_manager"},
    "让你们主管接电话": {"ask_manager"},
    "找负责人": {"ask_manager"},
    "你们经理已经联系过我了": set(),
    "我打12315": {"regulator"},
    "我打幺二三幺五": {"regulator"},
    "我打一二三一五": {"regulator"},
    "我电话是13812345678": set(),
    "我去消费者协会": {"regulator"},
    "我去工商局": {"regulator"},
    "我去工商银行": set(),
    "我找市场监管": {"regulator"},
    "我要起诉你们": {"legal_action"},
    "麻烦你转告你们同事": set(),
    "我给你们曝光": {"exposure"},
    "照片曝光度不对": set(),
    "我不想活了": {"personal_safety"},
    "我要换一家": {"churn"},
    "我要携号转网": {"port_out", "churn"},
    "你们不要再打电话来了": {"do_not_call"},
    "我要头诉你们": {"complaint"},
    "你好我想查一下话费": set(),
    "我不知道怎么弄": set(),
}

AGENT_SAYS = {
    "不知道": {"dont_know"},
    "不知道您方便吗": set(),
    "不归我管": {"shirk"},
    "我也没办法": {"shirk"},
    "你自己看着办": {"rude"},
    "随便你": {"rude"},
    "爱买不买": {"rude"},
    "那你去投诉吧": {"provoke_complaint", "no_apology"},
    "没事我挂了": {"hang_up_threat"},
    "包在我身上": {"overpromise"},
    "我们的投诉电话是四零零": set(),
    "您是要投诉还是退款": set(),
    "对服务不满意可以找经理": set(),
    "请您不要起诉": set(),
    "请问有什么可以帮您": set(),
    "不管是不是我们的问题都会帮您处理": set(),
}


def hits(transcript: Transcript) -> set[str]:
    return {one.rule_id for one in evaluate(transcript, shipped_book()).findings} - {GREETING}


def test_the_shipped_book_has_nothing_that_looks_like_a_mistake() -> None:
    assert [str(caution) for caution in warnings(shipped_book())] == []


def test_the_shipped_book_has_the_categories_that_supervisors_ask_for() -> None:
    categories = {name for name, _ in describe(shipped_book()).categories}
    assert {"投诉", "退款", "不满意", "升级", "服务禁语", "未报开场白"} <= categories
    assert {"流失", "服务规范", "免打扰", "电商", "银行", "电信"} <= categories


def test_every_rule_that_ships_is_proven_by_examples() -> None:
    book = shipped_book()
    rules = (*book.rules, *book.switched_off)
    without = {rule.rule_id for rule in rules if not (rule.hit_examples and rule.miss_examples)}

    assert len(rules) >= 40
    assert without == set()


# what the sections that answers are not written for report on the sample day, looked at by hand
BEYOND_THE_ANSWERS = {
    "1771030552.2": {"goods_damaged"},  # 新买的东西就坏
    "1771030473.1": {"goods_damaged"},  # 那个电视颜色发错了
    "1771032224.5": {"not_delivered"},  # 谁签收的
    "1771032426.6": {"goods_damaged"},  # 里面少了一个杯子
    "1771038439.11": {"no_apology"},  # 爱买不买, and no word of regret
    "1771045382.14": {"not_delivered"},  # 我的订单怎么还没有发货
    "1771051416.16": {"wrong_charge"},  # 还在保修期为什么要收我的钱
    "1771057618.22": {"goods_damaged"},  # 饭里面吃出来一根头发
    "1771057777.23": {"goods_damaged", "no_apology"},  # 衣服怎么掉色, and no word of regret
    "1771058778.25": {"no_apology"},
    "1771064153.28": {"no_apology"},
    "1771070219.29": {"no_apology", "says_it_again"},  # 我说了四五遍了, and no word of regret
    "1771084692.9006": {"long_silence"},  # the customer goes downstairs, and nobody speaks
}


def test_on_the_sample_day_every_section_reports_only_what_was_said() -> None:
    day = AnswerDay.read(CONFIG.parent / "data/sample/answers-2026-02-14.json")
    found = {
        answer.call_id: {
            one.rule_id
            for one in evaluate(answer.transcript(), shipped_book(), answer.recording).findings
            if one.category not in CATEGORIES
        }
        for answer in day.calls
    }

    assert {call_id: rules for call_id, rules in found.items() if rules} == BEYOND_THE_ANSWERS


@pytest.mark.parametrize(("sentence", "expected"), CUSTOMER_SAYS.items())
def test_a_customers_sentence(sentence: str, expected: set[str]) -> None:
    assert hits(says("客户", sentence)) == expected


@pytest.mark.parametrize(("sentence", "expected"), AGENT_SAYS.items())
def test_an_agents_sentence(sentence: str, expected: set[str]) -> None:
    assert hits(says("坐席", sentence)) == expected


def test_an_agent_who_greets_is_not_reported() -> None:
    findings = evaluate(says("坐席", "您好很高兴为您服务"), shipped_book()).findings
    assert GREETING not in {one.rule_id for one in findings}


def test_an_agent_who_does_not_greet_is_reported_once_for_the_call() -> None:
    findings = evaluate(says("坐席", "说吧什么事"), shipped_book()).findings
    assert [(one.rule_id, one.turn) for one in findings] == [(GREETING, None)]


def test_the_worst_words_and_the_commonest_are_both_hotwords() -> None:
    extra = hotwords.parse((CONFIG / "hotwords.txt").read_text(encoding="utf-8"), "hotwords.txt")
    chosen = hotwords.choose(extra, phrases(shipped_book()))[:MAX_SEACO_HOTWORDS]
    assert set(extra) | {"投诉", "退款", "不满意", "幺二三幺五", "起诉", "曝光"} <= set(chosen)


POINTS = {Severity.CRITICAL: 20, Severity.HIGH: 10, Severity.MEDIUM: 5, Severity.LOW: 2}


@pytest.mark.parametrize("rule_id", [rule_id for _, rule_id in shipped_rules()])
def test_points_go_by_severity_and_only_for_what_agents_do(rule_id: str) -> None:
    (rule,) = (rule for rule in shipped_book().rules if rule.rule_id == rule_id)
    is_priced = rule.role is not Role.CUSTOMER and not rule.fatal and not rule.needs_review
    assert rule.points == (POINTS[rule.severity] if is_priced else 0)
