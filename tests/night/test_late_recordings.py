"""Earlier days: recordings that came late, changed or failed, and days that were never finished."""

import json
import os
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from calls import write_call
from doubles import Scripted

from flows import catch_up, collect, nightly, qa_rules, report, transcribe
from flows.adapters import seals, settings
from flows.adapters.results import load_day
from flows.adapters.settings import Configuration
from flows.adapters.store import Store
from flows.core.day import DayResult
from flows.core.errors import BadInputError, RecognitionError
from flows.core.plan import Redo
from flows.core.status import status

DAY = date(2026, 2, 14)
NEXT = date(2026, 2, 15)
LATE = "20260214-110000_in_8001_12000000001_late.wav"


def work(configuration: Configuration, store: Store, redo: Redo = Redo.MISSING, day: date = DAY) -> DayResult:
    """The stages of one day, without Prefect."""
    collect.collect_day(configuration, store, day)
    transcribe.transcribe_calls(configuration, store, day, transcribe.due(configuration, store, day, redo))
    qa_rules.flag_day(configuration, store, day)
    report.report_day(configuration, store, day, run_id="run", now=datetime.now(UTC))
    return load_day(store, day, configuration.settings.zone, run_id="", now=datetime.now(UTC))


@pytest.fixture
def inbox(project: Path) -> Path:
    return project.parent.parent / "inbox"


@pytest.fixture
def reported(configuration: Configuration, store: Store, recogniser: Scripted) -> Store:
    work(configuration, store)
    return store


def test_a_finished_day_needs_nothing(configuration: Configuration, reported: Store) -> None:
    assert catch_up.unfinished(configuration, reported, NEXT) == []


def test_a_call_that_came_late_is_found_by_the_next_night_and_the_day_is_marked_as_revised(
    configuration: Configuration, reported: Store, inbox: Path, recogniser: Scripted
) -> None:
    write_call(inbox / LATE, 900)
    asked = sum(recogniser.asked)

    assert catch_up.unfinished(configuration, reported, NEXT) == [DAY]
    result = work(configuration, reported, Redo.LATE)

    assert [call.recording.call_id for call in result.calls] == ["c1", "c2", "c3", "late"]
    assert result.warnings == ("修订：1 通迟到的录音，已补上：late",)
    assert sum(recogniser.asked) - asked == asked // 3  # one call after three
    html = report.report_paths(configuration, DAY).html.read_text(encoding="utf-8")
    assert "修订：1 通迟到的录音" in html


def test_a_revision_stays_said_and_is_said_once(
    configuration: Configuration, reported: Store, inbox: Path
) -> None:
    write_call(inbox / LATE, 900)
    work(configuration, reported)

    assert work(configuration, reported).warnings == ("修订：1 通迟到的录音，已补上：late",)


def test_a_killed_revision_is_said_by_the_next_run(
    configuration: Configuration, reported: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_call(inbox / LATE, 900)

    def killed(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(report, "write_workbook", killed)
        work(configuration, reported)

    assert catch_up.unfinished(configuration, reported, NEXT) == [DAY]
    assert work(configuration, reported).warnings == ("修订：1 通迟到的录音，已补上：late",)


def test_a_recording_that_changed_after_analysis_is_analysed_again_with_a_note(
    configuration: Configuration, reported: Store, inbox: Path, recogniser: Scripted
) -> None:
    recogniser.text = "我要退款"
    write_call(next(inbox.glob("*c2.wav")), 950)

    assert catch_up.unfinished(configuration, reported, NEXT) == [DAY]
    result = work(configuration, reported, Redo.LATE)

    texts = {c.recording.call_id: c.transcript.turns[0].text for c in result.calls}
    assert texts == {"c1": "我要投诉", "c2": "我要退款", "c3": "我要投诉"}
    assert result.warnings == ("修订：1 通录音在出报告之后被改动，已重新分析：c2",)


def test_a_file_with_its_old_size_and_time_is_not_read_again(
    configuration: Configuration, reported: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path) -> tuple[str, str]:
        raise AssertionError(path)

    monkeypatch.setattr(collect.files, "fingerprint", read)

    assert collect.collect_day(configuration, reported, DAY).recordings == 3


def test_a_share_that_blinks_while_old_days_are_looked_at_loses_no_result(
    configuration: Configuration, reported: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in inbox.iterdir():
        os.utime(path, (1, 1))  # so that the files would be hashed again
    os.utime(next(inbox.glob("*c1.wav")), None)
    monkeypatch.setattr(collect.files, "fingerprint", lambda path: ("", "无法读取文件"))

    collect.collect_day(configuration, reported, DAY)

    assert transcribe.due(configuration, reported, DAY, Redo.MISSING) == []


def test_an_old_day_is_not_recognised_again_because_the_rule_book_has_new_hotwords(
    configuration: Configuration, reported: Store, project: Path
) -> None:
    rules = project.parent / "keywords.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("[投诉]", "[退款]"), encoding="utf-8")

    assert catch_up.unfinished(configuration, reported, NEXT) == []
    assert transcribe.due(configuration, reported, DAY, Redo.LATE) == []
    assert len(transcribe.due(configuration, reported, DAY, Redo.MISSING)) == 3


def test_days_of_the_window_that_nobody_worked_on_are_found_oldest_first(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    write_call(inbox / "20260213-100000_in_8001_12000000001_x.wav", 500)
    write_call(inbox / "20260210-100000_in_8001_12000000001_old.wav", 550)

    assert catch_up.unfinished(configuration, store, NEXT) == [DAY - timedelta(days=1), DAY]


class TestFailedCalls:
    def test_are_tried_again_each_night_and_then_left_alone(
        self, configuration: Configuration, store: Store, recogniser: Scripted, inbox: Path
    ) -> None:
        (inbox / LATE).write_bytes((next(inbox.glob("*c1.wav"))).read_bytes()[:8000])  # cut off
        nights = []
        for _ in range(4):
            result = work(configuration, store, Redo.LATE)
            nights.append({c.recording.call_id: c.transcript.attempts for c in result.calls}["late"])

        assert nights == [1, 2, 3, 3]
        assert catch_up.unfinished(configuration, store, NEXT) == []
        assert any(line.startswith("已隔离 1 通") and "--redo failed" in line for line in result.warnings)

    def test_are_forced_by_the_command_that_the_report_names(
        self, configuration: Configuration, store: Store, recogniser: Scripted, inbox: Path
    ) -> None:
        whole = write_call(inbox / LATE, 900).read_bytes()
        (inbox / LATE).write_bytes(whole[:8000])
        for _ in range(4):
            work(configuration, store, Redo.LATE)
        (inbox / LATE).write_bytes(whole)

        result = work(configuration, store, Redo.FAILED)

        assert result.ledger().failed == 0
        assert not any("隔离" in line for line in result.warnings)

    def test_that_cannot_be_decoded_are_never_tried_again(
        self, configuration: Configuration, store: Store, recogniser: Scripted, inbox: Path
    ) -> None:
        (inbox / LATE).write_bytes(b"no audio at all" * 100)

        work(configuration, store)

        assert transcribe.due(configuration, store, DAY, Redo.LATE) == []
        assert catch_up.unfinished(configuration, store, NEXT) == []


def test_an_unreadable_subfolder_is_named_and_does_not_stop_the_night(
    configuration: Configuration, store: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (inbox / "locked").mkdir()
    scan = os.scandir

    def refuse(path: Any) -> Any:
        if str(path).endswith("locked"):
            raise PermissionError(13, "Permission denied", str(path))
        return scan(path)

    monkeypatch.setattr(os, "scandir", refuse)

    assert collect.collect_day(configuration, store, DAY).recordings == 3
    assert "locked：文件夹读不了（Permission denied）" in store.day(DAY).warnings[0]


def test_a_folder_that_is_gone_in_the_middle_keeps_what_was_known(
    configuration: Configuration, reported: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(path: Any) -> Any:
        raise OSError(112, "Host is down", str(path))

    monkeypatch.setattr(os, "scandir", gone)

    with pytest.raises(OSError, match="Host is down"):
        collect.collect_day(configuration, reported, DAY)
    assert len(reported.recordings(DAY)) == 3


@pytest.mark.parametrize("kind", ["link out", "pipe"])
def test_what_is_not_a_file_of_the_folder_is_not_opened(
    configuration: Configuration, store: Store, inbox: Path, tmp_path: Path, kind: str
) -> None:
    outside = write_call(tmp_path / "outside" / "secret.wav", 700)
    path = inbox / LATE
    if kind == "link out":
        path.symlink_to(outside)
    else:
        os.mkfifo(path)

    collect.collect_day(configuration, store, DAY)

    assert {r.call_id for r in store.recordings(DAY)} == {"c1", "c2", "c3"}
    if kind != "link in a circle":
        assert LATE.split("_", maxsplit=1)[0] in store.day(DAY).warnings[0]


def test_a_sidecar_that_links_out_of_the_folder_is_not_read(
    configuration: Configuration, store: Store, inbox: Path, tmp_path: Path
) -> None:
    (tmp_path / "secret.json").write_text(json.dumps({"agent": "secret"}), encoding="utf-8")
    recording = next(inbox.glob("*c1.wav"))
    recording.with_name(recording.name + ".json").symlink_to(tmp_path / "secret.json")

    collect.collect_day(configuration, store, DAY)

    assert store.recordings(DAY)[0].agent == "8001"


def test_calls_of_the_call_record_without_a_recording_are_named(
    configuration: Configuration, store: Store, inbox: Path, recogniser: Scripted
) -> None:
    (inbox / "cdr.csv").write_text(
        "call_id,start,file,talk_seconds\n"
        "c1,2026-02-14 09:00:01,,60\n"
        "lost,2026-02-14 10:15:00,lost.wav,45\n"
        "unanswered,2026-02-14 10:20:00,,0\n"
        "other-day,2026-02-13 10:20:00,,30\n",
        encoding="utf-8",
    )

    told = status(work(configuration, store))

    assert (told["expected"], told["unrecorded"]) == (2, ["lost"])
    assert "话单列出 2 通，其中 1 通没有录音：lost（10:15）" in told["warnings"]


def test_a_day_without_call_records_expects_nothing(configuration: Configuration, reported: Store) -> None:
    result = load_day(reported, DAY, configuration.settings.zone, run_id="", now=datetime.now(UTC))

    assert (status(result)["expected"], status(result)["unrecorded"]) == (None, [])


def test_a_clock_that_is_behind_the_last_report_is_refused(
    configuration: Configuration, reported: Store
) -> None:
    assert seals.last_day(reported.database) == DAY

    with pytest.raises(BadInputError, match="系统时钟"):
        nightly.refuse_wrong_clock(configuration, reported, datetime(2026, 2, 12, 20, tzinfo=UTC))
    nightly.refuse_wrong_clock(configuration, reported, datetime(2026, 2, 14, 20, tzinfo=UTC))


@pytest.fixture
def on_the_next_night(monkeypatch: pytest.MonkeyPatch) -> Callable[[Path], nightly.NightSummary]:
    """Runs the flow without a day, as the schedule does, in the night after 2026-02-15."""
    monkeypatch.setattr(settings.Settings, "yesterday", lambda self, now: NEXT, raising=True)

    def run(project: Path) -> nightly.NightSummary:
        state: Any = nightly.nightly(None, str(project), return_state=True)
        return nightly.summary_of(state)

    return run


@pytest.mark.usefixtures("prefect_server")
def test_the_night_completes_earlier_days_first(
    configuration: Configuration,
    reported: Store,
    project: Path,
    inbox: Path,
    on_the_next_night: Callable[[Path], nightly.NightSummary],
) -> None:
    write_call(inbox / LATE, 900)
    write_call(inbox / "20260215-100000_in_8001_12000000001_new.wav", 500)

    summary = on_the_next_night(project)

    assert (summary["day"], summary["received"], summary["ok"]) == ("2026-02-15", 1, 1)
    assert summary["earlier"] == [{"day": "2026-02-14", "recognised": 1, "failed": 0, "problem": ""}]


@pytest.mark.usefixtures("prefect_server")
def test_an_earlier_day_that_cannot_be_completed_does_not_stop_the_new_one(
    configuration: Configuration,
    reported: Store,
    project: Path,
    inbox: Path,
    on_the_next_night: Callable[[Path], nightly.NightSummary],
) -> None:
    from flows.adapters import lease

    write_call(inbox / LATE, 900)
    write_call(inbox / "20260215-100000_in_8001_12000000001_new.wav", 500)

    with lease.holding(reported.database, DAY, 60):
        summary = on_the_next_night(project)

    assert (summary["received"], summary["ok"]) == (1, 1)
    assert "另一个进程" in summary["earlier"][0]["problem"]


@pytest.mark.usefixtures("prefect_server")
def test_when_the_time_is_up_earlier_days_wait_and_the_summary_says_so(
    configuration: Configuration,
    reported: Store,
    project: Path,
    inbox: Path,
    on_the_next_night: Callable[[Path], nightly.NightSummary],
) -> None:
    write_call(inbox / LATE, 900)
    project.write_text(
        project.read_text(encoding="utf-8").replace("shard_calls: 2", "shard_calls: 2, catch_up_minutes: 0"),
        encoding="utf-8",
    )

    summary = on_the_next_night(project)

    assert "时间用完" in summary["earlier"][0]["problem"]


@pytest.mark.usefixtures("prefect_server")
def test_a_device_that_vanishes_is_replaced_by_the_cpu_and_the_report_says_so(
    configuration: Configuration,
    project: Path,
    store: Store,
    recogniser: Scripted,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from flows import batches

    monkeypatch.setattr(nightly.transcribe_task, "retries", 0)
    real = transcribe.transcribe_calls

    def on_a_device(configuration: Configuration, *arguments: Any) -> int:
        if configuration.settings.recogniser.device != "cpu":
            raise RecognitionError("CUDA error: device-side assert")
        return real(configuration, *arguments)

    project.write_text(
        project.read_text(encoding="utf-8").replace("device: cpu", "device: auto"), encoding="utf-8"
    )
    monkeypatch.setattr(transcribe, "transcribe_calls", on_a_device)
    monkeypatch.setattr(batches.Batches, "_may_fall_back", lambda self: not self._device)

    state: Any = nightly.nightly(DAY, str(project), return_state=True)

    summary = nightly.summary_of(state)
    assert (summary["ok"], summary["problem"]) == (3, "")
    assert any("改用 CPU" in line for line in store.day(DAY).warnings)
