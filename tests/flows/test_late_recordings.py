"""Earlier days: recordings that came late or changed, and days that were never finished."""

import os
from datetime import timedelta
from pathlib import Path

import pytest

from callqa.days.plan import Redo
from callqa.operations import collect, report, transcribe
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from flows import catch_up
from reports.words.lines import remark_lines
from tests.support.calls import write_call
from tests.support.doubles import Scripted
from tests.support.sites import site
from tests.support.stages import DAY, LATE, NEXT, work


def test_a_finished_day_needs_nothing(configuration: Configuration, reported: Store) -> None:
    assert catch_up.unfinished(site(configuration, reported), NEXT) == []


def test_a_call_that_came_late_is_found_by_the_next_night_and_the_day_is_marked_as_revised(
    configuration: Configuration, reported: Store, inbox: Path, recogniser: Scripted
) -> None:
    write_call(inbox / LATE, 900)
    asked = sum(recogniser.asked)

    assert catch_up.unfinished(site(configuration, reported), NEXT) == [DAY]
    result = work(configuration, reported, Redo.LATE)

    assert [call.recording.call_id for call in result.calls] == ["c1", "c2", "c3", "late"]
    assert remark_lines(result) == ("修订：1 通迟到的录音，已补上：late",)
    assert sum(recogniser.asked) - asked == asked // 3  # one call after three
    html = report.report_paths(configuration, DAY).html.read_text(encoding="utf-8")
    assert "修订：1 通迟到的录音" in html


def test_a_revision_stays_said_and_is_said_once(
    configuration: Configuration, reported: Store, inbox: Path
) -> None:
    write_call(inbox / LATE, 900)
    work(configuration, reported)

    assert remark_lines(work(configuration, reported)) == ("修订：1 通迟到的录音，已补上：late",)


def test_a_killed_revision_is_said_by_the_next_run(
    configuration: Configuration, reported: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_call(inbox / LATE, 900)

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(report, "write_workbook", killed)
        work(configuration, reported)

    assert catch_up.unfinished(site(configuration, reported), NEXT) == [DAY]
    assert remark_lines(work(configuration, reported)) == ("修订：1 通迟到的录音，已补上：late",)


def test_a_recording_that_changed_after_analysis_is_analysed_again_with_a_note(
    configuration: Configuration, reported: Store, inbox: Path, recogniser: Scripted
) -> None:
    recogniser.text = "我要退款"
    write_call(next(inbox.glob("*c2.wav")), 950)

    assert catch_up.unfinished(site(configuration, reported), NEXT) == [DAY]
    result = work(configuration, reported, Redo.LATE)

    texts = {c.recording.call_id: c.transcript.turns[0].text for c in result.calls}
    assert texts == {"c1": "我要投诉", "c2": "我要退款", "c3": "我要投诉"}
    assert remark_lines(result) == ("修订：1 通录音在出报告之后被改动，以改动后的录音为准：c2",)


def test_a_file_with_its_old_size_and_time_is_not_read_again(
    configuration: Configuration, reported: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read(path: Path, _folders: object) -> tuple[str, str]:
        raise AssertionError(path)

    monkeypatch.setattr(collect.files, "fingerprint", read)

    assert collect.collect_day(site(configuration, reported), DAY).recordings == 3


def test_a_share_that_blinks_while_old_days_are_looked_at_loses_no_result(
    configuration: Configuration, reported: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in inbox.iterdir():
        os.utime(path, (1, 1))  # so that the files would be hashed again
    os.utime(next(inbox.glob("*c1.wav")), None)
    monkeypatch.setattr(collect.files, "fingerprint", lambda _path, _folders: ("", "无法读取文件"))

    collect.collect_day(site(configuration, reported), DAY)

    assert transcribe.due(site(configuration, reported), DAY, Redo.MISSING) == []


def test_an_old_day_is_not_recognised_again_because_the_rule_book_has_new_hotwords(
    configuration: Configuration, reported: Store, project: Path
) -> None:
    rules = project.parent / "keywords.yaml"
    rules.write_text(rules.read_text(encoding="utf-8").replace("[投诉]", "[退款]"), encoding="utf-8")

    assert catch_up.unfinished(site(configuration, reported), NEXT) == []
    assert transcribe.due(site(configuration, reported), DAY, Redo.LATE) == []
    assert len(transcribe.due(site(configuration, reported), DAY, Redo.MISSING)) == 3


def test_days_of_the_window_that_nobody_worked_on_are_found_oldest_first(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    write_call(inbox / "20260213-100000_in_8001_12000000001_x.wav", 500)
    write_call(inbox / "20260210-100000_in_8001_12000000001_old.wav", 550)

    assert catch_up.unfinished(site(configuration, store), NEXT) == [DAY - timedelta(days=1), DAY]
