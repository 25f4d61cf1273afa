"""The schedule: what Prefect is told, and that it really happens."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest
from calls import write_call

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """What Prefect was asked to serve."""
    from flows.nightly import nightly

    asked: dict[str, Any] = {}
    monkeypatch.setattr(nightly, "serve", lambda **options: asked.update(options))
    monkeypatch.setattr("flows.adapters.prefect_server._answers", lambda url: True)
    return asked


def with_server(url: str) -> Any:
    from prefect.settings import PREFECT_API_URL, temporary_settings

    return temporary_settings({PREFECT_API_URL: url})


def serve(project: Path) -> None:
    from flows.commands.serve import serve

    serve(project)


def test_the_schedule_has_the_configured_cron_and_zone(project: Path, served: dict[str, Any]) -> None:
    text = project.read_text(encoding="utf-8").replace("night: {", 'night: {cron: "15 2 * * *", ')
    project.write_text("timezone: Asia/Urumqi\n" + text, encoding="utf-8")

    with with_server("http://127.0.0.1:4200/api"):
        serve(project)

    assert (served["schedule"].cron, served["schedule"].timezone) == ("15 2 * * *", "Asia/Urumqi")
    assert served["parameters"] == {"config": str(project)}


def test_overlapping_nights_are_refused_and_a_restart_pauses_nothing(
    project: Path, served: dict[str, Any]
) -> None:
    with with_server("http://127.0.0.1:4200/api"):
        serve(project)

    assert served["pause_on_shutdown"] is False
    assert served["limit"] == 1
    assert served["global_limit"].limit == 1
    assert served["global_limit"].collision_strategy.value == "CANCEL_NEW"


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


@contextmanager
def running(arguments: list[str], environment: dict[str, str], log: Path) -> Iterator[None]:
    with log.open("ab") as output:
        process = subprocess.Popen(
            [sys.executable, *arguments], env=environment, stdout=output, stderr=subprocess.STDOUT
        )
        try:
            yield
        finally:
            process.terminate()
            process.wait(60)


def until(found: Callable[[], Any], seconds: float) -> Any:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        try:
            if answer := found():
                return answer
        except httpx.HTTPError:
            pass  # not there yet
        time.sleep(1)
    raise AssertionError("not in time")


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_a_served_night_runs_and_the_schedule_survives_a_restart(project: Path, tmp_path: Path) -> None:
    yesterday = datetime.now(UTC).date() - timedelta(days=1)
    write_call(tmp_path / "inbox" / f"{yesterday:%Y%m%d}-120000_in_8001_12000000001_x1.wav", 300)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    api = f"http://127.0.0.1:{port}/api"
    soon = datetime.now(UTC) + timedelta(seconds=100)
    environment = {
        **os.environ,
        "PREFECT_HOME": str(tmp_path / "prefect"),
        "PREFECT_API_URL": api,
        "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
        "DO_NOT_TRACK": "1",
        "CALLQA_TIMEZONE": "UTC",
        "CALLQA_NIGHT__CRON": f"{soon.minute} {soon.hour} * * *",
    }
    serving = ["-c", "from flows.cli import main; main()", "serve", "--config", str(project)]
    server = ["-m", "prefect", "server", "start", "--port", str(port)]
    with running(server, environment, tmp_path / "server.log"):
        until(lambda: httpx.get(f"{api}/health").is_success, 120)
        with running(serving, environment, tmp_path / "serve.log"):
            run = until(lambda: ended(api), 240)
        with running(serving, environment, tmp_path / "serve.log"):
            time.sleep(15)
            deployment = deployments(api)[0]
        after = deployments(api)[0]

    assert run["state_name"] == "Completed", (tmp_path / "serve.log").read_text()
    assert report(project, yesterday).is_file()
    for each in (deployment, after):
        assert each["paused"] is False
        assert [schedule["active"] for schedule in each["schedules"]] == [True]


def deployments(api: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = httpx.post(f"{api}/deployments/filter", json={}).json()
    return found


def ended(api: str) -> dict[str, Any] | None:
    runs = httpx.post(f"{api}/flow_runs/filter", json={}).json()
    over = ("COMPLETED", "FAILED", "CRASHED", "CANCELLED")
    return next((run for run in runs if run["state_type"] in over), None)


def report(project: Path, day: date) -> Path:
    return project.parent.parent / "data" / "reports" / str(day) / f"qa-{day}.html"
