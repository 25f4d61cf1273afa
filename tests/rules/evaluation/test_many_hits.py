"""A call of thousands of hits costs a rule so many times a call of a few, and not the square of it."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from types import FrameType
from typing import Any

import pytest

from callqa.model.transcript import Transcript
from callqa.rules.evaluation.matcher import compiled
from callqa.rules.language.rule import RuleBook
from callqa.rules.search.speech import Spoken
from tests.rules.rule_makers import book, call, rule, turn

FEW, TIMES = 400, 4
RULES = {
    "near": rule("退款", "near: {words: [快递], chars: 4}"),
    "not near": rule("退款", "not_near: {words: [快递], chars: 4}"),
    "near, on one side": rule("退款", "near: {words: [快递], side: 前}"),
    "exceptions": rule("退款", "not_in: [退款快递, 快递退款]"),
    "patterns as exceptions": rule("退款", 'not_regex: ["快.退款", "退款.*快递不"]'),
    "contexts": rule("退款", "not_when: [否定, 疑问]"),
    "first sentences": rule("退款", "window: {first_sentences: 9000}"),
    "sequence": "id: r, name: 序, sequence: {steps: [[退款], [快递]]}",
    "sequence, close": "id: r, name: 序, sequence: {steps: [[退款], [快递]], within_s: 1, within_turns: 2}",
    "sequence, never": "id: r, name: 序, sequence: {steps: [[退款], [快递], [退款]], within_s: 0.1}",
    "repetitions": "id: r, name: 重复, repeat: {within_turns: 6}",
}
ANCHORED = (rule("快递", "", "other"), rule("退款", "anchor: {rule: other, side: 前后}"))
CALLS = ("a turn a hit", "no times", "one breath")


def transcript(kind: str, hits: int) -> Transcript:
    if kind == "one breath":
        return call(*(turn("客户", "退款快递", 800 * number) for number in range(hits)))
    turns = (turn("客户" if n % 3 else "坐席", "我要退款快递退款", 9_000 * n) for n in range(hits // 2))
    said = call(*turns)
    untimed = (replace(one, char_times=()) for one in said.turns)
    return replace(said, turns=tuple(untimed)) if kind == "no times" else said


@contextmanager
def counted_lines() -> Iterator[list[int]]:
    """Count the lines of callqa that are run, whatever machine runs them."""
    count, before = [0], sys.gettrace()

    def trace(frame: FrameType, event: str, _argument: Any) -> Any:
        count[0] += event in ("line", "call")  # a generator is called again for each of its items
        return trace if "callqa" in frame.f_code.co_filename else None

    sys.settrace(trace)
    try:
        yield count
    finally:
        sys.settrace(before)


def price(rules: RuleBook, said: Transcript) -> int:
    matcher, spoken = compiled(rules), Spoken.of(said)
    with counted_lines() as lines:
        matcher.answers(spoken, None)
    return lines[0]


@pytest.mark.parametrize("kind", CALLS)
@pytest.mark.parametrize("rules", [*((one,) for one in RULES.values()), ANCHORED], ids=[*RULES, "anchor"])
def test_four_times_as_many_hits_are_about_four_times_as_dear(rules: tuple[str, ...], kind: str) -> None:
    asked = book(*rules)

    few, many = price(asked, transcript(kind, FEW)), price(asked, transcript(kind, TIMES * FEW))

    assert many < 1.5 * TIMES * few  # the square would be 4 * TIMES


def test_the_calls_hold_as_many_hits_as_they_say() -> None:
    found = compiled(book(rule("退款"))).answers(Spoken.of(transcript("one breath", 5_000)), None)
    assert len(found[0][1].hits) == 5_000
