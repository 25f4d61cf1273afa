"""Which recordings belong to a day, and what is known about each."""

import json
import os
import shutil
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from callqa.model.errors import BadInputError
from callqa.model.recording import Direction, Recording
from callqa.operations import collect
from callqa.settings.pipeline_yaml import Configuration, load
from callqa.storage.store import Store
from tests.support.calls import write_call
from tests.support.sites import site

DAY = date(2026, 2, 14)
NAME = "20260214-100000_out_8009_12000000009_c9"


@pytest.fixture
def inbox(project: Path) -> Path:
    return project.parent.parent / "inbox"


def collected(configuration: Configuration, store: Store) -> dict[str, Recording]:
    collect.collect_day(site(configuration, store), DAY)
    return {recording.call_id: recording for recording in store.recordings(DAY)}


def test_metadata_comes_from_the_file_name(configuration: Configuration, store: Store) -> None:
    found = collected(configuration, store)["c1"]

    assert found.started_at == datetime(2026, 2, 14, 9, 0, 1, tzinfo=ZoneInfo("Asia/Shanghai"))
    assert (found.agent, found.customer_number, found.direction) == ("8001", "12000000001", Direction.INBOUND)


def test_a_call_record_wins_over_the_file_name_and_a_sidecar_over_both(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    path = write_call(inbox / f"{NAME}.wav", 900)
    (inbox / "cdr.csv").write_text(
        f"call_id,agent,queue,file\nc9,from-record,售后,{path.name}\n", encoding="utf-8"
    )
    path.with_name(path.name + ".json").write_text(json.dumps({"agent": "from-sidecar"}), encoding="utf-8")

    found = collected(configuration, store)["c9"]

    assert (found.agent, found.queue, found.customer_number) == ("from-sidecar", "售后", "12000000009")


def test_a_call_record_in_gb18030_is_read(configuration: Configuration, store: Store, inbox: Path) -> None:
    (inbox / "cdr.csv").write_bytes("call_id,queue\nc1,退换货\n".encode("gb18030"))

    assert collected(configuration, store)["c1"].queue == "退换货"


def test_a_broken_call_record_or_sidecar_does_not_stop_the_night(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    (inbox / "cdr.csv").write_bytes(b"\xff\xfe\x00broken")
    sidecar = next(inbox.glob("*c1.wav"))
    sidecar.with_name(sidecar.name + ".json").write_text("{", encoding="utf-8")

    assert set(collected(configuration, store)) == {"c1", "c2", "c3"}


def test_a_name_that_tells_nothing_still_gives_a_call(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    path = write_call(inbox / "REC00017.wav", 700)
    noon = datetime(2026, 2, 14, 12, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
    os.utime(path, (noon, noon))

    found = collected(configuration, store)["REC00017"]

    assert (found.agent, found.direction, found.started_at.hour) == (None, Direction.UNKNOWN, 12)


@pytest.mark.parametrize(
    ("stamp", "of_the_day"),
    [
        ("20260213-235959", False),
        ("20260214-000000", True),
        ("20260214-235800", True),
        ("20260215-000001", False),
    ],
)
def test_a_call_belongs_to_the_day_on_which_it_started(
    configuration: Configuration, store: Store, inbox: Path, stamp: str, of_the_day: bool
) -> None:
    write_call(inbox / f"{stamp}_in_8001_12000000001_edge.wav", 1000)

    assert ("edge" in collected(configuration, store)) is of_the_day


def test_the_same_recording_under_two_names_is_named_as_a_duplicate(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    original = next(inbox.glob("*c1.wav"))
    shutil.copy(original, inbox / "20260214-090009_in_8001_12000000001_copy.wav")

    assert set(collected(configuration, store)) == {"c1", "c2", "c3"}
    duplicates, _ = store.set_aside(DAY)
    assert [(Path(d.path).stem[-4:], d.duplicate_of) for d in duplicates] == [("copy", "c1")]


def test_a_file_that_is_still_being_written_is_left_for_later_and_said_so(
    configuration: Configuration, store: Store, inbox: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    growing = next(inbox.glob("*c2.wav"))
    monkeypatch.setattr(collect.files, "still_growing", lambda files, settle_s: {growing})

    found = collect.collect_day(site(configuration, store), DAY)

    assert (found.recordings, found.deferred) == (2, 1)
    assert [Path(d.path) for d in store.set_aside(DAY)[1]] == [growing]


def test_an_unreadable_file_stays_in_the_list(
    configuration: Configuration, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collect.files, "fingerprint", lambda _path, _folders: ("", "无法读取文件"))

    assert set(collected(configuration, store)) == {"c1", "c2", "c3"}


def test_a_missing_folder_changes_nothing(project: Path, store: Store) -> None:
    project.write_text("recordings: {folders: [nowhere]}", encoding="utf-8")

    with pytest.raises(BadInputError, match="nowhere"):
        collect.collect_day(site(load(project), store), DAY)

    assert store.recordings(DAY) == []


def test_collecting_twice_gives_the_same_list(configuration: Configuration, store: Store) -> None:
    assert collected(configuration, store) == collected(configuration, store)


def test_a_recording_whose_file_is_gone_was_still_received(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    collected(configuration, store)
    next(inbox.glob("*c3.wav")).unlink()

    assert set(collected(configuration, store)) == {"c1", "c2", "c3"}


def test_a_recording_that_moved_is_counted_once(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    collected(configuration, store)
    old = next(inbox.glob("*c3.wav"))
    old.rename(inbox / "20260214-090003_in_8003_12000000003_c3-renamed.wav")

    assert set(collected(configuration, store)) == {"c1", "c2", "c3-renamed"}


def test_metadata_that_changed_replaces_what_was_known(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    collected(configuration, store)
    (inbox / "cdr.csv").write_text(
        f"call_id,agent,file\nnew-id,8042,{next(inbox.glob('*c1.wav')).name}\n", encoding="utf-8"
    )

    found = collected(configuration, store)

    assert set(found) == {"new-id", "c2", "c3"}
    assert found["new-id"].agent == "8042"
