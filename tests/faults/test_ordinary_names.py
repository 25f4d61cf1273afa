"""Names that are used again, and files whose time changes: nothing leaves a day that was reported."""

import os
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callqa.days.plan import Redo
from callqa.model.coverage import GapKind, Source
from callqa.model.errors import Failure
from callqa.operations import verify
from callqa.operations.privacy import forget
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from flows import catch_up
from tests.faults import ordinary
from tests.support.calls import write_call
from tests.support.doubles import Scripted
from tests.support.places import ROOT
from tests.support.sites import site
from tests.support.stages import DAY, NEXT, work

ROWS = (
    (
        "录音机每天用同样的文件名（ch1.wav） a recorder uses its names again every day",
        "每天各算各的通话；前一天的名单、转写和报告不变，被覆盖的录音标明已不在 "
        "each day has its own calls; the earlier day stays as it was received",
    ),
    (
        "备份或复制改了文件的时间 a backup or a copy changes the times of files",
        "仍算在收到的那一天，不重复计，第二天的报告说明 still counted once",
    ),
    (
        "被覆盖的录音要求重新识别 an overwritten recording is to be recognised again",
        "不会把后来的录音当成它：原有转写保留；没有的记为失败 never from the other one",
    ),
    (
        "旧版本丢了录音行、转写还在的通话要删除 a call of which an older version kept only the transcript",
        "callqa forget --call 找得到，全部删除 found and removed",
    ),
)
ZONE = ZoneInfo("Asia/Shanghai")


def record(path: Path, day: date, hertz: int) -> Path:
    """Write a call whose start only its file's time says."""
    write_call(path, hertz, 0.05)
    noon = datetime(day.year, day.month, day.day, 12, tzinfo=ZONE).timestamp()
    os.utime(path, (noon, noon))
    return path


@pytest.fixture
def channel(inbox: Path) -> Path:
    """Provide the one file of a recorder, after its first day."""
    for path in inbox.iterdir():
        path.unlink()
    return record(inbox / "ch1.wav", DAY, 300)


def test_a_name_that_is_used_again_takes_no_call_from_an_earlier_day(
    configuration: Configuration, store: Store, recogniser: Scripted, channel: Path
) -> None:
    first = work(configuration, store, day=DAY)
    record(channel, NEXT, 400)

    second = work(configuration, store, day=NEXT)

    assert store.recordings(DAY) == [call.recording for call in first.calls]
    assert [len(first.calls), len(second.calls)] == [1, 1]
    assert first.calls[0].recording.audio_sha256 != second.calls[0].recording.audio_sha256
    assert catch_up.unfinished(site(configuration, store), date(2026, 2, 16)) == []


def test_a_file_whose_time_changes_stays_on_the_day_that_received_it(
    configuration: Configuration, store: Store, recogniser: Scripted, channel: Path
) -> None:
    work(configuration, store, day=DAY)
    record(channel, NEXT, 300)

    second = work(configuration, store, day=NEXT)

    assert [len(store.recordings(DAY)), len(second.calls)] == [1, 0]
    (gap,) = (g for g in store.day(NEXT).coverage[Source.COLLECT].gaps if g.kind is GapKind.OTHER_DAYS)
    assert (gap.count, gap.cases[0].name) == (1, str(DAY))


def test_a_copy_with_a_new_time_and_name_is_not_counted_again_and_a_call_that_says_its_start_is(
    configuration: Configuration, store: Store, recogniser: Scripted, channel: Path
) -> None:
    work(configuration, store, day=DAY)
    record(channel.with_name("restored.wav"), NEXT, 300)
    record(channel.with_name("20260215-090000_in_8001_12000000001_own.wav"), NEXT, 300)

    second = work(configuration, store, day=NEXT)

    assert [call.recording.call_id for call in second.calls] == ["own"]
    kinds = {gap.kind: gap for gap in store.day(NEXT).coverage[Source.COLLECT].gaps}
    assert kinds[GapKind.SAME_BYTES].call_ids == {"own"}
    assert kinds[GapKind.OTHER_DAYS].count == 1


def test_what_was_heard_in_an_overwritten_recording_stays_and_is_never_that_of_another(
    configuration: Configuration, store: Store, recogniser: Scripted, channel: Path
) -> None:
    before = work(configuration, store, day=DAY).calls[0].transcript
    record(channel, NEXT, 400)

    after = work(configuration, store, Redo.ALL, day=DAY).calls[0].transcript

    assert after == before
    found = verify.verify_day(site(configuration, store), DAY).differences
    assert [each.kind for each in found] == ["audio"]


def test_a_recording_that_is_overwritten_before_it_was_heard_has_failed_for_good(
    configuration: Configuration,
    store: Store,
    recogniser: Scripted,
    channel: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from callqa.operations import collect, transcribe

    here = site(configuration, store)
    collect.collect_day(here, DAY)
    record(channel, NEXT, 400)
    transcribe.transcribe_calls(here, DAY, ["ch1"])

    made = store.transcripts(DAY)["ch1"]
    assert (made.failure, made.retryable) == (Failure.OVERWRITTEN, False)


def test_a_call_without_a_recording_is_found_and_forgotten(
    configuration: Configuration, store: Store, recogniser: Scripted, channel: Path
) -> None:
    from sqlalchemy import delete

    from callqa.storage import schema

    work(configuration, store, day=DAY)
    with store.database.transaction() as connection:
        connection.execute(delete(schema.recordings))
    here = site(configuration, store)

    asked = forget.find(here, call_id="ch1", customer=None)
    forget.forget(here, asked)

    assert [each.call_ids for each in asked] == [("ch1",)]
    assert store.transcripts(DAY) == {}


def test_the_document_has_every_row() -> None:
    text = (ROOT / "docs" / "reliability.md").read_text(encoding="utf-8")

    assert [row for row in ordinary.rows() if row not in text] == []
