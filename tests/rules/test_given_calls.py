"""Transcripts from a file of JSON lines."""

import json
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from flows.core.problems import ProblemsError
from flows.core.recording import Direction, Role
from flows.core.rules.given import parse_calls
from flows.core.transcript import Outcome

TODAY = date(2026, 2, 14)
SECRET = "我的密码是小猫"


def line(**changes: Any) -> str:
    turn = {"role": "customer", "start_ms": 1000, "end_ms": 2000, "text": "我要投诉"}
    call = {"call_id": "c1", "duration_ms": 5000, "meta": {"queue": "售后"}, "turns": [turn]}
    return json.dumps({**call, **changes}, ensure_ascii=False)


def turn(**changes: Any) -> list[dict[str, Any]]:
    return [{"role": "customer", "start_ms": 1000, "end_ms": 2000, "text": SECRET, **changes}]


def test_a_line_becomes_a_call() -> None:
    (call,) = parse_calls(
        line(meta={"agent": 1001, "queue": "售后", "direction": "呼入", "crm": 7}), "f", TODAY
    )

    assert (call.transcript.outcome, call.transcript.duration_ms) == (Outcome.OK, 5000)
    assert (call.recording.agent, call.recording.queue) == ("1001", "售后")
    assert call.recording.direction is Direction.INBOUND
    assert call.recording.started_at.date() == TODAY


def test_characters_are_spread_evenly_over_a_turn_without_times() -> None:
    (call,) = parse_calls(line(), "f", TODAY)

    assert call.transcript.turns[0].char_times == ((1000, 1250), (1250, 1500), (1500, 1750), (1750, 2000))


def test_times_of_characters_are_kept_where_they_are_given() -> None:
    times = [[1000, 1100], [1100, 1150]]
    (call,) = parse_calls(line(turns=turn(text="投诉", char_times=times)), "f", TODAY)

    assert call.transcript.turns[0].char_times == ((1000, 1100), (1100, 1150))


@pytest.mark.parametrize(
    ("word", "role"),
    [("agent", Role.AGENT), ("坐席", Role.AGENT), ("客户", Role.CUSTOMER), ("unknown", Role.UNKNOWN)],
)
def test_speakers_are_named_in_either_language(word: str, role: Role) -> None:
    (call,) = parse_calls(line(turns=turn(role=word)), "f", TODAY)

    assert call.transcript.turns[0].role is role


def test_a_call_without_turns_holds_no_speech_and_empty_lines_hold_no_call() -> None:
    (call,) = parse_calls(f"\n{line(turns=[])}\n\n", "f", TODAY)

    assert call.transcript.outcome is Outcome.NO_SPEECH


BAD = {
    "no JSON": ("{", "第 2 列不是 JSON", "英文引号"),
    "no object": ("[1]", "这一行", "rules.zh-CN.md"),
    "no call id": (line(call_id=None), "call_id", "rules.zh-CN.md"),
    "no turns": ('{"call_id": "c1", "duration_ms": 1}', "turns：没有写", "补上"),
    "an unknown key": (line(calid=SECRET), "calid：不认识", "删掉"),
    "an unknown role": (line(turns=turn(role=SECRET)), "turns.1.role", "坐席"),
    "a negative time": (line(turns=turn(start_ms=-1)), "turns.1.start_ms", "不小于 0"),
    "an end before its start": (line(turns=turn(end_ms=1)), "end_ms 比 start_ms 早", ""),
    "times for other characters": (line(turns=turn(char_times=[[1, 2]])), "char_times 的个数", ""),
    "not a number": (line().replace("5000", "NaN"), "不能写 NaN", "改正"),
    "very deep": ("[" * 100_000, "太深", "改正"),
}


@pytest.mark.parametrize(("text", "said", "cure"), BAD.values(), ids=list(BAD))
def test_a_bad_line_is_named_by_its_number_without_what_was_said(text: str, said: str, cure: str) -> None:
    with pytest.raises(ProblemsError) as caught:
        parse_calls(f"{line()}\n{text}\n{line()}", "calls.jsonl", TODAY)

    (problem,) = caught.value.problems
    assert problem.where == "calls.jsonl:2"
    assert said in problem.what
    assert cure in problem.cure
    assert SECRET not in str(caught.value)


def test_all_bad_lines_are_told_at_once() -> None:
    with pytest.raises(ProblemsError) as caught:
        parse_calls("{\n" + line() + "\n[]", "f", TODAY)

    assert [problem.line for problem in caught.value.problems] == [1, 3]


@given(st.text())
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    try:
        parse_calls(text, "f", TODAY)
    except ProblemsError as error:
        assert str(error)
