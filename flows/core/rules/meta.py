"""Conditions on what is known about a call besides its words."""

from collections.abc import Iterable
from fnmatch import fnmatchcase

from flows.core.recording import Direction, Recording
from flows.core.rules.fold import written
from flows.core.rules.nodes import Meta
from flows.core.rules.speech import Speech
from flows.core.rules.verdict import HOLDS, MISS, Condition, Truth, Verdict, unknown

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
