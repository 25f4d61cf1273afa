"""Logs as JSON: every line of standard error, of ours and of Prefect, and nothing of what was said."""

import json
import logging
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml

from callqa.host import logs
from callqa.model.errors import CallqaError

pytestmark = pytest.mark.slow

Run = Callable[..., tuple[int, str, list[dict[str, Any]]]]


@pytest.fixture
def logged(project: Path) -> Run:
    """Run the command in a process of its own; returns exit code, output, and the log's lines."""

    def run(*arguments: str, **environment: str) -> tuple[int, str, list[dict[str, Any]]]:
        done = subprocess.run(
            [sys.executable, "-m", "tests.support.fast_night", *arguments, "--config", str(project)],
            env={**clean(), "CALLQA_LOGS__FORMAT": "json", **environment},
            capture_output=True,
            text=True,
            timeout=200,
            check=False,
        )
        return done.returncode, done.stdout, [json.loads(line) for line in done.stderr.splitlines()]

    return run


def clean() -> dict[str, str]:
    """Return the environment without the levels that `callqa run` sets in its own process."""
    kept = {name: value for name, value in os.environ.items() if not name.endswith("LOGGING_LEVEL")}
    return {**kept, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))}


def api() -> str:
    from prefect.settings import get_current_settings

    return str(get_current_settings().api.url)


@pytest.mark.usefixtures("prefect_server")
def test_every_line_of_a_night_is_an_object_with_its_day_and_run(logged: Run) -> None:
    code, out, lines = logged("run", "--day", "2026-02-14", PREFECT_API_URL=api())

    assert (code, "收到 3 通 = 已分析 3" in out) == (0, True)
    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    assert {"prefect.flow_runs", "prefect.task_runs", "callqa"} <= {line["logger"] for line in lines}
    assert len({line["run_id"] for line in lines if "run_id" in line}) == 1
    begun = next(number for number, line in enumerate(lines) if "day" in line)
    assert {line["day"] for line in lines[begun:]} == {"2026-02-14"}
    assert any("received 3 = ok 3 + no speech 0 + failed 0" in line["message"] for line in lines)
    assert any("2026-02-14 转写 3/3" in line["message"] for line in lines)


@pytest.mark.usefixtures("prefect_server")
def test_nothing_of_what_was_said_and_no_number_is_logged(logged: Run) -> None:
    _, _, lines = logged("run", "--day", "2026-02-14", PREFECT_API_URL=api(), PREFECT_LOGGING_LEVEL="DEBUG")

    text = json.dumps(lines, ensure_ascii=False)
    assert "我要投诉" not in text
    assert "1200000000" not in text


def test_an_error_is_an_object_too(logged: Run, project: Path) -> None:
    project.write_text(project.read_text(encoding="utf-8").replace("[inbox]", "[nowhere]"), encoding="utf-8")

    code, _, (line,) = logged("run", "--day", "2026-02-14", PREFECT_API_URL="")

    assert code == 2
    assert (line["level"], line["logger"]) == ("ERROR", "callqa")
    assert "nowhere" in line["message"]


def test_a_line_says_of_a_foreign_error_only_what_it_is_and_where_it_came_from() -> None:
    line = formatted("Encountered exception during execution: %r", ValueError("客户说：我要投诉"))

    assert line["message"] == "Encountered exception during execution: 'ValueError'"
    assert line["error"] == "ValueError"
    assert [frame.rpartition(" ")[2] for frame in line["at"]] == ["formatted"]
    assert "客户" not in json.dumps(line, ensure_ascii=False)


def test_a_line_quotes_an_error_of_ours_which_holds_no_speech() -> None:
    line = formatted("not done: %s", CallqaError("磁盘满了", "/data", "清理"))

    assert line["message"] == "not done: /data：磁盘满了　→ 清理"


def formatted(message: str, error: Exception) -> dict[str, Any]:
    """Return a line about an error that was raised here."""
    try:
        raise error
    except Exception as raised:
        record = logging.LogRecord("x", logging.ERROR, __file__, 1, message, (raised,), sys.exc_info())
        line: dict[str, Any] = json.loads(logs.JsonLines().format(record))
    return line


def test_an_error_that_nobody_expected_is_one_line(tmp_path: Path) -> None:
    program = (
        "from callqa.host import logs; from callqa.settings.schema import LogFormat;"
        "logs.use(LogFormat.JSON); raise ValueError('客户说：我要投诉')"
    )

    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=False)

    line = json.loads(done.stderr)
    assert (done.returncode, line["level"], line["error"]) == (1, "CRITICAL", "ValueError")
    assert "客户" not in done.stderr


def test_loggers_and_their_levels_are_those_of_prefect() -> None:
    from prefect.logging.configuration import DEFAULT_LOGGING_SETTINGS_PATH

    ours = yaml.safe_load(logs.PREFECT_CONFIG.read_text(encoding="utf-8"))
    theirs = yaml.safe_load(DEFAULT_LOGGING_SETTINGS_PATH.read_text(encoding="utf-8"))

    assert ours["loggers"].pop("callqa") == {"level": "INFO"}
    assert ours["loggers"] == theirs["loggers"]
    assert ours["root"] == theirs["root"]
    assert ours["handlers"].keys() == theirs["handlers"].keys()
    for name in ("api", "worker_api"):  # what the server keeps
        assert ours["handlers"][name] == theirs["handlers"][name]


def test_text_stays_what_it_was() -> None:
    before = logging.getLogger().handlers[:]

    from callqa.host.logs import LogFormat

    logs.use(LogFormat.TEXT)

    assert logging.getLogger().handlers == before


@pytest.mark.timeout(120)
def test_what_the_watch_says_is_an_object_a_line(project: Path) -> None:
    arguments = [sys.executable, "-m", "tests.support.fast_night", "watch", "--config", str(project)]
    environment = {**clean(), "CALLQA_LOGS__FORMAT": "json"}
    with subprocess.Popen(arguments, env=environment, stderr=subprocess.PIPE, text=True) as watching:
        assert watching.stderr
        first = json.loads(watching.stderr.readline())
        watching.terminate()
        rest = [json.loads(line) for line in watching.stderr]

    assert "存盘就检查" in first["message"]
    assert [line["message"] for line in rest] == ["已停止"]
    assert watching.returncode == 0
