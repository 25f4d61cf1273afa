"""Conditions that can never hold, or hold in nearly every call: most likely not what was meant."""

from collections.abc import Iterable

from callqa.rules.conditions import nodes
from callqa.rules.conditions.nodes import Node, Words
from callqa.rules.conditions.pattern import compiled
from callqa.rules.conditions.surroundings import Phrase, Span

# folded words that are in nearly every call: greetings, pronouns, fillers
_EVERYWHERE = frozenset(
    """
    你好 您好 谢谢 再见 好的 可以 没有 不是 就是 是的 我们 你们 他们 这个
    那个 这样 那样 什么 怎么 现在 今天 一下 一个 知道 客服 电话 先生 女士
    请问 对吧 然后 因为 所以 但是 还有 时候 觉得 嗯嗯 问题 那么 的话 如果
    已经 可能 这边 那边 帮我 我想 我要 为您 是吗 知道了 好的好的 谢谢您
    """.split()  # noqa: SIM905 - seventy quoted words would be unreadable
)
_DIGITS = frozenset("零一二三四五六七八九")
_SHORT_NUMBER = 4  # any three digits stand in one phone number of a hundred, any five in one of ten thousand
_SLOWEST = 60  # characters a minute that nobody stays below
_SHORTEST_MS = 2000  # of a silence that is no breath


def commonplace(phrase: Phrase, *, narrowed: bool) -> tuple[str, str]:
    """Why a phrase would hit in nearly every call, and what to do; empty where it would not.

    Args:
        phrase: of a rule.
        narrowed: it only counts close to something, at some time, or by not being said.
    """
    if len(phrase.folded) == 1:
        return f"“{phrase.text}”只有一个字，几乎每通电话都会出现", "写成两个字以上的词"
    if narrowed:
        return "", ""
    if len(phrase.folded) <= _SHORT_NUMBER and _DIGITS.issuperset(phrase.folded):
        what = f"“{phrase.text}”也会对上电话、订单号、金额里的同一段数字"
        return what, f"带上前后的字写，例如 打{phrase.text}"
    if phrase.folded in _EVERYWHERE:
        what = f"“{phrase.text}”几乎每通电话都有人说，会把报告淹没"
        return what, "写得更具体，或者用 near、window 缩小范围"
    return "", ""


def impossible(part: Node) -> str:
    """Why a condition can never hold; empty where it can."""
    if isinstance(part, nodes.AtLeast):
        different = len({_meaning(one) for one in part.parts})
        few = different < part.count
        return f"的 at_least 要 {part.count} 个不同的词，只写了 {different} 个" if few else ""
    if not isinstance(part, nodes.Every):
        return ""
    if {_meaning(one) for one in part.parts} & _refused(part.parts):
        return "既要说又不能说同样的话"
    if _no_length_is_left([one for one in part.parts if isinstance(one, nodes.Duration)]):
        return "要录音又长又短"
    directions = [{*one.direction} for one in part.parts if isinstance(one, nodes.Meta) and one.direction]
    return "要既呼入又呼出" if directions and not set.intersection(*directions) else ""


def everyday(condition: Node) -> tuple[str, str]:
    """Why a rule would hit in nearly every call, and what to do; empty where it would not."""
    parts = condition.parts if isinstance(condition, nodes.Either) else (condition,)
    refused = next((part.part for part in parts if isinstance(part, nodes.Not)), None)
    if refused is not None and len(parts) > 1:
        said = _said(refused)
        return f"只要没说{said}就命中", "要同时成立就用 && 连起来，例如 退款&&!逾期"
    return next(filter(None, map(_ordinary, parts)), ("", ""))


def placeless(condition: Node) -> bool:
    """Whether a condition speaks of a call as a whole, so that nothing is before or after it."""
    if isinstance(condition, nodes.Unsaid):
        window = condition.where.window
        return window is None or window.span in (Span.FIRST_TURNS, Span.LAST_TURNS)
    return isinstance(condition, nodes.Duration | nodes.Turns | nodes.Speed | nodes.Meta | nodes.Not)


def _ordinary(part: Node) -> tuple[str, str] | None:
    if isinstance(part, nodes.Pattern) and not (part.where.near or part.where.window or part.where.anchor):
        found = next((pattern for pattern in part.patterns if _matches_what_all_say(pattern)), None)
        what = f"正则表达式“{found}”能对上几乎每通电话都有人说的话"
        return (what, "写得更具体，或者用 near、window 缩小范围") if found else None
    if isinstance(part, nodes.Speed) and part.over is not None and part.over < _SLOWEST:
        return f"语速每分钟超过 {part.over:g} 个字，人人都超过", "按每分钟多少字写，例如 360"
    if isinstance(part, nodes.Silence) and part.over_ms < _SHORTEST_MS:
        return f"静音 {part.over_ms / 1000:g} 秒，每通电话都有", "写长一些，例如 10"
    return None


def _matches_what_all_say(pattern: str) -> bool:
    search = compiled(pattern)
    return any(True for word in _EVERYWHERE for _ in search.spans([word]))


def _said(part: Node) -> str:
    return f"“{part.phrases[0].text}”" if isinstance(part, Words) else "这些话"


def _no_length_is_left(limits: Iterable[nodes.Duration]) -> bool:
    """Whether all of one-sided limits together leave no duration."""
    limits = [one for one in limits if one.over_ms is None or one.under_ms is None]
    over = max((one.over_ms for one in limits if one.over_ms is not None), default=0)
    under = min((one.under_ms for one in limits if one.under_ms is not None), default=over + 1)
    return over >= under


def _refused(parts: Iterable[Node]) -> set[object]:
    return {_meaning(one.part) for one in parts if isinstance(one, nodes.Not)}


def _meaning(part: Node) -> object:
    """What two conditions share that mean the same."""
    if isinstance(part, Words):
        return part.where, frozenset(phrase.folded for phrase in part.phrases)
    return part
