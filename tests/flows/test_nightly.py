"""The flow: one outcome for every call, the same result however often it runs."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from callqa.days.plan import Redo
from callqa.days.status import status
from callqa.host.users import who
from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError, DayHeldError, RecognitionError
from callqa.model.remarks import RemarkKind
from callqa.operations import report
from callqa.operations.load import load_day
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import lease
from callqa.storage.audit import noted
from callqa.storage.store import Store
from flows import nightly
from tests.support.doubles import Scripted
from tests.support.sites import site

DAY = date(2026, 2, 14)
pytestmark = pytest.mark.usefixtures("prefect_server")


def night(project: Path, redo: Redo = Redo.MISSING) -> Any:
    return nightly.nightly(DAY, str(project), redo, return_state=True)


def ledger(configuration: Configuration, store: Store) -> dict[str, Any]:
    return status(load_day(site(configuration, store), DAY))


def test_a_night_ends_with_a_balanced_ledger_and_two_reports(
    project: Path, configuration: Configuration, store: Store, recogniser: Scripted
) -> None:
    (project.parent.parent / "inbox" / "20260214-100000_in_8001_12000000001_bad.wav").write_bytes(b"no audio")

    state = night(project)

    summary = nightly.summary_of(state)
    assert (summary["received"], summary["ok"], summary["failed"]) == (4, 3, 1)
    assert state.name == "CompletedWithFailures"
    assert "我要投诉" in Path(summary["html"]).read_text(encoding="utf-8")
    assert "概览" in load_workbook(summary["workbook"]).sheetnames
    assert ledger(configuration, store)["findings"] == 3


def test_running_again_recognises_nothing_and_changes_nothing(
    project: Path, configuration: Configuration, store: Store, recogniser: Scripted
) -> None:
    night(project)
    before, asked = ledger(configuration, store), list(recogniser.asked)

    summary = nightly.summary_of(night(project))

    assert (summary["recognised"], summary["reused"]) == (0, 3)
    assert ledger(configuration, store) == before
    assert recogniser.asked == asked


def test_a_changed_rule_book_flags_again_and_hotwords_make_transcripts_stale(
    project: Path, configuration: Configuration, store: Store, recogniser: Scripted
) -> None:
    night(project)
    rules = project.parent / "keywords.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("[投诉]", "[退款]"), encoding="utf-8")

    before = ledger(configuration, store)
    summary = nightly.summary_of(night(project))

    after = ledger(configuration, store)
    assert (summary["recognised"], summary["findings"]) == (3, 0)
    assert after["rules_revision"] != before["rules_revision"]
    assert after["engine_revision"] != before["engine_revision"]


def test_failed_calls_are_tried_again_only_when_asked(
    project: Path, configuration: Configuration, store: Store, recogniser: Scripted
) -> None:
    bad = project.parent.parent / "inbox" / "20260214-100000_in_8001_12000000001_bad.wav"
    bad.write_bytes(b"no audio")
    night(project)
    asked = len(recogniser.asked)

    night(project)
    assert len(recogniser.asked) == asked
    summary = nightly.summary_of(night(project, Redo.FAILED))

    assert (summary["failed"], summary["reused"]) == (1, 3)


def test_redo_all_recognises_every_call_again_and_who_asked_is_written_down(
    project: Path, recogniser: Scripted, store: Store
) -> None:
    night(project)
    asked = sum(recogniser.asked)

    night(project, Redo.ALL)

    assert sum(recogniser.asked) == 2 * asked
    lines = [(line.action, line.who, line.about["redo"]) for line in noted(store.database)]
    assert lines == [(AuditAction.RAN, who(), ""), (AuditAction.RAN, who(), "all")]


def test_a_recogniser_that_breaks_still_leaves_a_report_that_says_so(
    project: Path, recogniser: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly.transcribe_task, "retries", 0)
    recogniser.broken = RecognitionError("设备消失")

    state = night(project)

    summary = nightly.summary_of(state)
    assert state.is_failed()
    assert summary["problem"].kind is RemarkKind.NOT_TRANSCRIBED
    assert (summary["received"], summary["failed"]) == (3, 3)
    assert "尚未转写" in Path(summary["html"]).read_text(encoding="utf-8")


def test_the_next_run_continues_after_a_recogniser_that_broke(
    project: Path, recogniser: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly.transcribe_task, "retries", 0)
    recogniser.broken = RecognitionError("设备消失")
    night(project)
    recogniser.broken = None

    summary = nightly.summary_of(night(project))

    assert (summary["ok"], summary["failed"], summary["problem"]) == (3, 0, None)


def test_a_day_that_another_run_holds_is_left_alone(
    project: Path, store: Store, recogniser: Scripted
) -> None:
    with lease.holding(store.database, DAY, 60), pytest.raises(DayHeldError):
        nightly.summary_of(night(project))

    assert recogniser.asked == []


def test_a_day_without_recordings_gets_a_report_too(project: Path, recogniser: Scripted) -> None:
    state: Any = nightly.nightly(date(2026, 2, 1), str(project), return_state=True)

    summary = nightly.summary_of(state)
    assert summary["received"] == 0
    assert Path(summary["html"]).is_file()


def test_yesterday_in_the_configured_zone_is_the_default(configuration: Configuration) -> None:
    late_evening_in_london = datetime(2026, 2, 14, 17, 30, tzinfo=UTC)

    assert nightly.choose_day(site(configuration, now=late_evening_in_london), None) == DAY


def test_a_day_in_the_future_is_refused(configuration: Configuration) -> None:
    tomorrow = datetime.now(UTC).date() + timedelta(days=2)

    with pytest.raises(BadInputError, match="还没有到"):
        nightly.choose_day(site(configuration, now=datetime.now(UTC)), tomorrow)


def test_a_report_that_cannot_be_written_leaves_the_old_one(
    project: Path,
    configuration: Configuration,
    store: Store,
    recogniser: Scripted,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    summary = nightly.summary_of(night(project))
    old = Path(summary["workbook"]).read_bytes()
    Path(summary["html"]).write_text("somebody's own", "utf-8")  # or nothing would be due

    def full_disk(*_: object, **__: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(report, "write_workbook", full_disk)
    with pytest.raises(OSError, match="No space"):
        report.report_day(site(configuration, store), DAY, run_id="x")

    assert Path(summary["workbook"]).read_bytes() == old
    files = [path.name for path in Path(summary["html"]).parent.iterdir() if path.is_file()]
    assert sorted(files) == ["qa-2026-02-14.html", "qa-2026-02-14.xlsx"]
