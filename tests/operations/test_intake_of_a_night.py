"""What a night makes of names, folders and call records as recorders and PBXs leave them."""

import json
import os
import struct
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callqa.model.coverage import Gap, GapKind, Source
from callqa.model.recording import Direction, Recording
from callqa.operations import collect
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from tests.support.calls import write_call
from tests.support.sites import site
from tests.support.stages import DAY

ZONE = ZoneInfo("Asia/Shanghai")
HEADER = "call_id,start,agent,queue,direction,customer_number,talk_seconds,file\n"
LATER = datetime(2026, 2, 15, 1, 0, tzinfo=ZONE)


@pytest.fixture
def inbox(inbox: Path) -> Path:
    """Without the calls of the project."""
    for path in inbox.iterdir():
        path.unlink()
    return inbox


def collected(configuration: Configuration, store: Store) -> dict[str, Recording]:
    collect.collect_day(site(configuration, store), DAY)
    return {Path(recording.path).stem: recording for recording in store.recordings(DAY)}


def gaps(store: Store) -> dict[GapKind, Gap]:
    return {gap.kind: gap for gap in store.day(DAY).coverage[Source.COLLECT].gaps}


def call(path: Path, *, copied: datetime | None = LATER) -> Path:
    write_call(path, 300 + len(list(path.parent.glob("*"))) * 7 if path.parent.exists() else 300, 0.05)
    if copied:
        os.utime(path, (copied.timestamp(), copied.timestamp()))
    return path


def header_only(path: Path) -> Path:
    form = struct.pack("<HHIIHH", 1, 2, 8000, 32000, 4, 16)
    path.write_bytes(b"RIFF\x24\0\0\0WAVEfmt \x10\0\0\0" + form + b"data\0\0\0\0")
    return path


@pytest.mark.parametrize(
    "start",
    ["2026/2/14 9:30", "46067.395833333336", '="2026-02-14 09:30"', "1771032600", "2026年2月14日 9:30"],
)
def test_rows_that_excel_saved_give_the_start(
    configuration: Configuration, store: Store, inbox: Path, start: str
) -> None:
    call(inbox / "7bd01e22.wav")
    (inbox / "cdr.csv").write_text(
        f"{HEADER}7bd01e22,{start},8001,售后,inbound,138,35,7bd01e22.wav\n", "utf-8"
    )

    found = collected(configuration, store)["7bd01e22"]

    assert (found.started_at, found.agent) == (datetime(2026, 2, 14, 9, 30, tzinfo=ZONE), "8001")
    assert found.talk_s == 35


def test_a_row_names_its_recording_by_a_windows_path(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    call(inbox / "3f2a91c0.wav", copied=datetime(2026, 2, 14, 12, tzinfo=ZONE))
    row = "1000,2026-02-14 09:30:15,8000,售后,外呼,138,35,D:\\Record\\20260214\\3f2a91c0.wav\n"
    (inbox / "cdr.csv").write_text(HEADER + row, "utf-8")

    found = collected(configuration, store)["3f2a91c0"]

    assert (found.call_id, found.agent, found.direction) == ("1000", "8000", Direction.OUTBOUND)


def test_a_row_names_the_trunk_that_took_a_call(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    call(inbox / "20260214-093015_in_8003_138_77.wav")
    (inbox / "cdr.csv").write_text("call_id,start,Trunk\n77,2026-02-14 09:30:15,中继 2\n", "utf-8")

    assert [found.trunk for found in collected(configuration, store).values()] == ["中继 2"]


def test_one_bad_row_is_named_and_the_others_are_read(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    for name in ("a1", "c3"):
        call(inbox / f"{name}.wav")
    rows = [
        "a1,2026-02-14 09:30,8000,售后,inbound,138,35,a1.wav",
        "b2,2026-02-14 09:31,张三,李四,售后,inbound,138,35,b2.wav",
        "c3,2026-02-14 09:32,8002,售后,inbound,138,35,c3.wav",
    ]
    (inbox / "cdr.csv").write_text(HEADER + "\n".join(rows), "utf-8")

    assert set(collected(configuration, store)) == {"a1", "c3"}
    assert [case.name for case in gaps(store)[GapKind.UNREAD_ROWS].cases] == ["cdr.csv:3"]


def test_a_row_that_names_neither_a_call_nor_a_file_is_told(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    call(inbox / "a1.wav")
    rows = [
        "a1,2026-02-14 09:30,8000,售后,inbound,138,35,a1.wav",
        ",2026-02-14 09:31,8001,售后,inbound,138,35,",
    ]
    (inbox / "cdr.csv").write_text(HEADER + "\n".join(rows), "utf-8")

    collected(configuration, store)

    assert [case.name for case in gaps(store)[GapKind.ROWS_WITHOUT_RECORDING].cases] == ["cdr.csv:3"]


def test_each_leg_of_a_transferred_call_keeps_its_agent(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    call(inbox / "20260214-093015_in_8003_138_1771032615.12.wav")
    call(inbox / "20260214-093515_in_8009_138_1771032615.12.wav")
    rows = [
        "1771032615.12,2026-02-14 09:30:15,8003,售后,inbound,138,120,",
        "1771032615.12,2026-02-14 09:35:15,8009,投诉,inbound,138,60,",
    ]
    (inbox / "cdr.csv").write_text(HEADER + "\n".join(rows), "utf-8")

    found = collected(configuration, store).values()

    assert [(f"{r.started_at:%H:%M}", r.agent, r.queue) for r in found] == [
        ("09:30", "8003", "售后"),
        ("09:35", "8009", "投诉"),
    ]


@pytest.mark.parametrize("start", ["09:30:15", "09:29:50", "09:36:00"])
def test_one_row_of_a_transferred_call_is_not_taken_for_both_of_its_legs(
    configuration: Configuration, store: Store, inbox: Path, start: str
) -> None:
    call(inbox / "20260214-093015_in_8003_138_77.wav")
    call(inbox / "20260214-093515_in_8009_138_77.wav")
    (inbox / "cdr.csv").write_text(f"{HEADER}77,2026-02-14 {start},8009,投诉,inbound,138,120,\n", "utf-8")

    found = collected(configuration, store)

    assert {(Path(r.path).stem[16:23], r.agent, r.queue) for r in found.values()} == {
        ("in_8003", "8003", None),
        ("in_8009", "8009", "投诉"),
    }
    assert gaps(store)[GapKind.WITHOUT_ROW].count == 1


def test_two_recorders_of_one_leg_share_its_row(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    write_call(inbox / "a/20260214-093015_in_8003_138_77.wav", 400)
    write_call(inbox / "b/20260214-093017_in_8003_138_77.wav", 500)
    (inbox / "cdr.csv").write_text(f"{HEADER}77,2026-02-14 09:29:50,8003,售后,inbound,138,120,\n", "utf-8")

    [found] = collected(configuration, store).values()

    assert (found.agent, found.queue) == ("8003", "售后")
    assert gaps(store)[GapKind.SECOND_RECORDINGS].count == 1


def test_a_recording_that_its_row_names_keeps_it_before_one_with_the_same_id(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    call(inbox / "20260214-093015_in__138_77.wav")
    call(inbox / "20260214-093515_in__138_77.wav")
    row = "77,2026-02-14 09:30:00,8009,投诉,inbound,138,120,20260214-093515_in__138_77.wav\n"
    (inbox / "cdr.csv").write_text(HEADER + row, "utf-8")

    found = collected(configuration, store)

    assert {Path(r.path).stem[9:15]: r.agent for r in found.values()} == {"093015": None, "093515": "8009"}


def test_nameless_columns_at_the_end_hide_no_unquoted_comma(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    for name in ("a1", "c3"):
        call(inbox / f"{name}.wav")
    rows = [
        "call_id,start,agent,file,,",
        "a1,2026-02-14 09:30,8003,a1.wav,,",
        "c3,2026-02-14 09:31,张三,李四,c3.wav,",
    ]
    (inbox / "cdr.csv").write_text("\n".join(rows), "utf-8")

    collected(configuration, store)

    assert [case.name for case in gaps(store)[GapKind.UNREAD_ROWS].cases] == ["cdr.csv:3"]


def test_a_table_whose_last_column_has_no_name_is_read(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    call(inbox / "a1.wav")
    (inbox / "cdr.csv").write_text("call_id,start,agent,\na1,2026-02-14 09:30,8003,备注\n", "utf-8")

    assert collected(configuration, store)["a1"].agent == "8003"


def test_the_date_of_the_folder_gives_the_day_and_the_guess_is_told(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    call(inbox / "2026/02/14/7bd01e22.wav")

    assert set(collected(configuration, store)) == {"7bd01e22"}
    assert gaps(store)[GapKind.GUESSED_START].call_ids == {"7bd01e22"}


def test_names_in_another_zone(project: Path, store: Store, inbox: Path) -> None:
    text = project.read_text("utf-8").replace("settle_s: 0", "settle_s: 0, file_name_zone: UTC")
    project.write_text(text, "utf-8")
    call(inbox / "20260213-233000_in_8003_138_77.wav")

    found = collected(pipeline_yaml.load(project), store)

    assert [f"{r.started_at:%m-%d %H:%M}" for r in found.values()] == ["02-14 07:30"]


def test_hidden_files_are_none(configuration: Configuration, store: Store, inbox: Path) -> None:
    call(inbox / "20260214-093015_in_8000_138_3f.wav")
    (inbox / "._20260214-093015_in_8000_138_3f.wav").write_bytes(b"\0\5\x16\7")

    assert len(collected(configuration, store)) == 1


def test_files_of_unknown_endings_are_counted_and_text_is_not(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    call(inbox / "20260214-093015_in_8000_138_3f.wav")
    for name in ("20260214-1.vox", "20260214-2.vox", "notes.txt", "README", "x.tmp"):
        (inbox / name).write_bytes(b"1")

    collected(configuration, store)

    [gap] = [gap for kind, gap in gaps(store).items() if kind is GapKind.UNKNOWN_ENDINGS]
    assert (gap.count, len(gap.cases), gap.setting) == (2, 1, "recordings.extensions")


@pytest.mark.parametrize("name", ["{}", "{}.part", "{}.wav.tmp", "{}.crdownload", "{}.wav.filepart"])
def test_what_a_copy_or_a_recorder_left_unfinished_is_told_where_its_name_says_the_day(
    configuration: Configuration, store: Store, inbox: Path, name: str
) -> None:
    (inbox / name.format("20260214-093015_in_8000_138_3f")).write_bytes(b"1")
    (inbox / name.format("20260211-093015_in_8000_138_3e")).write_bytes(b"1")

    collected(configuration, store)

    assert gaps(store)[GapKind.UNKNOWN_ENDINGS].count == 1


def test_words_for_the_direction_that_nobody_knows_are_listed(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    call(inbox / "20260214-093015_转接_8000_138_3f.wav")

    [found] = collected(configuration, store).values()

    assert found.direction is Direction.UNKNOWN
    assert [case.name for case in gaps(store)[GapKind.DIRECTION_WORDS].cases] == ["转接"]


def test_header_only_files_of_answered_calls_are_lost_calls_and_of_unanswered_ones_none(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    rows = []
    for number in range(1, 7):
        header_only(inbox / f"20260214-1{number}3015_in_800{number}_138_c{number}.wav")
        talk = "1375" if number < 6 else "00:00:00"
        rows.append(f"c{number},2026-02-14 1{number}:30:15,800{number},售后,inbound,138,{talk},")
    (inbox / "cdr.csv").write_text(HEADER + "\n".join(rows), "utf-8")

    found = collected(configuration, store)

    assert {recording.call_id for recording in found.values()} == {"c1", "c2", "c3", "c4", "c5"}
    assert store.set_aside(DAY) == ((), ())
    assert gaps(store)[GapKind.UNANSWERED].count == 1


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "gb18030"])
def test_a_sidecar_beside_the_stem_is_read_with_or_without_a_byte_order_mark(
    configuration: Configuration, store: Store, inbox: Path, encoding: str
) -> None:
    call(inbox / "rec17.wav")
    said = {"Agent": "8003", "start": 1771032615000, "direction": "来电"}
    (inbox / "rec17.json").write_text(json.dumps(said, ensure_ascii=False), encoding)

    found = collected(configuration, store)["rec17"]

    assert (found.agent, found.direction, f"{found.started_at:%H:%M:%S}") == (
        "8003",
        Direction.INBOUND,
        "09:30:15",
    )


def test_recordings_of_days_that_no_run_has_worked_on_are_told(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    call(inbox / "20260210-093015_in_8000_138_old.wav")
    collect.collect_day(site(configuration, store), DAY.replace(day=10))
    call(inbox / "20260211-093015_in_8000_138_late.wav")
    call(inbox / "20260214-093015_in_8000_138_3f.wav")

    collected(configuration, store)

    gap = gaps(store)[GapKind.OUTSIDE_DAYS]
    assert (gap.count, gap.cases[0].name) == (1, "2026-02-11（1）")


def test_a_late_file_of_a_second_recorder_renames_nothing(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    name = "20260214-093015_in_8003_138_77.wav"
    write_call(inbox / "r2" / name, 400)
    before = collected(configuration, store)
    write_call(inbox / "r1" / name, 500)

    assert collected(configuration, store) == before
    assert gaps(store)[GapKind.LATE_COPIES].call_ids == {"77"}


def test_a_recording_whose_clock_was_reset_is_found_by_its_row(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    old = datetime(2026, 1, 1, tzinfo=ZONE)
    call(inbox / "19700101-000015_in_8003_138_77.wav", copied=old)
    row = "77,2026-02-14 09:30:15,8003,售后,inbound,138,35,19700101-000015_in_8003_138_77.wav\n"
    (inbox / "cdr.csv").write_text(HEADER + row, "utf-8")

    assert len(collected(configuration, store)) == 1
