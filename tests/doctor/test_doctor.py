"""What `callqa doctor` says of the schedule and the metrics, asked of a real Prefect server."""

import json
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from prefect.settings import PREFECT_API_URL, temporary_settings

from callqa.doctor import doctor
from callqa.host import sharing
from tests.support.busy_server import ask

Command = Callable[..., tuple[int, str, str]]
CRON = "30 1 * * *"


@pytest.fixture
def look(callqa: Command, monkeypatch: pytest.MonkeyPatch) -> Callable[[str], list[dict[str, str]]]:
    """Run doctor for one thing only, because it loads the model for another."""

    def checks(name: str) -> list[dict[str, str]]:
        monkeypatch.setattr(doctor, "_LOOKS", {name: doctor._LOOKS[name]})
        _, out, _ = callqa("doctor", "--json")
        found: list[dict[str, str]] = json.loads(out)["checks"][1:]
        return found

    return checks


def poll(address: str) -> None:
    """Ask what `callqa serve` asks every ten seconds."""
    wanted: dict[str, Any] = {"deployment_ids": [address.rpartition("/")[2]]}
    deployments = address.rpartition("/")[0]
    ask("POST", f"{deployments}/get_scheduled_flow_runs", wanted)


def told(checks: list[dict[str, str]]) -> list[tuple[str, str]]:
    return [(each["level"], each["detail"]) for each in checks]


def test_the_next_run_is_told_by_the_configuration_and_what_could_not_be_asked(look: Any) -> None:
    with temporary_settings({PREFECT_API_URL: ""}):
        own, server = look("定时")

    assert own["detail"].startswith(f"按 night.cron {CRON}，下一次是 ")
    assert own["detail"].endswith(" 01:30（Asia/Shanghai）")
    assert server["level"] == "warn"
    assert "查不到" in server["detail"]
    assert "PREFECT_API_URL" in server["cure"]


def test_a_server_that_does_not_answer_is_no_reason_to_keep_silent_about_the_cron(look: Any) -> None:
    with temporary_settings({PREFECT_API_URL: "http://127.0.0.1:9/api"}):
        own, server = look("定时")

    assert (own["level"], server["level"]) == ("ok", "warn")
    assert "查不到" in server["detail"]


def test_a_cron_line_that_is_wrong_fails(look: Any, project: Path) -> None:
    text = project.read_text(encoding="utf-8").replace("night: {", 'night: {cron: "每晚", ')
    project.write_text(text, encoding="utf-8")

    ((level, detail),) = told(look("定时"))

    assert level == "fail"
    assert "night.cron" in detail


def test_a_server_that_was_never_told_of_the_night_is_found_out(look: Any, prefect_server: None) -> None:
    _, server = look("定时")

    assert (server["level"], "没有登记" in server["detail"]) == ("warn", True)
    assert "callqa serve" in server["cure"]


def test_a_schedule_that_is_served_is_told_with_the_run_that_the_server_has_planned(
    look: Any, registered: Any
) -> None:
    address = registered(CRON)
    ask("POST", f"{address}/schedule", {})
    poll(address)

    own, server = told(look("定时"))

    assert (own[0], server[0]) == ("ok", "ok")
    assert server[1].startswith("callqa serve 在运行，服务器已排好 ")
    assert moment(server[1]) == moment(own[1])


def moment(detail: str) -> datetime:
    """Return the date and time that stand before the zone."""
    return datetime.strptime(detail.partition("（Asia")[0][-16:], "%Y-%m-%d %H:%M")


def test_a_schedule_that_nobody_serves_fails(look: Any, registered: Any) -> None:
    registered(CRON)

    _, (level, detail) = told(look("定时"))

    assert level == "fail"
    assert "没有在运行" in detail


def test_a_changed_cron_line_that_was_not_taken_over_is_told(look: Any, registered: Any) -> None:
    poll(registered("15 4 * * *"))

    (_, (level, detail), *_) = told(look("定时"))

    assert level == "warn"
    assert "15 4 * * * (Asia/Shanghai)" in detail


def test_a_schedule_that_was_paused_fails(look: Any, registered: Any) -> None:
    address = registered(CRON)
    poll(address)
    ask("PATCH", address, {"paused": True})

    (_, (level, detail)) = told(look("定时"))

    assert level == "fail"
    assert "已暂停" in detail


@pytest.mark.parametrize(("folder", "level"), [("", "ok"), ("nowhere", "warn")])
def test_the_folder_of_the_metrics_must_be_there(
    look: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, folder: str, level: str
) -> None:
    monkeypatch.setenv("CALLQA_METRICS__TEXTFILE", str(tmp_path / folder / "callqa.prom"))

    assert [check["level"] for check in look("监控指标")] == [level]


@pytest.fixture
def sharing_nothing_afterwards() -> Iterator[None]:
    yield
    sharing.share(Path("/"), "")


@pytest.mark.usefixtures("sharing_nothing_afterwards")
@pytest.mark.parametrize(
    ("written", "warned"),
    [("{group: root}", True), ("{group: root, clips: all}", False), ("{clips: needed}", False)],
)
def test_reports_for_others_that_play_only_on_this_machine_are_told(
    look: Any, project: Path, written: str, warned: bool
) -> None:
    with project.open("a", encoding="utf-8") as stream:
        stream.write(f"\nreport: {written}\n")

    details = [each["detail"] for each in look("报告文件夹")]

    assert any("只在本机放得出来" in detail for detail in details) is warned
