"""An error that nobody expected leaves its kind and its frames in the log, and never what somebody said."""

import ast
import json
import logging
import threading
from collections.abc import Iterator
from contextvars import copy_context
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import torch

from callqa.host import logs
from callqa.model.errors import CallqaError, DeviceLostError, RecognitionError
from callqa.recognition.front_end import segments
from callqa.recognition.funasr.device_errors import OutOfMemoryError, translated

ROOT = Path(__file__).parents[2]
SPEECH = "客户说：我要投诉 13800138000"
LOGGED_BY = {"logs.unexpected", "translated"}  # the second one is proved below to call the first
LOGGED_ELSEWHERE = {
    ("callqa/recognition/front_end/segments.py", "listen"): "by _failed, as is proved below",
    ("callqa/recognition/front_end/segments.py", "_pieces"): "by _failed, too",
    ("callqa/recognition/pipeline.py", "_feed"): "is raised again in the thread that takes the results",
}


def broad_handlers() -> Iterator[tuple[str, str, ast.ExceptHandler]]:
    """Every `except Exception`, `except BaseException` and bare `except`: file, function, node."""
    for room in ("callqa", "flows", "reports"):
        for path in sorted((ROOT / room).rglob("*.py")):
            tree = ast.parse(path.read_text(encoding="utf-8"))
            for function in ast.walk(tree):
                if isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef):
                    for node in ast.walk(function):
                        if isinstance(node, ast.ExceptHandler) and is_broad(node.type):
                            yield str(path.relative_to(ROOT)), function.name, node


def is_broad(caught: ast.expr | None) -> bool:
    names = caught.elts if isinstance(caught, ast.Tuple) else [caught]
    return any(each is None or ast.unparse(each) in {"Exception", "BaseException"} for each in names)


def leaves_a_trace(handler: ast.ExceptHandler) -> bool:
    """Whether it calls the helper, or lets the error go on as it is."""
    inside = [node for statement in handler.body for node in ast.walk(statement)]
    calls = {ast.unparse(node.func) for node in inside if isinstance(node, ast.Call)}
    return bool(calls & LOGGED_BY) or any(isinstance(node, ast.Raise) and node.exc is None for node in inside)


def test_every_broad_except_logs_the_error_or_raises_it_again() -> None:
    silent = {(path, function) for path, function, node in broad_handlers() if not leaves_a_trace(node)}

    assert silent == LOGGED_ELSEWHERE.keys()


@pytest.mark.parametrize(
    ("source", "is_enough"),
    [
        ("except Exception:\n  pass", False),
        ("except (ValueError, Exception) as e:\n  raise CallqaError('x') from e", False),
        ("except:\n  log.error('x')", False),
        ("except BaseException:\n  raise", True),
        ("except Exception as e:\n  logs.unexpected(e, 'reading')", True),
    ],
)
def test_the_search_above_finds_a_handler_that_swallows(source: str, is_enough: bool) -> None:
    (handler,) = (
        node for node in ast.walk(ast.parse(f"try:\n  f()\n{source}")) if isinstance(node, ast.ExceptHandler)
    )

    assert is_broad(handler.type)
    assert leaves_a_trace(handler) is is_enough


def fail_on(speech: str) -> None:
    raise ValueError(speech)


def caught(speech: str = SPEECH) -> Exception:
    try:
        fail_on(speech)
    except ValueError as error:
        return error
    raise AssertionError


@pytest.fixture
def as_json(monkeypatch: pytest.MonkeyPatch) -> None:
    handler = logging.StreamHandler()
    handler.setFormatter(logs.JsonLines())
    monkeypatch.setattr(logging.getLogger(), "handlers", [handler])


@pytest.fixture
def records(monkeypatch: pytest.MonkeyPatch) -> list[logging.LogRecord]:
    """Provide what our logger was given."""
    kept: list[logging.LogRecord] = []
    monkeypatch.setattr(logging.getLogger("callqa"), "handle", kept.append)
    return kept


def line(record: logging.LogRecord) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(logs.JsonLines().format(record))
    return parsed


def test_for_people_it_is_the_kind_and_the_frames(records: list[logging.LogRecord]) -> None:
    logs.unexpected(caught(), "reading a recording")

    first, *frames = logging.Formatter().format(records[0]).splitlines()
    assert first == "unexpected error while reading a recording: ValueError"
    assert [frame.rpartition(" ")[2] for frame in frames] == ["caught", "fail_on"]
    assert all(f"{Path(__file__).name}:" in frame for frame in frames)


@pytest.mark.usefixtures("as_json")
def test_in_json_the_frames_are_a_list(records: list[logging.LogRecord]) -> None:
    logs.unexpected(caught(), "reading a recording")

    told = line(records[0])
    assert (told["level"], told["message"]) == (
        "ERROR",
        "unexpected error while reading a recording: ValueError",
    )
    assert [frame.rpartition(" ")[2] for frame in told["at"]] == ["caught", "fail_on"]


def test_what_it_was_raised_from_is_named_with_its_frames(records: list[logging.LogRecord]) -> None:
    try:
        raise KeyError(SPEECH) from caught()
    except KeyError as error:
        logs.unexpected(error, "reading a recording")

    text = logging.Formatter().format(records[0])
    assert "KeyError from ValueError" in text
    assert " fail_on" in text


@pytest.mark.usefixtures("as_json")
def test_no_line_holds_what_was_said(records: list[logging.LogRecord]) -> None:
    logs.unexpected(caught(), "reading a recording")

    (record,) = records
    told = logging.Formatter().format(record) + json.dumps(line(record), ensure_ascii=False)
    assert not [part for part in SPEECH.split() if part in told]
    assert record.exc_info is None  # a foreign formatter would print the text from it


def test_an_error_of_ours_says_itself_what_is_wrong(records: list[logging.LogRecord]) -> None:
    logs.unexpected(CallqaError("磁盘满了"), "reading a recording")

    assert not records


class BrokenDetector:
    """A detector with a fault of ours in it."""

    def listener(self) -> Any:
        raise caught()


def test_a_fault_of_ours_that_fails_a_recording_is_found_in_the_log(
    records: list[logging.LogRecord], tmp_path: Path
) -> None:
    from tests.support.calls import write_call

    path = tmp_path / "20260214-090001_in_8001_12000000001_c1.wav"
    write_call(path, 200)

    heard, _ = segments.listen(path, BrokenDetector(), max_duration_s=60)

    assert heard.reason == "读取出错（ValueError）"
    assert " fail_on" in records[0].getMessage()


@pytest.mark.parametrize(
    ("error", "kind", "is_logged"),
    [
        (ValueError(SPEECH), RecognitionError, True),
        (RuntimeError(f"CUDA error: {SPEECH}"), DeviceLostError, True),
        (torch.OutOfMemoryError(SPEECH), OutOfMemoryError, False),  # the batch is halved: all is well
    ],
)
def test_a_model_that_fails_leaves_a_trace_unless_the_batch_was_only_too_big(
    error: Exception, kind: type[Exception], is_logged: bool, records: list[logging.LogRecord]
) -> None:
    try:
        told: Exception = translated(error)
    except DeviceLostError as lost:
        told = lost

    assert type(told) is kind
    assert bool(records) is is_logged
    assert SPEECH not in str(told) + "".join(record.getMessage() for record in records)


def test_two_threads_log_each_the_day_that_it_works_on() -> None:
    both_are_set, said = threading.Barrier(2), {}

    def work(day: date) -> None:
        logs.about(day, f"run of {day}")
        both_are_set.wait(timeout=10)
        said[day] = line(logging.makeLogRecord({"msg": "x"}))["day"]

    days = [date(2026, 2, 14), date(2026, 2, 15)]
    threads = [threading.Thread(target=copy_context().run, args=(work, day)) for day in days]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert said == {day: str(day) for day in days}
