"""The Chinese words of rules: why one was not evaluated, and what of one was changed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from callqa.days import undecided as sentences
from callqa.days.rule_changes import About, ChangeKind, Demand, Detail, RuleChange
from callqa.model.finding import Severity, Undecided
from callqa.model.recording import Direction, Role
from reports.words.chinese.common import EMOTION, SEVERITY

_SHOWN = 8
_ROLES = {"": "任意", Role.AGENT.value: "坐席", Role.CUSTOMER.value: "客户", Role.UNKNOWN.value: "未知"}
_DIRECTIONS = {
    Direction.INBOUND.value: "呼入",
    Direction.OUTBOUND.value: "呼出",
    Direction.UNKNOWN.value: "未知",
}
_SIDES = {"before": "前面", "after": "后面", "around": "前后"}
_KINDS = {
    ChangeKind.ADDED: "新增规则",
    ChangeKind.REMOVED: "删除规则",
    ChangeKind.SWITCHED_ON: "启用规则",
    ChangeKind.SWITCHED_OFF: "停用规则",
    ChangeKind.CHANGED: "修改规则",
}
_ABOUT = {
    About.NAME: "名称",
    About.CATEGORY: "类别",
    About.SEVERITY: "级别",
    About.ROLE: "谁说",
    About.POINTS: "扣分",
    About.FATAL: "一票否决",
    About.REVIEW: "人工复核",
    About.SINCE: "生效日期",
    About.UNTIL: "截止日期",
    About.KEYWORDS: "关键词",
    About.EXCEPTIONS: "例外",
    About.MUST_SAY: "必须说的话",
}


def undecided(why: Undecided) -> str:
    """Say why it cannot be known whether a rule hits."""
    return sentences.undecided(why)


def listed(texts: Sequence[str]) -> str:
    """Join words in a row, the first few of many."""
    rest = f" 等 {len(texts)} 个" if len(texts) > _SHOWN else ""
    return "、".join(texts[:_SHOWN]) + rest


def change(of: RuleChange) -> str:
    """Say what happened to a rule in a line."""
    details = "；".join(map(detail, of.details))
    if of.kind is ChangeKind.UNLISTED:
        return "规则手册换过版本，但前一天用的版本没有保存，列不出改动"
    if of.kind is ChangeKind.AS_WRITTEN:
        return details
    told = f"{_KINDS[of.kind]} {of.category}·{of.name}（{of.rule_id}）"
    return f"{told}：{details}" if details else told


def detail(of: Detail) -> str:
    """Say one thing of a rule that is otherwise."""
    if of.about is About.AS_WRITTEN:
        return of.text
    if of.about is About.ARRANGEMENT:
        return "条件的组合方式改了"
    if of.about is About.DEMANDS:
        return f"条件{'去掉' if of.is_gone else '增加'}：{'；'.join(map(demand, of.demands))}"
    if of.words:
        return f"{_ABOUT[of.about]}{'去掉' if of.is_gone else '增加'} {listed(of.words)}"
    return f"{_ABOUT[of.about]}从 {_value(of.about, of.before)} 改为 {_value(of.about, of.after)}"


def _value(about: About, value: str) -> str:
    if about is About.SEVERITY:
        return SEVERITY[Severity(value)]
    if about is About.ROLE:
        return _ROLES[value]
    if about in (About.FATAL, About.REVIEW):
        return "是" if value else "否"
    return value or ("不限" if about in (About.SINCE, About.UNTIL) else "")


def demand(of: Demand) -> str:
    """Say what a condition asks for; of one without words its key and its figures."""
    say = _DEMANDS.get(of.kind)
    return say(of.values) if say else _plain(of)


def _plain(of: Demand) -> str:
    return " ".join([of.kind, *(f"{name}={value}" for name, value in of.values.items())])


_Values = Mapping[str, Any]


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:g}"


def _excuse(of: _Values) -> str:
    return f"（说了 {listed(of['unless'])} 不算）" if "unless" in of else ""


def _limits(over: str, under: str) -> str:
    return "或".join([*([f"超过 {over}"] if over else []), *([f"不到 {under}"] if under else [])])


def _near(there: str) -> Callable[[_Values], str]:
    return lambda of: f"{_SIDES[of['side']]} {of['chars']} 个字以内{there} {listed(of['words'])}"


def _reach(of: _Values, *units: str) -> list[str]:
    """Say how far something may be away."""
    told = {
        "within_turns": lambda: f"{of['within_turns']} 句以内",
        "within_ms": lambda: f"{_seconds(of['within_ms'])} 秒以内",
    }
    return [told[unit]() for unit in units if unit in of]


def _window(of: _Values) -> str:
    ((span, amount),) = of.items()
    said = {
        "first_ms": f"只看开头 {_seconds(amount)} 秒",
        "last_ms": f"只看最后 {_seconds(amount)} 秒",
        "first_percent": f"只看开头 {amount:g}%",
        "last_percent": f"只看最后 {amount:g}%",
        "first_turns": f"只看前 {amount:g} 句话",
        "last_turns": f"只看最后 {amount:g} 句话",
    }
    return said[span]


def _anchor(of: _Values) -> str:
    which = "最后一次" if of["hit"] == -1 else f"第 {of['hit']} 次"
    reach = "、".join(_reach(of, "within_ms", "within_turns"))
    return f"在规则 {listed(of['rules'])} {which}命中的{_SIDES[of['side']]}{reach}"


def _sequence(of: _Values) -> str:
    reach = "、".join(_reach(of, "within_turns", "within_ms"))
    return f"先后说 {' → '.join(map(listed, of['steps']))}{f'（{reach}）' if reach else ''}"


def _silence(of: _Values) -> str:
    after = f"{_ROLES[of['after']]}说完后" if "after" in of else ""
    return f"{after}静音 {_seconds(of['over_ms'])} 秒以上{_excuse(of)}"


def _overlap(of: _Values) -> str:
    return f"抢话 {_seconds(of['over_ms'])} 秒以上（满 {of['min_chars']} 字才算）{_excuse(of)}"


def _speed(of: _Values) -> str:
    over, under = (f"{of[key]:g} 字" if key in of else "" for key in ("over", "under"))
    return f"每分钟语速{_limits(over, under)}（满 {of['min_chars']} 字才算）{_excuse(of)}"


def _turns(of: _Values) -> str:
    return f"说话{_limits(*(f'{of[key]} 句' if key in of else '' for key in ('over', 'under')))}"


def _duration(of: _Values) -> str:
    over, under = (f"{_seconds(of[key])} 秒" if key in of else "" for key in ("over_ms", "under_ms"))
    return f"录音{_limits(over, under)}"


def _repeat(of: _Values) -> str:
    limits = f"（{of['alike']:.0%} 相同，满 {of['min_chars']} 字才算）"
    return f"{of['turns']} 句以内重复说 {of['times']} 遍{limits}{_excuse(of)}"


def _meta(of: _Values) -> str:
    told = [f"队列 {listed(of['queue'])}"] if "queue" in of else []
    told += [f"坐席 {listed(of['agent'])}"] if "agent" in of else []
    told += [listed([_DIRECTIONS[one] for one in of["direction"]])] if "direction" in of else []
    return f"话单是 {'，'.join(told)}"


_DEMANDS: Mapping[str, Callable[[_Values], str]] = {
    "near": _near("有"),
    "not_near": _near("没有"),
    "window": _window,
    "anchor": _anchor,
    "not_regex": lambda of: f"不在正则 {listed(of['patterns'])} 里面",
    "not_when": lambda of: f"不算{listed(of['contexts'])}的话",
    "pinyin": lambda _: "近音也算",
    "forms": lambda _: "只找原样的词，不找口语的说法",
    "at_least": lambda of: f"至少说到 {of['count']} 个不同的",
    "count_gte": lambda of: f"一共说 {of['count']} 次以上",
    "regex": lambda of: f"对上正则 {listed(of['patterns'])}",
    "silence": _silence,
    "overlap": _overlap,
    "emotion": lambda of: f"语气是{listed([EMOTION[each] for each in of['emotions']])}",
    "speed": _speed,
    "sequence": _sequence,
    "turns": _turns,
    "duration": _duration,
    "abnormal_end": lambda of: f"话音离录音结束不到 {_seconds(of['within_ms'])} 秒{_excuse(of)}",
    "meta": _meta,
    "repeat": _repeat,
}
