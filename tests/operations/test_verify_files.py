"""`callqa verify` looks at every file of a report: pages of calls and clips, too."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

from callqa.days.manifest import PARTS
from callqa.operations import collect, flag, report, transcribe
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from tests.support.doubles import Scripted
from tests.support.sites import site

DAY = date(2026, 2, 14)
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def folder(configuration: Configuration, project: Path, store: Store, recogniser: Scripted) -> Path:
    """Provide the folder of a report with a page of calls and clips beside it."""
    with project.open("a", encoding="utf-8") as stream:
        stream.write("\nreport: {calls_in_file: 1}\n")
    collect.collect_day(site(configuration, store), DAY)
    transcribe.transcribe_calls(site(configuration, store), DAY, [r.call_id for r in store.recordings(DAY)])
    flag.flag_day(site(configuration, store), DAY)
    again(project, store)
    return configuration.home / "data" / "reports" / f"{DAY}"


def again(project: Path, store: Store) -> None:
    report.report_day(site(pipeline_yaml.load(project), store), DAY, run_id="run-1")


def verify(callqa: Command) -> tuple[int, list[Any]]:
    code, out, _ = callqa("verify", "--day", f"{DAY}", "--json")
    return code, [(each["kind"], each["name"], each["what"]) for each in json.loads(out)["differences"]]


def flip(path: Path) -> None:
    content = bytearray(path.read_bytes())
    content[len(content) // 2] ^= 1
    path.write_bytes(content)


def one_of(folder: Path, kind: str) -> Path:
    return sorted((folder / kind).iterdir())[0]


def test_an_untouched_report_with_pages_and_clips_is_as_it_was_written(folder: Path, callqa: Command) -> None:
    assert {path.suffix for path in folder.rglob("*") if path.is_file()} == {".html", ".xlsx", ".ogg"}
    assert verify(callqa) == (0, [])


@pytest.mark.parametrize("kind", ["calls", "clips"])
def test_one_flipped_byte_beside_the_report_is_named(folder: Path, callqa: Command, kind: str) -> None:
    flip(one_of(folder, kind))

    assert verify(callqa) == (5, [("report", str(one_of(folder, kind)), "文件与写出时不同")])


@pytest.mark.parametrize("kind", ["calls", "clips"])
def test_a_file_beside_the_report_that_is_gone_is_named(folder: Path, callqa: Command, kind: str) -> None:
    gone = one_of(folder, kind)
    gone.unlink()

    code, found = verify(callqa)

    assert (code, [each[:2] for each in found]) == (5, [("report", str(gone))])


@pytest.mark.parametrize(
    "orphan",
    [
        ("calls/0099.html", "报告没有用到这个文件"),
        (f"clips/{'0' * 24}.ogg", "报告没有用到这个文件"),
        ("clips/.0123-abcd1234.ogg", "中断的运行留下的临时文件"),
    ],
)
def test_a_file_that_no_report_knows_is_named_and_the_next_report_takes_it_away(
    folder: Path, callqa: Command, project: Path, store: Store, orphan: tuple[str, str]
) -> None:
    name, what = orphan
    (folder / name).write_bytes(b"orphan")

    assert verify(callqa) == (5, [("report", str(folder / name), what)])
    again(project, store)
    assert verify(callqa) == (0, [])


def test_what_a_person_keeps_there_is_nobodys_business(folder: Path, callqa: Command) -> None:
    (folder / "clips" / "notes.txt").write_text("mine", encoding="utf-8")

    assert verify(callqa) == (0, [])


def test_the_content_does_not_depend_on_files(folder: Path, callqa: Command) -> None:
    def content() -> str:
        return str(json.loads(callqa("verify", "--day", f"{DAY}", "--json")[1])["content_sha256"])

    before = content()
    flip(one_of(folder, "clips"))
    one_of(folder, "calls").unlink()

    assert content() == before


def test_a_damaged_clip_is_made_again_by_the_next_report(
    folder: Path, callqa: Command, project: Path, store: Store
) -> None:
    clip = one_of(folder, "clips")
    before = clip.read_bytes()
    flip(clip)

    again(project, store)

    assert (clip.read_bytes(), verify(callqa)) == (before, (0, []))


def test_a_damaged_clip_whose_recording_is_gone_stays_named_whatever_is_reported(
    folder: Path, callqa: Command, project: Path, store: Store, configuration: Configuration
) -> None:
    clip = one_of(folder, "clips")
    flip(clip)
    for recording in (configuration.home / "inbox").iterdir():
        recording.unlink()

    for _ in range(2):
        again(project, store)
        assert ("report", str(clip), "文件与写出时不同") in verify(callqa)[1]


def test_a_day_that_was_sealed_by_an_older_version_has_no_orphans(
    folder: Path, callqa: Command, store: Store
) -> None:
    with store.database.transaction() as connection:
        connection.execute(text("DELETE FROM seals WHERE kind = :kind OR name LIKE '%/%'"), {"kind": PARTS})

    assert verify(callqa) == (0, [])
