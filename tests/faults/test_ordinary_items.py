"""One item that nobody can read costs that item only, never a night."""

import json
import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, tzinfo
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from callqa.host import files, walking
from callqa.intake import call_records, moments
from callqa.intake.call_records import Row, UnreadRow
from callqa.intake.metadata import Described, MetadataReader
from callqa.model.coverage import GapKind, Source, WhyUnread
from callqa.operations import collect
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from tests.support.calls import write_call
from tests.support.sites import site
from tests.support.stages import DAY

ROWS = (
    (
        "一个文件或一行话单谁也读不懂：嵌套上千层的 JSON、9999 年、公元 1 年、离谱的文件时间、上千层文件夹、"
        "超过 4096 字节的路径 one file or row that nobody can read",
        "只有它没有读，写进“读取结果”并注明原因；同一晚的其余照常 only that one is not read",
    ),
    (
        "录音机的时钟被重置，录音写着 1970 年或以后的日子 a recorder's clock says 1970 or a day to come",
        "不属于任何一天的文件写进“读取结果” told as files of no day",
    ),
)
NAME = "20260214-100000_in_8009_12000000009_odd.wav"


def beside(content: str) -> Callable[[Path], None]:
    """Return what writes a call with such a sidecar."""

    def write(inbox: Path) -> None:
        write_call(inbox / NAME, 900, 0.05)
        (inbox / f"{NAME}.json").write_text(content, encoding="utf-8")

    return write


def row(start: str) -> Callable[[Path], None]:
    """Return what writes a row of the call records that begins so."""

    def write(inbox: Path) -> None:
        (inbox / "cdr.csv").write_text(f"call_id,start,agent\nc1,{start},8001\nc2,,8002\n", encoding="utf-8")

    return write


def named(name: str, modified_s: float = 0) -> Callable[[Path], None]:
    """Return what writes a call of such a name and time."""

    def write(inbox: Path) -> None:
        path = write_call(inbox / name, 900, 0.05)
        os.utime(path, (modified_s, modified_s))

    return write


def nested(depth: int, name: str) -> Callable[[Path], None]:
    """Return what writes a call so many folders deep, without a path that any call of the system takes."""

    def write(inbox: Path) -> None:
        here = os.open(inbox, os.O_RDONLY)
        for _ in range(depth):
            os.mkdir(name, dir_fd=here)
            below = os.open(name, os.O_RDONLY, dir_fd=here)
            os.close(here)
            here = below
        sound = write_call(inbox / NAME, 900, 0.05)
        os.rename(sound, NAME, dst_dir_fd=here)
        os.close(here)

    return write


ODD = {
    "a sidecar that is nested too deep to be read": beside("[" * 100_000),
    "a sidecar with a field that is nested deep": beside('{"agent": ' + "[" * 900 + "]" * 900 + "}"),
    "a sidecar at the end of time": beside(json.dumps({"start": "9999-12-31T23:59:59Z"})),
    "a sidecar at the beginning of time": beside(json.dumps({"start": "0001-01-01T00:00:00+14:00"})),
    "a row at the end of time": row("9999-12-31T23:59:59Z"),
    "a row at the beginning of time": row("0001-01-01"),
    "a row with a zone that is none": row("2026-02-14 09:00 +99:99"),
    "a name at the end of time": named("99991231-235959_in_8001_12000000001_end.wav"),
    "a name at the beginning of time": named("00010101-000000_in_8001_12000000001_first.wav"),
    "a file that is older than time": named("REC1.wav", -9_000_000_000),
    "a file that is younger than time": named("REC2.wav", 9_000_000_000),
    "a file of the year 0": named("REC3.wav", -62_200_000_000),
    "a file of the year 11000": named("REC4.wav", 285_000_000_000),
    "more folders in each other than Python calls functions": nested(1_200, "d"),
    "a path that is longer than the system takes": nested(40, "d" * 120),
}


@pytest.fixture(autouse=True)
def shallow(inbox: Path) -> Iterator[None]:
    """Take deep folders apart afterwards: what removes a test's folder walks by recursion."""
    yield
    names = count()
    while deep := [path for path in inbox.iterdir() if path.is_dir()]:
        for below in [*deep[0].iterdir()]:
            below.rename(inbox / f"above-{next(names)}")
        deep[0].rmdir()


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_item_stops_no_night(
    configuration: Configuration, store: Store, inbox: Path, odd: Callable[[Path], None]
) -> None:
    odd(inbox)

    collect.collect_day(site(configuration, store), DAY)

    assert {r.call_id for r in store.recordings(DAY)} >= {"c1", "c2", "c3"}


def test_what_is_not_read_is_named_with_its_reason(
    configuration: Configuration, store: Store, inbox: Path
) -> None:
    ODD["a path that is longer than the system takes"](inbox)

    collect.collect_day(site(configuration, store), DAY)

    (gap,) = (g for g in store.day(DAY).coverage[Source.COLLECT].gaps if g.kind is GapKind.UNREAD_FILES)
    assert gap.count == 1
    assert gap.cases[0].why


def test_what_is_beside_an_entry_that_fails_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder = tmp_path / "three"
    folder.mkdir()
    for name in ("a.wav", "b.wav", "c.wav"):
        (folder / name).touch()
    ask = files.look

    def fails(path: Path) -> files.FoundFile:
        if path.name == "b.wav":
            raise OSError(5, "Input/output error")
        return ask(path)

    monkeypatch.setattr(walking, "look", fails)
    unread: list[walking.Unread] = []

    found = {file.path.name for file in walking.walk([folder], unread)}

    assert (found, [path.name for path, _ in unread]) == ({"a.wav", "c.wav"}, ["b.wav"])


def test_a_row_that_makes_no_sense_costs_that_row_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "cdr.csv"
    path.write_text("call_id,start\nc1,never\nc2,2026-02-14 09:00\n", encoding="utf-8")
    read_moment = moments.read_moment

    def overflows(text: str, zone: tzinfo) -> datetime | None:
        if text == "never":
            raise OverflowError
        return read_moment(text, zone)

    monkeypatch.setattr(call_records, "read_moment", overflows)

    rows = list(call_records.read(path, {"call_id": "call_id", "start": "start"}, UTC))

    assert [type(each) for each in rows] == [UnreadRow, Row]


def test_a_file_that_makes_no_sense_costs_that_file_only(
    configuration: Configuration, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    read = MetadataReader.read

    def fails(self: MetadataReader, path: Path, *what: Any, **how: Any) -> Described:
        if "c2" in path.name:
            raise RecursionError
        return read(self, path, *what, **how)

    monkeypatch.setattr(MetadataReader, "read", fails)

    collect.collect_day(site(configuration, store), DAY)

    assert {r.call_id for r in store.recordings(DAY)} == {"c1", "c3"}
    (gap,) = (g for g in store.day(DAY).coverage[Source.COLLECT].gaps if g.kind is GapKind.UNREAD_FILES)
    assert gap.cases[0].why == WhyUnread.NOT_UNDERSTOOD


@pytest.mark.parametrize("start", ["1970-01-01T08:00:12", "2001-01-01T00:00:00", "2090-05-01T10:00:00"])
def test_a_recording_of_a_day_that_no_night_works_on_is_told(
    configuration: Configuration, store: Store, inbox: Path, start: str
) -> None:
    beside(json.dumps({"start": start}))(inbox)
    write_call(inbox / f"{start[:10].replace('-', '')}-100000_in_8001_12000000001_named.wav", 800, 0.05)

    collect.collect_day(site(configuration, store), DAY)

    gaps = {gap.kind: gap for gap in store.day(DAY).coverage[Source.COLLECT].gaps}
    assert gaps[GapKind.OUTSIDE_DAYS].count >= 1
    assert {case.name[:4] for case in gaps[GapKind.OUTSIDE_DAYS].cases} == {start[:4]}
