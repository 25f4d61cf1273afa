"""Transcripts from a file of JSON lines."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from typer.testing import CliRunner

from callqa.cli.app import app
from callqa.model.recording import Direction, Role
from callqa.model.transcript import Outcome
from callqa.rules.books import checked
from callqa.rules.evaluation.evaluate import evaluate
from callqa.rules.evaluation.given import parse_calls
from callqa.strict_yaml.problems import ProblemsError

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
    [
        ("agent", Role.AGENT),
        ("Agent", Role.AGENT),
        ("坐席", Role.AGENT),
        ("座席", Role.AGENT),
        ("客户", Role.CUSTOMER),
        ("unknown", Role.UNKNOWN),
    ],
)
def test_speakers_are_named_in_either_language(word: str, role: Role) -> None:
    (call,) = parse_calls(line(turns=turn(role=word)), "f", TODAY)

    assert call.transcript.turns[0].role is role


def test_empty_lines_hold_no_call() -> None:
    assert len(parse_calls(f"\n{line()}\n\n", "f", TODAY)) == 1


@pytest.mark.parametrize("turns", [[], None], ids=["an empty list", "null"])
def test_on_a_call_without_a_transcript_no_rule_is_evaluated(turns: list[Any] | None) -> None:
    (call,) = parse_calls(line(turns=turns), "f", TODAY)

    evaluation = evaluate(call.transcript, checked(TIMED, "k.yaml"), call.recording)

    assert evaluation.findings == ()
    assert [one.rule_id for one in evaluation.not_evaluated] == ["said", "early", "silent"]


BAD = {
    "no JSON": ("{", "第 2 列不是 JSON", "英文引号"),
    "no object": ("[1]", "这一行：应当是 {…}", "rules.zh-CN.md"),
    "no call id": (line(call_id=None), "call_id：应当是文字", "rules.zh-CN.md"),
    "an empty call id": (line(call_id=""), "call_id：是空的", "rules.zh-CN.md"),
    "half a second": (line(duration_ms=0.5), "duration_ms：应当是整数", "不写小数"),
    "another system's name": (line(turns=turn(start=SECRET)), "start：不认识", "是不是想写 start_ms"),
    "an unknown direction": (line(meta={"direction": SECRET}), "meta.direction：不认识", "inbound"),
    "no day": (line(meta={"started_at": SECRET}), "meta.started_at：应当是日期", "2026-03-01T10"),
    "one of two times": (line(turns=turn(end_ms=None)), "start_ms 和 end_ms 只写了一个", ""),
    "a number of five thousand digits": (line().replace("5000", "9" * 5000), "有一个数太长", "改正"),
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


@pytest.mark.parametrize("indent", [None, 1], ids=["a list", "a list over several lines"])
def test_a_file_that_is_one_json_is_one_problem(indent: int | None) -> None:
    listed = json.dumps([json.loads(line()), json.loads(line())], indent=indent).replace("}, {", "},\n{")

    with pytest.raises(ProblemsError) as caught:
        parse_calls(listed, "f", TODAY)

    (problem,) = caught.value.problems
    assert "整个文件是一个 JSON" in problem.what


def test_of_very_many_bad_lines_the_first_are_told() -> None:
    with pytest.raises(ProblemsError) as caught:
        parse_calls("{\n" * 100_000, "f", TODAY)

    assert len(caught.value.problems) < 60
    assert "后面的行没有再看" in caught.value.problems[-1].what


def test_numbers_for_ids_and_null_for_no_metadata_are_taken() -> None:
    (call,) = parse_calls(line(call_id=1001, meta=None), "f", TODAY)

    assert (call.transcript.call_id, call.recording.queue) == ("1001", None)


def test_half_a_character_is_replaced_because_no_terminal_can_print_it() -> None:
    (call,) = parse_calls(line().replace("投诉", "投\\ud83d诉"), "f", TODAY)

    assert call.transcript.turns[0].text == "我要投\ufffd诉"


TIMED = """\
categories:
  - name: 例
    severity: 一般
    rules:
      - {id: said, name: 说了, keywords: 投诉}
      - {id: early, name: 早说, keywords: 投诉, window: {first_s: 5}}
      - {id: silent, name: 冷场, silence: {over_s: 5}}
"""


@pytest.mark.parametrize(
    "times",
    [{}, {"start_ms": None, "end_ms": None}, {"start_ms": 0, "end_ms": 0}],
    ids=["none", "null", "zero"],
)
def test_where_nobody_knows_when_it_was_said_only_rules_about_time_are_not_evaluated(
    times: dict[str, int | None],
) -> None:
    turns = [{"role": "agent", "text": "您好", **times}, {"role": "customer", "text": "我要投诉", **times}]
    (call,) = parse_calls(line(turns=turns), "f", TODAY)

    evaluation = evaluate(call.transcript, checked(TIMED, "k.yaml"), call.recording)

    assert [(one.rule_id, one.turn) for one in evaluation.findings] == [("said", 1)]
    assert [one.rule_id for one in evaluation.not_evaluated] == ["early", "silent"]


def test_a_call_id_on_two_lines_is_named_on_the_error_channel(tmp_path: Path) -> None:
    book, calls = tmp_path / "k.yaml", tmp_path / "c.jsonl"
    book.write_text(TIMED, encoding="utf-8")
    calls.write_text(f"{line()}\n{line()}\n", encoding="utf-8")

    told = CliRunner().invoke(app, ["rules", "try", str(book), "--transcripts", str(calls), "--json"])

    assert [json.loads(text)["call_id"] for text in told.stdout.splitlines()] == ["c1", "c1"]
    assert "1 个 call_id 不止一行：c1" in told.stderr


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
