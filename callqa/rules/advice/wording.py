"""What a rule's condition asks for besides its words, each in a few words of Chinese."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from callqa.model.recording import Direction, Role
from callqa.rules.conditions import nodes, surroundings
from callqa.rules.conditions.nodes import Node, walk
from callqa.rules.conditions.surroundings import Phrase, Side, Span

ROLE_WORDS: Mapping[Role | None, str] = {
    None: "任意",
    Role.AGENT: "坐席",
    Role.CUSTOMER: "客户",
    Role.UNKNOWN: "未知",
}
_SIDES = {Side.BEFORE: "前面", Side.AFTER: "后面", Side.AROUND: "前后"}
_DIRECTIONS = {Direction.INBOUND: "呼入", Direction.OUTBOUND: "呼出", Direction.UNKNOWN: "未知"}
_SPANS = {
    Span.FIRST_MS: "只看开头 {} 秒",
    Span.LAST_MS: "只看最后 {} 秒",
    Span.FIRST_PERCENT: "只看开头 {}%",
    Span.LAST_PERCENT: "只看最后 {}%",
    Span.FIRST_TURNS: "只看前 {} 句话",
    Span.LAST_TURNS: "只看最后 {} 句话",
}
_SHOWN = 8


def listed(texts: Sequence[str]) -> str:
    """Words in a row, the first few of many."""
    rest = f" 等 {len(texts)} 个" if len(texts) > _SHOWN else ""
    return "、".join(texts[:_SHOWN]) + rest


def seconds(milliseconds: float | None) -> str:
    """30, or 0.5."""
    return f"{(milliseconds or 0) / 1000:g}"


def demands(condition: Node) -> tuple[str, ...]:
    """Everything that a condition asks for besides words being said or not, each once."""
    parts = (told for part in walk(condition) for told in _told(part))
    return tuple(dict.fromkeys(parts))


def _told(part: Any) -> Iterator[str]:
    if isinstance(part, surroundings.Where):
        yield from _where(part)
    elif type(part) in _KINDS:
        unless = getattr(part, "unless", ())
        yield _KINDS[type(part)](part) + (f"（说了 {_words(unless)} 不算）" if unless else "")


def _where(where: surroundings.Where) -> Iterator[str]:
    if where.near:
        yield f"{_near(where.near)}有 {_words(where.near.words)}"
    if where.not_near:
        yield f"{_near(where.not_near)}没有 {_words(where.not_near.words)}"
    if where.window:
        milliseconds = where.window.span in (Span.FIRST_MS, Span.LAST_MS)
        amount = seconds(where.window.amount) if milliseconds else f"{where.window.amount:g}"
        yield _SPANS[where.window.span].format(amount)
    if where.anchor:
        yield _anchor(where.anchor)
    if where.not_regex:
        yield f"不在正则 {listed(where.not_regex)} 里面"
    if where.pinyin:
        yield "近音也算"


def _near(near: surroundings.Near) -> str:
    return f"{_SIDES[near.side]} {near.chars} 个字以内"


def _words(phrases: Sequence[Phrase]) -> str:
    # in the order of their folded form: another order of the same words is no change
    return listed([phrase.text for phrase in sorted(phrases, key=lambda phrase: phrase.folded)])


def _anchor(anchor: surroundings.Anchor) -> str:
    limits = [f"{seconds(anchor.within_ms)} 秒以内"] if anchor.within_ms is not None else []
    limits += [f"{anchor.within_turns} 句以内"] if anchor.within_turns is not None else []
    which = "最后一次" if anchor.hit == -1 else f"第 {anchor.hit} 次"
    return f"在规则 {anchor.rule_id} {which}命中的{_SIDES[anchor.side]}{'、'.join(limits)}"


def _limits(over: str | None, under: str | None) -> str:
    parts = ([f"超过 {over}"] if over else []) + ([f"不到 {under}"] if under else [])
    return "或".join(parts)


def _sequence(node: nodes.Sequence) -> str:
    steps = " → ".join(_words([w for w in walk(step) if isinstance(w, Phrase)]) for step in node.steps)
    limits = [f"{node.within_turns} 句以内"] if node.within_turns is not None else []
    limits += [f"{seconds(node.within_ms)} 秒以内"] if node.within_ms is not None else []
    return f"先后说 {steps}" + (f"（{'、'.join(limits)}）" if limits else "")


def _speed(node: nodes.Speed) -> str:
    limits = _limits(f"{node.over:g} 字" if node.over else None, f"{node.under:g} 字" if node.under else None)
    return f"每分钟语速{limits}（满 {node.min_chars} 字才算）"


def _duration(node: nodes.Duration) -> str:
    over = f"{seconds(node.over_ms)} 秒" if node.over_ms is not None else None
    return f"录音{_limits(over, f'{seconds(node.under_ms)} 秒' if node.under_ms is not None else None)}"


def _turns(node: nodes.Turns) -> str:
    over, under = (f"{limit} 句" if limit is not None else None for limit in (node.over, node.under))
    return f"说话{_limits(over, under)}"


def _meta(node: nodes.Meta) -> str:
    names = [f"队列 {listed(node.queue)}"] if node.queue else []
    names += [f"坐席 {listed(node.agent)}"] if node.agent else []
    names += [listed([_DIRECTIONS[one] for one in node.direction])] if node.direction else []
    return f"话单是 {'，'.join(names)}"


def _repeat(node: nodes.Repeat) -> str:
    return f"{node.turns} 句以内重复说 {node.times} 遍（{node.alike:.0%} 相同，满 {node.min_chars} 字才算）"


def _silence(node: nodes.Silence) -> str:
    after = f"{ROLE_WORDS[node.after]}说完后" if node.after else ""
    return f"{after}静音 {seconds(node.over_ms)} 秒以上"


_KINDS: Mapping[type, Callable[[Any], str]] = {
    nodes.Pattern: lambda node: f"对上正则 {listed(sorted(node.patterns))}",
    nodes.AtLeast: lambda node: f"至少说到 {node.count} 个不同的",
    nodes.Count: lambda node: f"一共说 {node.count} 次以上",
    nodes.Sequence: _sequence,
    nodes.Repeat: _repeat,
    nodes.Silence: _silence,
    nodes.Overlap: lambda node: f"抢话 {seconds(node.over_ms)} 秒以上（满 {node.min_chars} 字才算）",
    nodes.Speed: _speed,
    nodes.Duration: _duration,
    nodes.Turns: _turns,
    nodes.AbnormalEnd: lambda node: f"话音离录音结束不到 {seconds(node.within_ms)} 秒",
    nodes.Meta: _meta,
}
