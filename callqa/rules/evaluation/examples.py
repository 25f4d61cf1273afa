"""The example sentences of a rule, run as the short calls that they are."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time
from itertools import pairwise

from callqa.days.undecided import undecided
from callqa.model.annotations import NO_ANNOTATIONS, Annotations, Emotion, Feeling
from callqa.model.recording import Direction, Recording, Role
from callqa.model.transcript import Outcome, Transcript, Turn
from callqa.rules.conditions.emotion import EMOTIONS
from callqa.rules.conditions.meta import DIRECTIONS
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.language.rule import Rule, RuleBook
from callqa.rules.language.schema import ExampleEntry
from callqa.strict_yaml.problems import Problem

_SPEAKERS = {"客户": Role.CUSTOMER, "坐席": Role.AGENT, "座席": Role.AGENT, "未知": Role.UNKNOWN}
_STRANGERS = {
    # who people write, whom they mean
    **dict.fromkeys(("顾客", "用户", "消费者", "来电人", "主叫", "customer", "caller", "user"), "客户"),
    **dict.fromkeys(("客服", "话务员", "业务员", "接线员", "坐席员", "员工", "agent"), "坐席"),
    **dict.fromkeys(("不明", "不详", "unknown"), "未知"),
}
_CHANNELS = {Role.AGENT: 0, Role.CUSTOMER: 1, Role.UNKNOWN: 0}
_SECONDS = r"(\d+(?:\.\d+)?)\s*(?:秒|s)?"
_TURN = re.compile(
    rf"(?:(客户|[坐座]席|未知)\s*(?:[（(]\s*({'|'.join(EMOTIONS)})\s*[)）])?\s*(?:[@＠]\s*{_SECONDS}\s*(?:[-－–~～到至]\s*{_SECONDS})?)?\s*[：:])?\s*(.*)",
    re.DOTALL,
)
_SPOKEN_BY = re.compile(r"\s*([^\s：:@＠，。、,.？?！!]{1,8})\s*([@＠][^：:]*)?[：:]\s*(\d{1,2}[：:])?")
_FELT = re.compile(r"(?:客户|[坐座]席|未知)\s*[（(](.{1,8}?)[)）]\s*(?:[@＠][^：:]*)?[：:]")
_CHARACTER_MS = 200
_PAUSE_MS = 1500  # long enough that one speaker's next turn is a sentence of its own
_ANY_DAY = date(2000, 1, 1)
_SHOWN = 30


@dataclass(frozen=True, kw_only=True, slots=True)
class _Said:
    role: Role
    at_ms: int | None
    until_ms: int | None
    text: str
    emotion: Emotion | None = None


def broken_examples(book: RuleBook) -> tuple[Problem, ...]:
    """Find every example that a rule does not treat as its author says, in the file's order.

    Rules that are switched off are tried as well: they may be switched on tomorrow.
    """
    whole = replace(book, rules=(*book.rules, *book.switched_off), switched_off=())
    found = (problem for rule in whole.rules for problem in _broken(_alone(whole, rule), rule))
    return tuple(sorted(found, key=lambda problem: problem.line))


def _alone(book: RuleBook, rule: Rule) -> RuleBook:
    """Return the book of a rule and of what it is anchored to: no other changes what it finds."""
    by_id = {each.rule_id: each for each in book.rules}
    needed, waiting = set[str](), [rule.rule_id]
    while waiting:
        rule_id = waiting.pop()
        if rule_id in by_id and rule_id not in needed:
            needed.add(rule_id)
            waiting += by_id[rule_id].anchors
    rules = tuple(each for each in book.rules if each.rule_id in needed)
    return replace(book, rules=rules, revision=f"{book.revision} {rule.rule_id}")


def _broken(book: RuleBook, rule: Rule) -> Iterator[Problem]:
    for examples, expected in ((rule.hit_examples, True), (rule.miss_examples, False)):
        for example, line in examples:
            if problem := _mistake(book, rule, example, expected=expected):
                what, cure = problem
                yield Problem(where=f"{book.where}:{line}", line=line, what=what, cure=cure)


def _mistake(book: RuleBook, rule: Rule, example: ExampleEntry, *, expected: bool) -> tuple[str, str] | None:
    if wrong := next(filter(None, map(_miswritten, example.turns)), None):
        what, cure = wrong
        return f"规则 {rule.rule_id} 的例句“{_short(example)}”{what}", cure
    evaluation = evaluate(as_transcript(example, rule.role), book, _recording(example, rule))
    hits = [finding for finding in evaluation.findings if finding.rule_id == rule.rule_id]
    why = next((undecided(one.reason) for one in evaluation.not_evaluated if one.rule_id == rule.rule_id), "")
    if bool(hits) is expected and not why:
        return None
    named = f"规则 {rule.rule_id} 的例句“{_short(example)}”写在 {'hit' if expected else 'miss'} 里，却"
    if why:
        return f"{named}无法评估：{why}", "把例句写完整：谁说的、几秒说的"
    if expected:
        more = "补上关键词" if rule.keywords else "放宽条件"
        return f"{named}没有命中", f"{more}，或者把这句挪到 miss"
    words = f"“{hits[0].evidence}”" if hits[0].evidence else ""
    less = "用 not_in 写明例外" if words and rule.keywords else "收紧条件"
    return f"{named}命中了{words}", f"{less}，或者把这句挪到 hit"


def _miswritten(text: str) -> tuple[str, str] | None:
    """Say what is wrong with the speaker or the times of one turn, and what to write; None for nothing."""
    if (felt := _FELT.match(text)) and felt[1].strip() not in EMOTIONS:
        return f"里不认识情绪“{felt[1]}”", f"可以写：{'、'.join(EMOTIONS)}"
    spoken = _SPOKEN_BY.match(text)
    who, when, clock = spoken.groups() if spoken else ("", None, None)
    if meant := _STRANGERS.get(who.casefold()):
        return f"里不认识说话的人“{who}”", f"写成 {meant}：…"
    if who not in _SPEAKERS or not when:
        return None
    said = _said(text, Role.CUSTOMER)
    if said.at_ms is None or clock:
        return "里的时间看不懂", "写从录音开始算的秒数：客户@12：…，或者 客户@12-15：…；1 分 30 秒写 90"
    if said.until_ms is not None and said.until_ms <= said.at_ms:
        return (
            "结束的时间不比开始的晚",
            "写成 坐席@开始-结束：…，例如 坐席@3-8：… 是从第 3 秒说到第 8 秒",
        )
    return None


def _short(example: ExampleEntry) -> str:
    text = " / ".join(example.turns)
    return text if len(text) <= _SHOWN else f"{text[:_SHOWN]}…"


def as_transcript(example: ExampleEntry, speaker: Role | None) -> Transcript:
    """Make the call that an example describes.

    Args:
        example: turns follow each other with a pause, a character every 200 ms, unless they say when;
            the characters of one that says until when are spread evenly.
        speaker: of a turn that names none; None: the customer.
    """
    turns: list[Turn] = []
    for said in (_said(text, speaker or Role.CUSTOMER) for text in example.turns):
        start = turns[-1].end_ms + _PAUSE_MS if turns else 0
        turns.append(_turn(said, start if said.at_ms is None else said.at_ms))
    end = max(turn.end_ms for turn in turns)
    return Transcript(
        call_id="example",
        audio_sha256="",
        engine_revision="",
        outcome=Outcome.OK,
        duration_ms=end if example.duration_s is None else round(example.duration_s * 1000),
        channels=2,
        turns=tuple(turns),
    )


def _said(text: str, speaker: Role) -> _Said:
    match = _TURN.fullmatch(text)
    assert match is not None  # the last group takes anything
    name, felt, at_s, until_s, words = match.groups()
    return _Said(
        role=_SPEAKERS[name] if name else speaker,
        at_ms=None if at_s is None else round(float(at_s) * 1000),
        until_ms=None if until_s is None else round(float(until_s) * 1000),
        text=words,
        emotion=EMOTIONS[felt] if felt else None,
    )


def _turn(said: _Said, start_ms: int) -> Turn:
    end_ms = start_ms + len(said.text) * _CHARACTER_MS if said.until_ms is None else said.until_ms
    count = len(said.text)
    edges = [start_ms + (end_ms - start_ms) * place // max(count, 1) for place in range(count + 1)]
    return Turn(
        role=said.role,
        channel=_CHANNELS[said.role],
        start_ms=start_ms,
        end_ms=edges[-1],
        text=said.text,
        char_times=tuple(pairwise(edges)),
        annotations=Annotations(feelings=(Feeling(start=0, end=count, emotion=said.emotion),))
        if said.emotion
        else NO_ANNOTATIONS,
    )


def _recording(example: ExampleEntry, rule: Rule) -> Recording:
    """On a day on which the rule is in force."""
    day = rule.since or rule.until or _ANY_DAY
    return Recording(
        call_id="example",
        path="",
        started_at=datetime.combine(day, time(12), UTC),
        agent=example.agent,
        queue=example.queue,
        direction=DIRECTIONS[example.direction] if example.direction else Direction.UNKNOWN,
    )
