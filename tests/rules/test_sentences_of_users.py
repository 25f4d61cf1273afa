"""What supervisors reported of the shipped book: complaints it silenced, spoken forms, agents' phrases."""

import pytest

from callqa.rules.evaluation.evaluate import evaluate
from tests.rules.rule_makers import call, says, turn
from tests.support.shipped import shipped_book

pytestmark = pytest.mark.usefixtures("shipped_book")


AROUND_EXCEPTIONS = [
    ("refund", "都半个月了我到现在还没收到退款"),
    ("refund", "不用，退款就行"),
    ("refund", "退款到账了没有啊都一个月了"),
    ("refund", "系统显示退款已经到账可我没看到钱"),
    ("refund", "不用退货你把钱退我就行"),
    ("complaint", "不是，投诉你们那个师傅"),
    ("complaint", "你们的人一天打三个电话逼我撤销投诉"),
    ("complaint", "想让我取消投诉没门"),
    ("complaint", "你以为我不会投诉吗"),
    ("complaint", "我是还没投诉到上面去"),
    ("complaint", "你等着被投诉吧"),
    ("deceived", "你们这不是骗子吗"),
    ("deceived", "这不是骗我吗"),
    ("deceived", "你们这就是诈骗电话"),
    ("fake_goods", "这不是假货是什么"),
    ("fake_goods", "你敢说这不是假的"),
    ("network_fault", "你们家信号太差了我要投诉的心都有了"),
    ("exposure", "我不曝光你们我不姓王"),
    ("bad_review", "不给差评都对不起自己"),
    ("dissatisfied", "不要赔偿我要的是一个说法"),
    ("dissatisfied", "你说我满不满意"),
    ("wrong_charge", "这个月多扣我三十"),
    ("angry", "我都快被你们气死"),
    ("legal_action", "我不起诉你们我咽不下这口气"),
]
AS_SPOKEN = [
    ("refund", "我就是想退个款"),
    ("refund", "给我退了这个钱"),
    ("refund", "我要退额款"),
    ("return_goods", "我要退个货"),
    ("compensation", "赔我五百块钱"),
    ("complaint", "我要投投诉诉"),
    ("dissatisfied", "不不满满意"),
]
DICTATED = [
    "我电话是138 1231 5678",
    "我电话是幺三八，幺二三幺，五六七八",
    "幺三八这个幺二三幺那个五六七八",
    "尾号是1231534",
    "我的手机是一八六，一二三一，五五零零",
]
HOLDING = [
    "您稍等",
    "请稍后",
    "您稍候",
    "我帮您核实一下",
    "我看一下啊",
    "您别挂机",
    "这边给您看一下",
    "请您稍候",
    "请不要挂机",
    "帮您查询一下",
    "请您不要挂断",
    "请稍等片刻",
    "麻烦您等一下",
    "您等会儿啊",
    "我查一下",
    "我给您查查",
    "正在帮您查询",
    "我这边核对一下",
    "给您确认一下",
    "系统有点慢",
    "电脑有点慢您稍等",
    "我请示一下主管",
    "我问一下同事",
    "帮您联系一下仓库",
    "请耐心等待",
    "我登记一下",
    "稍等我记录一下",
    "我帮您转接",
    "请保持在线",
    "您先别挂电话",
    "耽误您一分钟",
    "给我两分钟",
    "正在为您处理",
    "页面还在加载",
]
SOOTHING = [
    "非常抱歉",
    "给您带来不好的体验我们深表歉意",
    "换成是我我也会生气",
    "您放心我一定帮您解决",
    "请您谅解",
    "是我们做得不到位",
    "我完全明白您的心情",
    "您先别着急",
    "给您带来不便",
    "深表歉意",
    "我能体会您的感受",
    "实在对不起",
    "不好意思",
    "给您添麻烦了",
    "让您久等了",
    "让您失望了",
    "您消消气",
    "别生气",
    "您先冷静一下",
    "理解您的心情",
    "敬请谅解",
    "请多包涵",
    "是我们的疏忽",
    "我们会改进",
    "向您道歉",
    "我给您道个歉",
    "您别激动",
    "换位思考我也着急",
    "马上帮您处理",
    "给您加急",
    "我们一定重视",
    "让您受累了",
    "我感同身受",
]
SPOKEN_BY_NO_ONE_TO_SOOTHE = ["那你说怎么办", "我们不道歉", "您生气也没用", "订单号报一下", "规定就是这样"]


def hits(sentence: str) -> set[str]:
    return {one.rule_id for one in evaluate(says("客户", sentence), shipped_book()).findings}


@pytest.mark.parametrize(("rule", "sentence"), AROUND_EXCEPTIONS + AS_SPOKEN)
def test_a_complaint_around_the_words_of_an_exception_is_heard(rule: str, sentence: str) -> None:
    assert rule in hits(sentence)


@pytest.mark.parametrize("sentence", DICTATED)
def test_a_number_that_is_dictated_in_groups_calls_no_authority(sentence: str) -> None:
    assert "regulator" not in hits(sentence)


@pytest.mark.parametrize("phrase", HOLDING)
def test_an_announced_silence_is_none(phrase: str) -> None:
    assert not silent_after(phrase)


def test_a_silence_that_nobody_announced_is_one() -> None:
    assert silent_after("您的订单号是多少")


def silent_after(phrase: str) -> bool:
    turns = (turn("客户", "我的快递到哪里了"), turn("坐席", phrase, 3_000), turn("坐席", "还在路上", 40_000))
    return any(one.rule_id == "long_silence" for one in evaluate(call(*turns), shipped_book()).findings)


@pytest.mark.parametrize("phrase", SOOTHING)
def test_a_soothing_word_is_heard(phrase: str) -> None:
    assert not unsoothed(phrase)


@pytest.mark.parametrize("phrase", SPOKEN_BY_NO_ONE_TO_SOOTHE)
def test_another_answer_soothes_nobody(phrase: str) -> None:
    assert unsoothed(phrase)


def unsoothed(phrase: str) -> bool:
    turns = (turn("客户", "我对你们非常不满意"), turn("坐席", phrase, 4_000), turn("客户", "你说呢", 8_000))
    return any(one.rule_id == "no_apology" for one in evaluate(call(*turns), shipped_book()).findings)


def test_words_are_not_joined_over_a_question_of_the_other() -> None:
    asked = call(turn("客户", "我想退"), turn("坐席", "为什么呢", 700), turn("客户", "款式不喜欢", 1_600))
    assert "refund" not in {one.rule_id for one in evaluate(asked, shipped_book()).findings}
    meant = call(turn("客户", "不是"), turn("坐席", "那您", 700), turn("客户", "投诉你们送餐的", 1_200))
    assert "complaint" in {one.rule_id for one in evaluate(meant, shipped_book()).findings}
    assert len(HOLDING) + len(SOOTHING) >= 60
