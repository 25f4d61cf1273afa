"""What was done to the results stands in the audit log, and only their owner can read them."""

import json
import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callqa.operations import collect, flag, report, transcribe
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from tests.support.doubles import Scripted
from tests.support.sites import site

DAY = date(2026, 2, 14)
Callqa = Callable[..., tuple[int, str, str]]


@pytest.fixture(autouse=True)
def usual_mask() -> Iterator[None]:
    """Provide a machine whose files everybody can read; the command must not rely on the opposite."""
    before = os.umask(0o022)
    yield
    os.umask(before)


@pytest.fixture
def reported(configuration: Configuration, store: Store, recogniser: Scripted) -> Store:
    collect.collect_day(site(configuration, store), DAY)
    transcribe.transcribe_calls(site(configuration, store), DAY, [r.call_id for r in store.recordings(DAY)])
    flag.flag_day(site(configuration, store), DAY)
    report.report_day(site(configuration, store), DAY, run_id="run-1")
    return store


def test_publications_exports_and_copies_are_noted_in_order(reported: Store, callqa: Callqa) -> None:
    callqa("report", "--day", "2026-02-14", "--format", "json")
    _, told, _ = callqa("audit", "--json")

    entries = json.loads(told)["entries"]
    assert [each["deed"] for each in entries] == ["published", "exported"]
    assert entries[1]["about"] == {"days": "2026-02-14/2026-02-14", "format": "json", "to": ""}
    assert entries[1]["who"]


def test_the_log_is_readable_without_json(reported: Store, callqa: Callqa) -> None:
    _, told, _ = callqa("audit")

    at = datetime.fromisoformat(told[:19]).replace(tzinfo=ZoneInfo("Asia/Shanghai"))
    assert abs(datetime.now(UTC) - at) < timedelta(minutes=30)
    assert "版次 1，规则版本 rules-" in told


def test_a_stretch_of_days_can_be_asked_for(
    reported: Store, callqa: Callqa, configuration: Configuration
) -> None:
    today = datetime.now(configuration.settings.zone).date()

    _, all_of_today, _ = callqa("audit", "--from", f"{today}", "--to", f"{today}", "--json")
    _, none, _ = callqa("audit", "--to", f"{today - timedelta(days=1)}")

    assert [each["deed"] for each in json.loads(all_of_today)["entries"]] == ["published"]
    assert "这段时间没有审计记录" in none


def test_a_copied_database_carries_its_log(reported: Store, callqa: Callqa, tmp_path: Path) -> None:
    callqa("db", "copy", f"sqlite:///{tmp_path}/copy.sqlite3")
    _, told, _ = callqa("audit", "--json")

    assert json.loads(told)["entries"][-1]["deed"] == "copied"


def test_everything_that_is_written_is_for_its_owner_only(
    reported: Store, callqa: Callqa, configuration: Configuration
) -> None:
    data = configuration.home / "data"
    for path in data.rglob("*"):
        path.chmod(0o755 if path.is_dir() else 0o644)  # as an older version left it
    shutil.rmtree(data / "reports")

    callqa("flag", "--day", "2026-02-14")
    callqa("report", "--day", "2026-02-14", "--format", "csv")

    modes = {path: path.stat().st_mode & 0o777 for path in data.rglob("*")}
    assert len(modes) >= 5
    assert {path: oct(mode) for path, mode in modes.items() if mode & 0o077} == {}
