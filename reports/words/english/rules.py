"""The English words of rules: why one was not evaluated, and what of one was changed."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from callqa.days.rule_changes import About, ChangeKind, Demand, Detail, RuleChange
from callqa.model.finding import Severity, Undecided, Why
from callqa.model.recording import Role
from reports.words.english.common import EMOTION, SEVERITY

_ROLES = {None: "anybody", Role.AGENT: "the agent", Role.CUSTOMER: "the customer", Role.UNKNOWN: "a stranger"}
_NO_PROOF = "not hit does not mean not said"

_UNDECIDED = {
    Why.FAILED: "the recording was not recognised",
    Why.NOT_FLAGGED: "not judged by the rules yet",
    Why.TOO_SHORT: "a recording of {seconds:.1f} s is too short for what should have been said",
    Why.INCOMPLETE_AUDIO: f"the recording lacks {{seconds:.0f}} s, {_NO_PROOF}",
    Why.UNREAD_AUDIO: f"{{seconds:.0f}} s of the file were not read, {_NO_PROOF}",
    Why.SHORTER_THAN_RECORD: (
        f"the recording is {{seconds:.0f}} s shorter than the talk time of the call records, {_NO_PROOF}"
    ),
    Why.UNHEARD_CHANNEL: f"a channel has sound but no speech was found in it, {_NO_PROOF}",
    Why.RUNAWAY_TEXT: (
        f"{{seconds:.0f}} s were not recognised reliably (more text than can have been said), {_NO_PROOF}"
    ),
    Why.IMPLAUSIBLE_RATE: f"the header gives a sample rate that does not fit the sound, {_NO_PROOF}",
    Why.NO_RECORD: "the call records say nothing about this call",
    Why.NO_QUEUE: "the call records name no queue",
    Why.NO_AGENT: "the call records name no agent",
    Why.NO_DIRECTION: "the call records give no direction",
    Why.NOBODY_SPEAKS: "nobody speaks",
    Why.ROLE_SILENT: "{role} does not speak",
    Why.ROLE_UNCLEAR: "it is not known what {role} says",
    Why.SPEAKER_UNCLEAR: "it is not known whether it is {role} who speaks",
    Why.WORDS_UNCLEAR: "it is not known whether it is {role} who says the words at {seconds:.0f} s",
    Why.REPEATER_UNCLEAR: "somebody says the same again, but it is not known whether it is {role}",
    Why.TURNS_UNCLEAR: "turns cannot be counted: it is not known who says some of them",
    Why.NO_DURATION: "it is not known how long the recording is",
    Why.NO_TURN_TIMES: "the turns have no times",
    Why.NO_EMOTION: "the recogniser does not tell emotions (SenseVoice does)",
    Why.NO_TIMES_FOR_WINDOW: "the characters have no times, so that the part of the call is not known",
    Why.NO_TIMES_BETWEEN: "the characters have no times, so that the time between the steps is not known",
    Why.ANCHOR_UNKNOWN: "the other rule that it depends on was not evaluated",
    Why.TOO_MUCH_WORK: "a regular expression would take too much work on this call",
    Why.AS_WRITTEN: "{text}",
}


def undecided(why: Undecided) -> str:
    """Say why it cannot be known whether a rule hits."""
    return _UNDECIDED[why.kind].format(role=_ROLES[why.role], seconds=why.seconds, text=why.text)


_SHOWN = 8
_KINDS = {
    ChangeKind.ADDED: "New rule",
    ChangeKind.REMOVED: "Removed rule",
    ChangeKind.SWITCHED_ON: "Switched on rule",
    ChangeKind.SWITCHED_OFF: "Switched off rule",
    ChangeKind.CHANGED: "Changed rule",
}
_ABOUT = {
    About.NAME: "name",
    About.CATEGORY: "category",
    About.SEVERITY: "severity",
    About.ROLE: "speaker",
    About.POINTS: "points",
    About.FATAL: "fatal",
    About.REVIEW: "to be reviewed",
    About.SINCE: "in force from",
    About.UNTIL: "in force until",
    About.KEYWORDS: "keywords",
    About.EXCEPTIONS: "exceptions",
    About.MUST_SAY: "what must be said",
}
_CONTEXTS = {
    "否定": "negation",
    "询问渠道": "asking for a channel",
    "过去": "the past",
    "别人的事": "other people's affairs",
    "假设": "a condition",
    "转述": "reported speech",
    "疑问": "a question",
}


def listed(texts: Sequence[str]) -> str:
    """Join words in a row, the first few of many."""
    rest = f" and {len(texts) - _SHOWN} more" if len(texts) > _SHOWN else ""
    return ", ".join(texts[:_SHOWN]) + rest


def change(of: RuleChange) -> str:
    """Say what happened to a rule in a line."""
    details = "; ".join(map(detail, of.details))
    if of.kind is ChangeKind.UNLISTED:
        return "The rule book was replaced; what was changed is not known, the one before was not kept"
    if of.kind is ChangeKind.AS_WRITTEN:
        return details
    told = f"{_KINDS[of.kind]} {of.category} · {of.name} ({of.rule_id})"
    return f"{told}: {details}" if details else told


def detail(of: Detail) -> str:
    """Say one thing of a rule that is otherwise."""
    if of.about is About.AS_WRITTEN:
        return of.text
    if of.about is About.ARRANGEMENT:
        return "the conditions are put together otherwise"
    gone = "without" if of.is_gone else "with"
    if of.about is About.DEMANDS:
        return f"{gone} the condition {'; '.join(map(demand, of.demands))}"
    if of.words:
        return f"{_ABOUT[of.about]} {gone} {listed(of.words)}"
    return f"{_ABOUT[of.about]} {_value(of.about, of.before)} → {_value(of.about, of.after)}"


def _value(about: About, value: str) -> str:
    if about is About.SEVERITY:
        return SEVERITY[Severity(value)]
    if about is About.ROLE:
        return _ROLES[Role(value) if value else None]
    if about in (About.FATAL, About.REVIEW):
        return value or "no"
    return value or "any"


def demand(of: Demand) -> str:
    """Say what a condition asks for; of one without words its key and its figures."""
    say = _DEMANDS.get(of.kind)
    return say(of.values) if say else _plain(of)


def _plain(of: Demand) -> str:
    return " ".join([of.kind, *(f"{name}={value}" for name, value in of.values.items())])


_Values = Mapping[str, Any]


def _seconds(milliseconds: float) -> str:
    return f"{milliseconds / 1000:g} s"


def _excuse(of: _Values) -> str:
    return f" (unless somebody says {listed(of['unless'])})" if "unless" in of else ""


def _limits(over: str, under: str) -> str:
    return " or ".join([*([f"over {over}"] if over else []), *([f"under {under}"] if under else [])])


def _near(there: str) -> Callable[[_Values], str]:
    return lambda of: f"{there} {listed(of['words'])} within {of['chars']} characters {of['side']}"


def _reach(of: _Values) -> str:
    turns = [f"{of['within_turns']} turns"] if "within_turns" in of else []
    times = [_seconds(of["within_ms"])] if "within_ms" in of else []
    return f" within {' and '.join((*turns, *times))}" if turns or times else ""


def _window(of: _Values) -> str:
    ((span, amount),) = of.items()
    which, unit = span.split("_")
    said = {"ms": _seconds(amount), "percent": f"{amount:g}%", "turns": f"{amount:g} turns"}
    return f"only the {which} {said[unit]}"


def _anchor(of: _Values) -> str:
    which = "the last hit" if of["hit"] == -1 else f"hit {of['hit']}"
    return f"only {of['side']} {which} of {listed(of['rules'])}{_reach(of)}"


def _silence(of: _Values) -> str:
    after = f" after {_ROLES[Role(of['after'])]}" if "after" in of else ""
    return f"silence of {_seconds(of['over_ms'])} or more{after}{_excuse(of)}"


def _overlap(of: _Values) -> str:
    least = f"of {of['min_chars']} characters or more"
    return f"interrupting for {_seconds(of['over_ms'])} or more, {least}{_excuse(of)}"


def _speed(of: _Values) -> str:
    over, under = (f"{of[key]:g}" if key in of else "" for key in ("over", "under"))
    least = f"of {of['min_chars']} or more"
    return f"{_limits(over, under)} characters a minute, {least}{_excuse(of)}"


def _turns(of: _Values) -> str:
    return f"{_limits(*(str(of.get(key, '')) for key in ('over', 'under')))} turns"


def _duration(of: _Values) -> str:
    over, under = (_seconds(of[key]) if key in of else "" for key in ("over_ms", "under_ms"))
    return f"a recording {_limits(over, under)}"


def _repeat(of: _Values) -> str:
    limits = f"{of['alike']:.0%} alike, {of['min_chars']} characters or more"
    return f"said {of['times']} times within {of['turns']} turns ({limits}){_excuse(of)}"


def _meta(of: _Values) -> str:
    told = [f"{key} {listed(of[key])}" for key in ("queue", "agent", "direction") if key in of]
    return f"a call of {', '.join(told)}"


def _not_when(of: _Values) -> str:
    return f"not in {listed([_CONTEXTS.get(one, one) for one in of['contexts']])}"


_DEMANDS: Mapping[str, Callable[[_Values], str]] = {
    "near": _near("with"),
    "not_near": _near("without"),
    "window": _window,
    "anchor": _anchor,
    "not_regex": lambda of: f"not inside the patterns {listed(of['patterns'])}",
    "not_when": _not_when,
    "pinyin": lambda _: "also what sounds alike",
    "forms": lambda _: "the very words only, no colloquial forms",
    "at_least": lambda of: f"at least {of['count']} different ones",
    "count_gte": lambda of: f"{of['count']} times or more",
    "regex": lambda of: f"the patterns {listed(of['patterns'])}",
    "silence": _silence,
    "overlap": _overlap,
    "emotion": lambda of: f"said {' or '.join(EMOTION[each] for each in of['emotions'])}",
    "speed": _speed,
    "sequence": lambda of: f"said in this order{_reach(of)}: {' → '.join(map(listed, of['steps']))}",
    "turns": _turns,
    "duration": _duration,
    "abnormal_end": lambda of: f"speech up to {_seconds(of['within_ms'])} before the end{_excuse(of)}",
    "meta": _meta,
    "repeat": _repeat,
}
