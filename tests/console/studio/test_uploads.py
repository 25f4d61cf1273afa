"""Recordings on their way in: pieces, what breaks off, what is too much, what is hostile."""

import errno
import shutil
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from callqa.console.guard import MOST_BYTES
from callqa.model.access.account import AccountRole
from callqa.model.audit import AuditAction
from callqa.operations.studio import library
from callqa.settings.console import UploadSettings
from callqa.storage.audit import noted
from callqa.studio.job import State, safe_name
from tests.console.studio.dropping import announce, drop, ended_job
from tests.reports.hostile import EXAMPLES
from tests.support.consoles import Console
from tests.support.studios import sound


def test_a_recording_comes_in_pieces_and_goes_on_where_it_broke_off(console: Console, tmp_path: Path) -> None:
    browser, content = console.signed_in(AccountRole.VIEWER), sound(tmp_path)
    begun = announce(browser, content, key="ordner/a.wav|1|2")
    path = f"/studio/uploads/{begun['job']}"
    first = browser.put(f"{path}?offset=0", content=content[:1000])
    asked = browser.head(path)
    wrong = browser.put(f"{path}?offset=0", content=content[:1000])
    again = announce(browser, content, key="ordner/a.wav|1|2")
    last = browser.put(f"{path}?offset=1000", content=content[1000:])

    assert (begun["received"], begun["piece"], first.json()) == (0, MOST_BYTES, {"received": 1000})
    assert asked.headers["upload-offset"] == "1000"
    assert wrong.status_code == 400 and "1000" in wrong.json()["told"]
    assert (again["job"], again["received"]) == (begun["job"], 1000)
    assert last.json() == {"received": len(content)}
    assert ended_job(console, "viewer", str(begun["job"])).state is State.DONE
    assert browser.head(path).headers["upload-offset"] == str(len(content))


def test_files_are_private(console: Console, tmp_path: Path) -> None:
    browser = console.signed_in(AccountRole.VIEWER)
    job = library.one(console.desk.studio, "viewer", drop(browser, sound(tmp_path)))
    file = console.desk.studio.folder.file(job)

    assert file.parent.stat().st_mode & 0o077 == 0
    assert (file.parent.parent / "studio.sqlite3").stat().st_mode & 0o077 == 0
    entries = [e for e in noted(console.site.database) if e.action is AuditAction.UPLOADED]
    assert (entries[-1].who, entries[-1].about) == ("viewer (console)", {"job": job.job_id})


def test_more_bytes_than_were_announced_are_refused(console: Console, tmp_path: Path) -> None:
    browser, content = console.signed_in(AccountRole.VIEWER), sound(tmp_path)
    job = announce(browser, content)["job"]

    answer = browser.put(f"/studio/uploads/{job}?offset=0", content=content + b"x")

    assert answer.status_code == 400
    assert browser.head(f"/studio/uploads/{job}").headers["upload-offset"] == "0"


@pytest.mark.parametrize(
    ("limits", "told"),
    [
        ({"max_mb": 1}, "文件太大"),
        ({"files": 1}, "排队的文件已经够多"),
        ({"total_mb": 1}, "占满了"),
        ({"least_free_mb": 10**9}, "磁盘放不下"),
    ],
)
def test_too_much_is_refused_before_it_is_sent_and_says_what_to_do(
    console: Console, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, limits: dict[str, int], told: str
) -> None:
    name = f"greedy-{next(iter(limits))}"
    browser = console.signed_in(AccountRole.VIEWER, name.replace("_", "-"))
    announce(browser, b"x" * 10)
    settings = console.site.settings.console.model_copy(update={"upload": UploadSettings(**limits)})
    monkeypatch.setitem(console.site.settings.__dict__, "console", settings)
    if "least_free_mb" in limits:
        monkeypatch.setattr(console.desk.studio.folder, "_least_free", 10**15)

    answer = browser.post("/studio/uploads", data={"name": "a.wav", "size": str(2 << 20)})

    assert answer.status_code in (400, 507)
    assert told in answer.json()["told"] and "→" in answer.json()["told"]


def test_a_disk_that_is_full_keeps_what_came_before(
    console: Console, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    browser, content = console.signed_in(AccountRole.VIEWER), sound(tmp_path)
    job = str(announce(browser, content)["job"])
    browser.put(f"/studio/uploads/{job}?offset=0", content=content[:500])

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr("callqa.operations.studio.folder.os.fsync", full)
        answer = browser.put(f"/studio/uploads/{job}?offset=500", content=content[500:])

    assert answer.status_code == 507 and "磁盘满了" in answer.json()["told"]
    assert browser.head(f"/studio/uploads/{job}").headers["upload-offset"] == "500"
    browser.put(f"/studio/uploads/{job}?offset=500", content=content[500:])
    assert ended_job(console, "viewer", job).state is State.DONE


def test_the_free_room_of_the_disk_counts(console: Console, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=0))
    answer = console.signed_in(AccountRole.VIEWER).post("/studio/uploads", data={"name": "a", "size": "9"})

    assert answer.status_code == 507


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\x\\会议.mp3", "会议.mp3"),
        ("a\u202egnp.wav", "agnp.wav"),
        ("\n\t.wav\0", "wav"),
        ("..", "recording"),
        ("x" * 300 + ".wav", "x" * 196 + ".wav"),
    ],
)
def test_a_name_is_shown_as_it_can_be_read(name: str, shown: str) -> None:
    assert safe_name(name) == shown


@pytest.mark.parametrize("name", [each for each in EXAMPLES if "\ud800" not in each])
def test_no_name_leaves_the_folder_or_becomes_markup(console: Console, name: str) -> None:
    browser = console.signed_in(AccountRole.VIEWER, "mallory")
    job = library.one(console.desk.studio, "mallory", str(announce(browser, b"x" * 9, name)["job"]))
    text = browser.get("/studio").text

    file = console.desk.studio.folder.file(job)
    assert file.parent == console.desk.studio.folder.path
    assert file.name.startswith(job.job_id)
    assert "<script>alert" not in text and "<img src=x" not in text
    library.erase(console.site, console.desk.studio, job)


@pytest.mark.parametrize(
    ("fields", "told"),
    [
        ({"language": "en"}, "语言"),
        ({"words": "好\n两个 词"}, "热词"),
        ({"words": "投诉\n" * 9}, ""),
        ({"threshold": "0.3", "silence_ms": "800", "longest_s": ""}, ""),
        ({"threshold": "1.5"}, "0.1 到 0.9"),
        ({"silence_ms": "nan"}, "断句停顿"),
        ({"longest_s": "九"}, "最长一段"),
    ],
)
def test_a_choice_that_cannot_be_says_so(console: Console, fields: dict[str, str], told: str) -> None:
    answer = console.signed_in(AccountRole.VIEWER).post(
        "/studio/uploads", data={"name": "a.wav", "size": "9", **fields}
    )

    assert (answer.status_code == 400) is bool(told)
    assert told in answer.text


@pytest.mark.parametrize("path", ["/studio/uploads/../x", f"/studio/uploads/{'g' * 32}", "/studio/uploads/a"])
def test_an_upload_that_cannot_be_is_refused(console: Console, path: str) -> None:
    assert console.signed_in(AccountRole.VIEWER).put(path, content=b"x").status_code in (400, 404, 405)
