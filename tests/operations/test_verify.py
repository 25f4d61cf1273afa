"""What `callqa verify` sees, and that it depends on content only."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from callqa.cli import app
from callqa.operations import collect, flag, report, transcribe
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import lease
from callqa.storage.database import Database
from callqa.storage.store import Store
from tests.support.doubles import Scripted
from tests.support.sites import site

DAY = date(2026, 2, 14)
Verify = Callable[[], tuple[int, dict[str, Any]]]


def work(configuration: Configuration, store: Store, run_id: str = "run-1") -> None:
    """Run the stages of a night without Prefect."""
    collect.collect_day(site(configuration, store), DAY)
    calls = [recording.call_id for recording in store.recordings(DAY)]
    transcribe.transcribe_calls(site(configuration, store), DAY, calls)
    flag.flag_day(site(configuration, store), DAY)
    report.report_day(site(configuration, store), DAY, run_id=run_id)


@pytest.fixture
def reported(configuration: Configuration, store: Store, recogniser: Scripted) -> Store:
    """Provide the project's day, analysed and reported."""
    work(configuration, store)
    return store


@pytest.fixture
def verify(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Verify:
    """Run the command; returns its exit code and what it printed."""

    def call() -> tuple[int, dict[str, Any]]:
        arguments = ["callqa", "verify", "--day", "2026-02-14", "--json", "--config", str(project)]
        monkeypatch.setattr("sys.argv", arguments)
        with pytest.raises(SystemExit) as ended:
            app.main()
        return int(ended.value.code or 0), json.loads(capsys.readouterr().out or "{}")

    return call


def execute(store: Store, statement: str) -> None:
    with store.database.transaction() as connection:
        connection.execute(text(statement))


def test_an_untouched_day_is_as_it_was_reported(reported: Store, verify: Verify) -> None:
    code, told = verify()

    assert (code, told["ok"], told["differences"]) == (0, True, [])
    assert (told["received"], told["analysed"], told["findings"]) == (3, 3, 3)
    assert len(told["content_sha256"]) == 64


@pytest.mark.parametrize(
    ("statement", "kind", "name"),
    [
        (
            "UPDATE transcripts SET turns = replace(turns, '投诉', '退款') WHERE duration_ms > 0",
            "transcript",
            "c1",
        ),
        ("UPDATE transcripts SET audio_sha256 = 'x' WHERE call_id = 'c2'", "ledger", "c2"),
        ("DELETE FROM transcripts WHERE call_id = 'c2'", "ledger", "c2"),
        ("DELETE FROM findings WHERE call_id = 'c3'", "findings", "c3"),
        ("DELETE FROM evaluations WHERE call_id = 'c3'", "ledger", "c3"),
        ("UPDATE evaluations SET rules_revision = 'rules-old' WHERE call_id = 'c3'", "ledger", "c3"),
        ("UPDATE recordings SET agent = '9999' WHERE call_id = 'c1'", "recording", "c1"),
        ("DELETE FROM recordings WHERE call_id = 'c1'", "ledger", "c1"),
        ("DELETE FROM seals", "report", ""),
    ],
)
def test_a_changed_row_is_named(
    reported: Store, verify: Verify, statement: str, kind: str, name: str
) -> None:
    execute(reported, statement)

    code, told = verify()

    assert (code, told["ok"]) == (5, False)
    assert (kind, name) in [(each["kind"], each["name"]) for each in told["differences"]]


@pytest.mark.parametrize("ending", ["html", "xlsx"])
def test_one_flipped_byte_of_a_report_is_named(
    reported: Store, verify: Verify, configuration: Configuration, ending: str
) -> None:
    path = next((configuration.home / "data" / "reports").rglob(f"qa-*.{ending}"))
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)

    code, told = verify()

    assert code == 5
    assert [(each["kind"], each["name"]) for each in told["differences"]] == [("report", str(path))]


def test_one_flipped_byte_of_a_recording_is_named_even_with_its_old_time(
    reported: Store, verify: Verify, configuration: Configuration
) -> None:
    import os

    path = next((configuration.home / "inbox").glob("*c2.wav"))
    before = path.stat()
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns))

    _, told = verify()

    assert [(each["kind"], each["name"]) for each in told["differences"]] == [("audio", "c2")]


def test_a_recording_and_a_report_that_are_gone_are_named(
    reported: Store, verify: Verify, configuration: Configuration
) -> None:
    next((configuration.home / "inbox").glob("*c2.wav")).unlink()
    next((configuration.home / "data" / "reports").rglob("qa-*.html")).unlink()

    _, told = verify()

    assert [each["kind"] for each in told["differences"]] == ["audio", "report"]


def test_what_a_killed_writer_left_is_named_and_the_next_report_takes_it_away(
    reported: Store, verify: Verify, configuration: Configuration
) -> None:
    folder = configuration.home / "data" / "reports" / "2026-02-14"
    (folder / ".qa-2026-02-14-abcd1234.xlsx").write_bytes(b"half")

    assert verify()[0] == 5
    report.report_day(site(configuration, reported), DAY, run_id="again")
    assert verify()[0] == 0


def test_the_content_does_not_depend_on_run_time_order_or_folder(
    reported: Store, verify: Verify, configuration: Configuration, tmp_path: Path, project: Path
) -> None:
    import shutil

    first = verify()[1]["content_sha256"]
    shutil.rmtree(configuration.home / "data")
    (configuration.home / "inbox").rename(configuration.home / "other")
    project.write_text(project.read_text(encoding="utf-8").replace("[inbox]", "[other]"), encoding="utf-8")
    elsewhere = pipeline_yaml.load(project)
    database = Database(elsewhere.database_url)
    store = Store(database)
    collect.collect_day(site(elsewhere, store), DAY)
    for call_id in ("c3", "c1", "c2"):
        transcribe.transcribe_calls(site(elsewhere, store), DAY, [call_id])
    flag.flag_day(site(elsewhere, store), DAY)
    report.report_day(site(elsewhere, store), DAY, run_id="another")
    database.close()

    assert verify()[1] == {**verify()[1], "ok": True, "content_sha256": first}


def test_a_day_without_any_result_is_wrong_input(project: Path, verify: Verify) -> None:
    assert verify() == (2, {})


def test_a_day_that_is_being_worked_on_is_not_judged(reported: Store, verify: Verify) -> None:
    with lease.holding(reported.database, DAY, 60):
        assert verify() == (4, {})
