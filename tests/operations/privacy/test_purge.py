"""What was kept long enough goes, stays gone, and is not called damaged."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from callqa.host import report_folder
from callqa.operations import collect, flag, report, transcribe
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from flows import catch_up
from tests.support.doubles import Scripted
from tests.support.sites import site

DAY = date(2026, 2, 14)
Callqa = Callable[..., tuple[int, str, str]]


@pytest.fixture
def reported(configuration: Configuration, store: Store, recogniser: Scripted) -> Store:
    collect.collect_day(site(configuration, store), DAY)
    transcribe.transcribe_calls(site(configuration, store), DAY, [r.call_id for r in store.recordings(DAY)])
    flag.flag_day(site(configuration, store), DAY)
    report.report_day(site(configuration, store), DAY, run_id="run-1")
    return store


@pytest.fixture
def limits(project: Path) -> Callable[[str], None]:
    """Write limits into the configuration."""

    def write(text: str) -> None:
        with project.open("a", encoding="utf-8") as stream:
            stream.write(f"\nretention: {{{text}}}\n")

    return write


def files(configuration: Configuration) -> list[str]:
    """Return the endings of what stands in the folders of days and ranges; the list of all nights stays."""
    reports = configuration.home / "data" / "reports"
    return sorted(path.suffix for path in reports.rglob("*") if path.is_file() and path.parent != reports)


def test_nothing_goes_by_default(reported: Store, callqa: Callqa) -> None:
    assert json.loads(callqa("purge", "--json")[1])["due"] == []


def test_a_dry_run_says_what_would_go_and_changes_nothing(
    reported: Store, callqa: Callqa, limits: Callable[[str], None], configuration: Configuration
) -> None:
    limits("transcripts_days: 1, findings_days: 1, reports_days: 1, clips_days: 1")
    before = files(configuration)

    due = json.loads(callqa("purge", "--dry-run", "--json")[1])["due"]

    assert [(each["day"], each["kind"]) for each in due] == [
        ("2026-02-14", kind) for kind in ("clips", "findings", "reports", "transcripts")
    ]
    assert [len(each["files"]) > 0 for each in due] == [True, False, True, False]
    assert [each["rows"] for each in due] == [0, 6, 0, 3]
    assert files(configuration) == before
    assert callqa("verify", "--day", "2026-02-14")[0] == 0


def test_what_is_younger_than_its_limit_stays(
    reported: Store, callqa: Callqa, limits: Callable[[str], None]
) -> None:
    limits("transcripts_days: 36500, reports_days: 36500, findings_days: 36500, clips_days: 36500")

    assert json.loads(callqa("purge", "--json")[1])["due"] == []


def test_transcripts_go_and_the_ledger_stays_and_the_day_is_closed(
    reported: Store, callqa: Callqa, limits: Callable[[str], None], configuration: Configuration
) -> None:
    limits("transcripts_days: 1")
    (configuration.home / "inbox" / "20260214-090001_in_8001_12000000001_c1.wav").write_bytes(b"changed")

    assert callqa("purge")[0] == 0

    assert [t.turns for t in reported.transcripts(DAY).values()] == [(), (), ()]
    assert len(reported.recordings(DAY)) == 3
    assert catch_up.unfinished(site(configuration, reported), date(2026, 2, 15)) == []
    code, told, _ = callqa("verify", "--day", "2026-02-14", "--json")
    assert (code, json.loads(told)["purged"]) == (0, True)
    for again in ("flag", "report"):
        code, _, told = callqa(again, "--day", "2026-02-14")
        assert (code, "已按保存期限清理" in told) == (2, True)


def test_reports_go_with_their_folder_and_other_files_stay(
    reported: Store, callqa: Callqa, limits: Callable[[str], None], configuration: Configuration
) -> None:
    limits("reports_days: 1")
    folder = configuration.home / "data" / "reports" / "2026-02-14"
    (folder / "notes.txt").write_text("a person's", encoding="utf-8")

    callqa("purge")

    assert [path.name for path in folder.iterdir()] == ["notes.txt"]


def test_nothing_outside_the_reports_folder_goes_through_a_link(
    reported: Store,
    callqa: Callqa,
    limits: Callable[[str], None],
    configuration: Configuration,
    tmp_path: Path,
) -> None:
    limits("reports_days: 1")
    outside = tmp_path / "outside"
    outside.mkdir()
    (outside / "qa-2026-02-13.html").write_text("not ours", encoding="utf-8")
    (configuration.home / "data" / "reports" / "2026-02-13").symlink_to(outside)

    callqa("purge")

    assert (outside / "qa-2026-02-13.html").exists()


def test_clips_go_and_no_new_report_makes_them_again(
    reported: Store, callqa: Callqa, limits: Callable[[str], None], configuration: Configuration
) -> None:
    limits("clips_days: 1")
    assert ".ogg" in files(configuration)

    callqa("purge")
    assert files(configuration) == [".html", ".xlsx"]
    assert callqa("verify", "--day", "2026-02-14")[0] == 0

    callqa("flag", "--day", "2026-02-14")
    assert files(configuration) == [".html", ".xlsx"]
    assert json.loads(callqa("purge", "--json")[1])["due"] == []


def test_stopped_in_the_middle_nothing_is_half_gone_and_the_next_purge_ends_it(
    reported: Store,
    callqa: Callqa,
    limits: Callable[[str], None],
    configuration: Configuration,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    limits("transcripts_days: 1, reports_days: 1")

    def refuse(*_: object) -> None:
        raise OSError(5, "Input/output error")

    with monkeypatch.context() as patch:
        patch.setattr(report_folder, "remove", refuse)
        assert callqa("purge")[0] == 1
    assert all(t.turns for t in reported.transcripts(DAY).values())

    assert callqa("purge")[0] == 0
    assert files(configuration) == []
    entries = json.loads(callqa("audit", "--json")[1])["entries"]
    assert entries[-1]["about"] == {"day": "2026-02-14", "kinds": "reports transcripts"}
    assert [each["deed"] for each in entries].count("purged") == 1
