"""forms: how people say a keyword: 退款 is 退个款, 退一下款, 把钱退了, 给我退回来.

Only verb-object pairs (离合词) are taken apart, those of the list below; a phrase that ends with one keeps
what stands before it: 要求退款, 要求退个款. Each form is looked for as it is, so that the time for a call
does not depend on how many there are. Stutters (不不满满意) need no list: see `phrase_index`.
"""

from collections.abc import Iterator
from functools import lru_cache

PAIRS = frozenset(
    """
    退款 退钱 退费 退货 退票 退订 退单 退课 退保 退会 退卡 退房 退税 投诉 起诉 上诉 报警 举报 曝光 维权 告状
    赔钱 赔款 赔偿 赔礼 道歉 换货 换人 换机 扣钱 扣费 扣款 收费 收钱 罚款 骗人 骗钱 坑人 坑钱 骂人 打人 吵架
    发火 生气 销户 解约 毁约 违约 违规 违法 开票 发货 送货 补货 催货 催款 催单 缺货 断货 断网 断电 断线 停机
    停电 掉线 挂机 还款 还钱 借钱 转账 充钱 交钱 付款 付钱 加钱 涨价 降价 打分 说谎 撒谎 签字 签约 上门 派人
    派单 接单 下单 改签 改期 升级 办卡 帮忙 开户 见面
    """.split()  # noqa: SIM905 - a hundred quoted words would be unreadable
)
"""Folded. Verbs and objects that people say apart."""

_BETWEEN = tuple(
    """
    个 下 点 了 过 一下 一个 一次 一点 个什么 了个 了一个 了一次 了两次 了三次 了好几次 了好多次 过一次 过两次
    过好几次 两次 三次 好几次 不了 得了 我 我的 我们 我们的 我点 我一下 你 你的 你们 您 他 他们
    一下我的 了我的 了我
    """.split()  # noqa: SIM905
)
_MONEY = frozenset("款钱费")
_GIVES = frozenset("退还赔")
_SUMS = ("钱", "款", "费", "货款", "费用", "押金", "定金", "余额", "运费", "话费", "会费", "学费", "差价")
_ADVERBS = ("", "都", "给我", "全", "全部", "先", "赶紧", "马上", "快")
_AWAY = ("了", "给我", "回来", "掉", "一下", "我", "回", "回给我", "还给我")
_FOR_ME = ("给我", "帮我", "给俺", "跟我")
_DAMAGES = (
    "赔我",
    "赔给我",
    "赔我们",
    "赔点钱",
    "赔些钱",
    "赔个钱",
    "赔多少",
    "赔一点",
    "给我赔",
    "给个赔偿",
)


@lru_cache(maxsize=4096)
def spoken_forms(folded: str) -> tuple[str, ...]:
    """Return how else a phrase is said, each once, without the phrase itself.

    Args:
        folded: the phrase.
    """
    pair = folded[-2:]
    if pair not in PAIRS:
        return ()
    apart = (f"{folded[:-1]}{between}{folded[-1]}" for between in _BETWEEN)
    whole = _turned(pair) if folded == pair else ()
    return tuple(dict.fromkeys(form for form in (*apart, *whole) if form != folded))


def _turned(pair: str) -> Iterator[str]:
    """Yield the forms in which the object comes first, or is not named."""
    verb, thing = pair[0], pair[1]
    money = verb in _GIVES and thing in _MONEY
    for it in _SUMS if money else (thing,):
        for adverb in _ADVERBS:
            yield from (f"把{it}{adverb}{verb}{away}" for away in _AWAY)
            yield from (f"把我的{it}{adverb}{verb}{away}" for away in _AWAY)
    if money and verb == "退":
        yield from (f"{giver}退{away}" for giver in _FOR_ME for away in ("了", "回来", "掉", "一下", "回"))
    if verb == "赔":
        yield from _DAMAGES
