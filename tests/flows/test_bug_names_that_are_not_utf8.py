"""One recording whose name Windows wrote in GBK stopped every night: no database stores half a character."""

import json
import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from callqa.days.plan import Redo
from callqa.intake.call_records import Row
from callqa.intake.reconciliation import expected
from callqa.model.coverage import Source
from callqa.model.recording import Recording, path_of, path_text, readable
from callqa.model.transcript import Outcome
from callqa.operations import collect, flag, report, transcribe
from callqa.operations.verify import verify_day
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.database import Database
from callqa.storage.store import Store
from tests.support import postgresql
from tests.support.builders import recording
from tests.support.doubles import Scripted
from tests.support.sites import site

DAY = date(2026, 2, 14)
GBK = "20260214-093000_呼入_王经理_12000000009_c9.wav".encode("gbk")


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    url = f"sqlite:///{tmp_path}/store.sqlite3"
    if request.param == "postgresql":
        url = postgresql.new_database(request.getfixturevalue("postgresql_socket"))
    database = Database(url)
    yield Store(database)
    database.close()


@pytest.fixture
def misnamed(project: Path) -> Path:
    """One more call of the project's day, with a name in GBK in a folder with a name in GBK."""
    inbox = project.parent.parent / "inbox"
    folder = os.fsencode(inbox) + b"/" + "二月".encode("gbk")
    Path(os.fsdecode(folder)).mkdir()
    path = Path(os.fsdecode(folder + b"/" + GBK))
    path.write_bytes(min(inbox.glob("*.wav")).read_bytes() + b"\0")
    return path


def collected(configuration: Configuration, store: Store) -> Recording:
    collect.collect_day(site(configuration, store), DAY)
    return next(recording for recording in store.recordings(DAY) if recording.call_id == "c9")


def test_its_metadata_is_read_as_the_recorder_meant_it(
    configuration: Configuration, store: Store, misnamed: Path
) -> None:
    found = collected(configuration, store)

    assert (found.agent, found.direction.value, found.started_at.hour) == ("王经理", "inbound", 9)
    assert path_of(found.path) == misnamed


def test_it_is_recognised_reported_and_verified_like_any_other(
    configuration: Configuration, store: Store, misnamed: Path, recogniser: Scripted
) -> None:
    found = collected(configuration, store)
    transcribe.transcribe_calls(site(configuration, store), DAY, [r.call_id for r in store.recordings(DAY)])
    flag.flag_day(site(configuration, store), DAY)
    now = found.started_at.replace(hour=23)
    html = report.report_day(site(configuration, store, now=now), DAY, run_id="test").written.html

    verified = verify_day(site(configuration, store), DAY)

    assert store.transcripts(DAY)["c9"].outcome is Outcome.OK
    assert "王经理" in html.read_text(encoding="utf-8")
    assert (verified.differences, len(verified.result.calls)) == ((), 4)
    json.dumps(verified.as_json(), ensure_ascii=False).encode()


def test_a_second_look_finds_it_unchanged(
    configuration: Configuration, store: Store, misnamed: Path, recogniser: Scripted
) -> None:
    collected(configuration, store)
    transcribe.transcribe_calls(site(configuration, store), DAY, [r.call_id for r in store.recordings(DAY)])

    collected(configuration, store)

    assert transcribe.due(site(configuration, store), DAY, Redo.MISSING) == []


def test_a_copy_of_it_and_a_link_out_are_named(
    configuration: Configuration, store: Store, misnamed: Path, tmp_path: Path
) -> None:
    Path(os.fsdecode(os.fsencode(misnamed) + b"_copy.wav")).write_bytes(misnamed.read_bytes())
    Path(os.fsdecode(os.fsencode(misnamed) + b"_link.wav")).symlink_to("/dev/null")

    collected(configuration, store)

    assert len(store.set_aside(DAY)[0]) == 1
    (gap,) = store.day(DAY).coverage[Source.COLLECT].gaps
    assert "王经理" in gap.cases[0].name


def test_the_call_record_names_it_as_its_author_wrote_it(misnamed: Path) -> None:
    found = recording("c9", path=path_text(misnamed))
    row = Row(table="cdr.csv", number=2, fields={"file": GBK.decode("gbk")}, start=found.started_at)

    listed = expected([row], [found], lambda _: True)

    assert listed
    assert listed.unrecorded == ()


@pytest.mark.parametrize(
    ("given", "read"),
    [
        ("王经理", "王经理"),
        (os.fsdecode("王经理".encode("gbk")), "王经理"),
        (f"/录音/{os.fsdecode('王'.encode('gbk'))}/a.wav", "/录音/王/a.wav"),
        (os.fsdecode(b"\xff\xff"), "\\udcff\\udcff"),
        ("half \ud800 of a character", "half \\ud800 of a character"),
        ("nothing\0ends here", "nothingends here"),
    ],
)
def test_a_name_from_outside_becomes_text_that_can_be_stored(given: str, read: str) -> None:
    assert readable(given) == read
    read.encode()


@pytest.mark.parametrize("name", [b"a.wav", GBK, b"\xff%41 #?", "王".encode(), b"file:", b"new\nline"])
def test_a_path_comes_back_byte_for_byte(name: bytes) -> None:
    path = Path(os.fsdecode(b"/inbox/" + name))

    assert path_of(path_text(path)) == path
    path_text(path).encode()
