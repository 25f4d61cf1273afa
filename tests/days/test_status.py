"""The ledger as people and scripts read it."""

from dataclasses import replace

from callqa.days.status import aside_line, failures, findings_line, ledger_line, status
from callqa.model.recording import Deferred, Duplicate
from tests.support.builders import day_result, failed_call, flagged_call, silent_call


def test_the_ledger_line_adds_up() -> None:
    day = day_result(flagged_call("a"), failed_call("b"), silent_call("c"))

    assert "收到 3 通 = 已分析 1 + 无语音 1 + 失败 1" in ledger_line(day)
    assert [call_id for call_id, _ in failures(day)] == ["b"]


def test_a_rule_that_was_not_evaluated_is_never_a_silent_zero() -> None:
    assert "未能评估" in findings_line(day_result(failed_call("b")))


def test_status_for_scripts_holds_nothing_that_was_said() -> None:
    assert "我要投诉" not in str(status(day_result(flagged_call("a"))))


def test_files_that_are_not_calls_are_named_with_their_number() -> None:
    day = replace(
        day_result(flagged_call("a")),
        duplicates=(Duplicate(path="/inbox/b.wav", duplicate_of="a"),),
        deferred=(Deferred(path="/inbox/c.wav"),),
    )

    assert "1 个文件与别的录音内容相同" in aside_line(day)
    assert "1 个文件仍在写入" in aside_line(day)
    assert aside_line(day_result()) == ""


def test_a_number_in_a_call_id_is_hidden_in_what_scripts_and_people_read() -> None:
    day = day_result(failed_call("13800138000-7"))

    assert [call_id for call_id, _ in failures(day)] == ["138****8000-7"]
    assert [call["call_id"] for call in status(day)["calls"]] == ["138****8000-7"]
