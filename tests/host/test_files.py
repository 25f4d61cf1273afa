"""Recordings on disk, and report files that are replaced whole."""

import os
import time
from pathlib import Path
from threading import Thread

import pytest

from callqa.host import files, walking
from callqa.model.coverage import WhyUnread
from callqa.model.errors import BadInputError


def test_a_link_that_leads_out_of_the_folder_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    (tmp_path / "secret.wav").write_bytes(b"x")
    (tmp_path / "inbox" / "link.wav").symlink_to(tmp_path / "secret.wav")
    (tmp_path / "inbox" / "call.wav").write_bytes(b"x")

    assert [file.path.name for file in walking.walk([tmp_path / "inbox"])] == ["call.wav"]


def test_a_folder_that_leads_out_is_named_and_not_entered(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "call.wav").write_bytes(b"x")
    inbox = tmp_path / "inbox"
    (inbox / "2026").mkdir(parents=True)
    (inbox / "elsewhere").symlink_to(tmp_path / "secret")
    (inbox / "today").symlink_to(inbox / "2026")
    unread: list[walking.Unread] = []

    assert list(walking.walk([inbox], unread)) == []
    assert unread == [(inbox / "elsewhere", WhyUnread.LEADS_OUT)]


def test_a_folder_that_is_named_twice_is_read_once(tmp_path: Path) -> None:
    (tmp_path / "call.wav").write_bytes(b"x")

    assert len(list(walking.walk([tmp_path, tmp_path]))) == 1


def test_a_missing_folder_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(BadInputError, match="nowhere"):
        files.check_folders([tmp_path / "nowhere"])


def test_a_file_that_grows_while_it_is_looked_at_is_still_being_written(tmp_path: Path) -> None:
    growing, resting = tmp_path / "growing.wav", tmp_path / "resting.wav"
    for path in (growing, resting):
        path.write_bytes(b"x")

    def write() -> None:
        time.sleep(0.1)
        growing.write_bytes(b"xx")

    looked = [files.look(growing), files.look(resting)]
    writer = Thread(target=write)
    writer.start()
    found = files.still_growing(looked, settle_s=0.5)
    writer.join()

    assert found == {growing}


def test_old_files_are_not_waited_for(tmp_path: Path) -> None:
    path = tmp_path / "old.wav"
    path.write_bytes(b"x")
    os.utime(path, (0, 0))
    start = time.monotonic()

    assert files.still_growing([files.look(path)], settle_s=60) == set()
    assert time.monotonic() - start < 10


def test_a_report_that_fails_half_way_leaves_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "qa.html"
    target.write_text("old", encoding="utf-8")

    with pytest.raises(OSError, match="disk full"), files.replacing(target) as temporary:
        temporary.write_text("ne", encoding="utf-8")
        raise OSError("disk full")

    assert target.read_text(encoding="utf-8") == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["qa.html"]


def test_a_report_that_succeeds_replaces_the_old_one(tmp_path: Path) -> None:
    target = tmp_path / "new" / "qa.html"

    with files.replacing(target) as temporary:
        temporary.write_text("new", encoding="utf-8")

    assert target.read_text(encoding="utf-8") == "new"
