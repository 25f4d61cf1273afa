"""Conditions on how a call went: silence, interruptions, speed, length, its end."""

from collections.abc import Iterable, Iterator
from fnmatch import fnmatchcase
from itertools import groupby

from callqa.model.recording import Direction, Recording, Role
from callqa.model.transcript import Turn
from callqa.rules.conditions.logic import ROLE_NAMES, silent
from callqa.rules.conditions.nodes import AbnormalEnd, Duration, Meta, Overlap, Silence, Speed, Turns
from callqa.rules.conditions.order import spoken
from callqa.rules.conditions.speech import Speech
from callqa.rules.conditions.verdict import HOLDS, MISS, Condition, Truth, Verdict, unknown
from callqa.rules.conditions.words import excused_turns
from callqa.text.fold import fold, written

_NO_RECORDING = "没有这通电话的话单信息"


def known(node: Meta) -> Condition:
    """Queue, agent and direction fit; a hit about the whole call."""

    def condition(speech: Speech) -> Verdict:
        if speech.recording is None:
            return unknown(_NO_RECORDING)
        answers = list(_answers(node, speech.recording))
        if any(answer.truth is Truth.MISS for answer in answers):
            return MISS
        return next((answer for answer in answers if answer.truth is Truth.UNKNOWN), HOLDS)

    return condition


def _answers(node: Meta, recording: Recording) -> Iterable[Verdict]:
    yield _named(node.queue, recording.queue, "队列")
    yield _named(node.agent, recording.agent, "坐席工号")
    if not node.direction:
        yield HOLDS
    elif recording.direction is Direction.UNKNOWN:
        yield unknown("话单里没有呼叫方向")
    else:
        yield HOLDS if recording.direction in node.direction else MISS


def _named(wanted: Iterable[str], name: str | None, what: str) -> Verdict:
    patterns = [written(pattern) for pattern in wanted]
    if not patterns:
        return HOLDS
    if name is None:
        return unknown(f"话单里没有{what}")
    return HOLDS if any(fnmatchcase(written(name), pattern) for pattern in patterns) else MISS


_NO_TIMES = "没有每段话的时间，无法计算"
_NO_DURATION = "不知道录音有多长"
_FAREWELL_TURNS = 2


def silence(node: Silence) -> Condition:
    """Nobody speaks for a while between two turns; the hit is the point behind the last word before it."""

    def condition(speech: Speech) -> Verdict:
        excused = excused_turns(speech, node.unless)
        gaps = [before for before, after in _silences(speech, node.over_ms) if not {before, after} & excused]
        return _by_role(speech, gaps, node.after, end_only=True)

    return _measured(condition)


def overlap(node: Overlap) -> Condition:
    """Somebody starts to speak while another speaks, and both go on; the hit is the turn that interrupts."""

    def condition(speech: Speech) -> Verdict:
        excused = excused_turns(speech, node.unless)
        turns = [
            index
            for index, turn in _interruptions(speech, node.over_ms)
            if index not in excused and len(spoken(turn.text)) >= node.min_chars
        ]
        return _by_role(speech, turns, node.role)

    return _measured(condition)


def speed(node: Speed) -> Condition:
    """Characters a minute over all turns of a role, as Huawei counts them: characters ÷ summed durations."""

    def condition(speech: Speech) -> Verdict:
        if not speech.speaks(node.role):
            return unknown(silent(speech, node.role))
        excused = excused_turns(speech, node.unless)
        turns = [
            turn for index, turn in speech.turns if node.role in (None, turn.role) and index not in excused
        ]
        characters = len(fold("".join(turn.text for turn in turns)))
        minutes = sum(turn.end_ms - turn.start_ms for turn in turns) / 60_000
        if not minutes or characters < node.min_chars:
            return MISS
        return _outside(characters / minutes, node.over, node.under)

    return _measured(condition)


def duration(node: Duration) -> Condition:
    """The length of the recording, outside a limit."""

    def condition(speech: Speech) -> Verdict:
        if speech.duration_ms <= 0:
            return unknown(_NO_DURATION)
        return _outside(speech.duration_ms, node.over_ms, node.under_ms)

    return condition


def turns(node: Turns) -> Condition:
    """The number of turns of a role, outside a limit."""

    def condition(speech: Speech) -> Verdict:
        count = sum(node.role in (None, turn.role) for _, turn in speech.turns)
        strangers = node.role is not None and any(turn.role is Role.UNKNOWN for _, turn in speech.turns)
        if strangers:
            return unknown("不知道有些话是谁说的，无法数轮次")
        return _outside(count, node.over, node.under)

    return condition


def abnormal_end(node: AbnormalEnd) -> Condition:
    """The recording ends while somebody speaks, without a farewell; the hit is that turn."""

    def condition(speech: Speech) -> Verdict:
        if speech.duration_ms <= 0:
            return unknown(_NO_DURATION)
        index, last = max(speech.turns, key=lambda pair: (pair[1].end_ms, pair[0]))
        cut_off = last.end_ms >= speech.duration_ms - node.within_ms
        closing = {index for index, _ in speech.turns[-_FAREWELL_TURNS:]}
        if not cut_off or closing & excused_turns(speech, node.unless):
            return MISS
        return _by_role(speech, [index], node.role)

    return _measured(condition)


def _measured(condition: Condition) -> Condition:
    """Measures need somebody who speaks, and times."""

    def measured(speech: Speech) -> Verdict:
        if not speech.turns:
            return unknown("没有人说话")
        return condition(speech) if speech.timed else unknown(_NO_TIMES)

    return measured


def _by_role(speech: Speech, indexes: list[int], role: Role | None, *, end_only: bool = False) -> Verdict:
    """These turns as hits if the role speaks them; doubtful ones if nobody knows who does."""
    roles = {index: speech.transcript.turns[index].role for index in indexes}
    sure = [index for index in indexes if role in (None, roles[index])]
    open_ones = [index for index in indexes if role is not None and roles[index] is Role.UNKNOWN]
    reason = f"不知道是不是{ROLE_NAMES[role]}在说话" if role and open_ones else ""
    return Verdict(
        hits=tuple(speech.turn_hit(index, end_only=end_only) for index in sure),
        doubtful=tuple(speech.turn_hit(index, end_only=end_only) for index in open_ones),
        undecided=reason,
    )


def _outside(value: float, over: float | None, under: float | None) -> Verdict:
    outside = (over is not None and value > over) or (under is not None and value < under)
    return HOLDS if outside else MISS


def _silences(speech: Speech, over_ms: int) -> Iterator[tuple[int, int]]:
    """The turns before and after each silence."""
    last: tuple[int, int] | None = None  # when the latest word so far ended, and in which turn
    for index, turn in speech.turns:
        if last is not None and turn.start_ms - last[0] >= over_ms:
            yield last[1], index
        last = max(last or (0, 0), (turn.end_ms, index))


def _interruptions(speech: Speech, over_ms: int) -> Iterator[tuple[int, Turn]]:
    """The turns that start while another speaker's goes on, and both go on for so long."""
    speaking_until: dict[tuple[Role, int], int] = {}
    for _, group in groupby(speech.turns, key=lambda pair: pair[1].start_ms):
        together = list(group)  # who starts at the same moment interrupts nobody
        for index, turn in together:
            others = [end_ms for who, end_ms in speaking_until.items() if who != (turn.role, turn.channel)]
            if min(turn.end_ms, max(others, default=0)) - turn.start_ms >= over_ms:
                yield index, turn
        for _, turn in together:
            who = turn.role, turn.channel
            speaking_until[who] = max(speaking_until.get(who, 0), turn.end_ms)
