"""Builders for tests of the rules: a transcript from a few words, a book from a few lines."""

from callqa.model.recording import Role
from callqa.model.transcript import Outcome, Transcript, Turn
from callqa.rules.language.parse import parse
from callqa.rules.language.rule import RuleBook
from callqa.strict_yaml.loader import load

CHARACTER_MS = 200
ROLES = {"客户": Role.CUSTOMER, "坐席": Role.AGENT, "未知": Role.UNKNOWN}


def turn(who: str, text: str, at_ms: int = 0) -> Turn:
    """Return a turn of 200 ms a character; the agent is on channel 0, everybody else on channel 1."""
    times = tuple((at_ms + n * CHARACTER_MS, at_ms + (n + 1) * CHARACTER_MS) for n in range(len(text)))
    end_ms = at_ms + len(text) * CHARACTER_MS
    channel = 0 if who == "坐席" else 1
    return Turn(role=ROLES[who], channel=channel, start_ms=at_ms, end_ms=end_ms, text=text, char_times=times)


def call(*turns: Turn, outcome: Outcome = Outcome.OK, call_id: str = "C1") -> Transcript:
    """Return a call of ten minutes."""
    return Transcript(
        call_id=call_id,
        audio_sha256="00",
        engine_revision="engine-0",
        outcome=outcome,
        duration_ms=600_000,
        channels=2,
        turns=turns,
    )


def says(who: str, text: str) -> Transcript:
    """Return a call in which one sentence is said."""
    return call(turn(who, text))


def book(*rules: str, role: str = "客户", severity: str = "严重") -> RuleBook:
    """Return a book of one category from rules in YAML's short form, without the braces."""
    lines = [f"categories: [{{name: 测试, role: {role}, severity: {severity}, rules: ["]
    lines += [f"  {{{rule}}}," for rule in rules]
    return parse(load("\n".join([*lines, "]}]"]), "book.yaml"))


def rule(keywords: str = "投诉", rest: str = "", rule_id: str = "r", name: str = "规则") -> str:
    """Return a rule in the short form."""
    return f"id: {rule_id}, name: {name}, keywords: [{keywords}]{', ' + rest if rest else ''}"


def must_say(phrases: str = "您好", rest: str = "") -> str:
    """Return a rule for something that must be said."""
    return f"id: m, name: 规则, must_say: [{phrases}]{', ' + rest if rest else ''}"
