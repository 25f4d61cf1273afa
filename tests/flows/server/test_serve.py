"""The schedule: what Prefect is told, and that it really happens."""

import json
import os
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from flows.schedule import CONFIG_VARIABLE
from tests.support.served_night import Seen

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """Provide what Prefect was asked to serve."""
    monkeypatch.setenv(CONFIG_VARIABLE, "")  # and put back: serving sets it for its nights
    from flows.nightly import nightly

    asked: dict[str, Any] = {}
    monkeypatch.setattr(nightly, "serve", lambda **options: asked.update(options))
    monkeypatch.setattr("flows.server._answers", lambda: True)
    monkeypatch.setattr("flows.server.resume_broken_off", lambda deployment: False)
    monkeypatch.setattr("flows.server.drop_missed", lambda deployment: 0)
    return asked


def with_server(url: str) -> Any:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    return temporary_settings({PREFECT_API_URL: url})


def serve(project: Path) -> None:
    from callqa.cli.night import serve

    serve(project)


def test_the_schedule_has_the_configured_cron_and_zone(project: Path, served: dict[str, Any]) -> None:
    text = project.read_text(encoding="utf-8").replace("night: {", 'night: {cron: "15 2 * * *", ')
    project.write_text("timezone: Asia/Urumqi\n" + text, encoding="utf-8")

    with with_server("http://127.0.0.1:4200/api"):
        serve(project)

    assert (served["schedule"].cron, served["schedule"].timezone) == ("15 2 * * *", "Asia/Urumqi")
    assert served["parameters"] == {}
    assert os.environ[CONFIG_VARIABLE] == str(project)


def test_a_night_waits_for_the_one_before_it_and_a_restart_pauses_nothing(
    project: Path, served: dict[str, Any]
) -> None:
    with with_server("http://127.0.0.1:4200/api"):
        serve(project)

    assert served["pause_on_shutdown"] is False
    assert served["limit"] == 1


def test_without_a_server_it_is_said_how_to_start_one(callqa: Command) -> None:
    with with_server(""):
        code, _, err = callqa("serve")

    assert code == 2
    assert "prefect server start" in err
    assert "PREFECT_API_URL" in err


def test_a_wrong_cron_line_is_said_before_the_server_is_asked(callqa: Command, project: Path) -> None:
    text = project.read_text(encoding="utf-8").replace("night: {", 'night: {cron: "每晚", ')
    project.write_text(text, encoding="utf-8")

    code, _, err = callqa("serve")

    assert code == 2
    assert "night.cron" in err


@pytest.mark.timeout(600)
def test_a_served_night_runs_and_the_schedule_survives_a_restart(served_night: Seen) -> None:
    log = served_night.log.read_text(encoding="utf-8")
    assert not served_night.error, f"{served_night.error}\n{log}"
    assert served_night.run["state_name"] == "Completed", log
    assert served_night.report.is_file()
    code, told = served_night.refused
    assert code == 2
    assert "Prefect 服务器要密码" in told
    assert "PREFECT_API_AUTH_STRING" in told
    for each in (served_night.stopped, served_night.restarted):
        assert each["paused"] is False
        assert [schedule["active"] for schedule in each["schedules"]] == [True]
    ran = datetime.fromisoformat(served_night.run["expected_start_time"])
    following = [datetime.fromisoformat(moment) for moment in served_night.planned]
    assert min(following) == ran + timedelta(days=1)
    assert all({"time", "level", "message"} <= json.loads(line).keys() for line in log.splitlines())
    assert 'callqa_last_night_timestamp_seconds{status="finished"}' in served_night.metrics.read_text()
