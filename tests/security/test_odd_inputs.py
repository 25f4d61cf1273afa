"""Odd paths, days, numbers and places for a backup: a clear error, and nothing is overwritten."""

import os
from datetime import date
from pathlib import Path

import pytest

from callqa.cli.common import parse_day
from callqa.model.errors import BadInputError
from callqa.operations import database
from callqa.reviews.from_json import read_json
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.session import Site
from callqa.storage.store import Store
from tests.support.project import write_project
from tests.support.sites import site
from tests.support.stages import DAY

ROWS = (
    (
        "备份写到设备、管道、文件夹、链接或别的文件上 a backup onto a device, folder, link or other file",
        "拒绝，什么也不覆盖 refused, nothing is overwritten",
    ),
    ("项目路径里有 ? a question mark in the project's path", "拒绝（# 和 % 可用） refused; # and % work"),
    ("--day 0001-01-01、9999-12-31", "一行说明，退出码 2 one line, exit 2"),
    ("结论文件里有五千位的数字 a verdict file with a number of 5,000 digits", "一行说明 one line"),
)


@pytest.mark.parametrize("kind", ["device", "pipe", "folder", "link", "other file"])
def test_a_backup_replaces_nothing_but_a_backup(
    configuration: Configuration, store: Store, tmp_path: Path, kind: str
) -> None:
    target = tmp_path / "backup.sqlite3"
    other = tmp_path / "precious.json"
    other.write_text("{}", "utf-8")
    if kind == "device":
        target.symlink_to("/dev/null")  # never the device itself: this test may run as root
    elif kind == "pipe":
        os.mkfifo(target)
    elif kind == "folder":
        target.mkdir()
    elif kind == "link":
        target.symlink_to(other)
    else:
        target.write_text("{}", "utf-8")
    before = target.lstat()
    with pytest.raises(BadInputError):
        database.back_up(site(configuration, store), target)
    assert (target.lstat().st_ino, target.lstat().st_mode) == (before.st_ino, before.st_mode)
    assert other.read_text("utf-8") == "{}"


def test_a_backup_replaces_an_older_one(configuration: Configuration, store: Store, tmp_path: Path) -> None:
    here, target = site(configuration, store), tmp_path / "backup.sqlite3"
    assert database.back_up(here, target) == database.back_up(here, target)


def test_a_path_that_sqlite_would_cut_is_refused_and_others_work(tmp_path: Path) -> None:
    for name in ("a#b", "100%d", "100%20d"):
        (tmp_path / name).mkdir()
        with Site.open(write_project(tmp_path / name)) as here:
            assert here.store.recordings(DAY) == []
            assert here.configuration.database_file
            assert here.configuration.database_file.exists()
    (tmp_path / "a?b").mkdir()
    with pytest.raises(BadInputError, match="不能有"):
        pipeline_yaml.load(write_project(tmp_path / "a?b"))


@pytest.mark.parametrize("text", ["0001-01-01", "1969-12-31", "9999-12-31", "yesterday", "2026-13-01"])
def test_a_day_of_another_age_is_refused(text: str) -> None:
    with pytest.raises(BadInputError):
        parse_day(text)
    assert parse_day("2026-02-14") == date(2026, 2, 14)


def test_a_number_without_end_in_a_verdict_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "verdicts.json"
    path.write_text('{"format": "callqa-verdicts/1", "day": ' + "1" * 5000 + "}", "utf-8")
    with pytest.raises(BadInputError, match="不是网页报告导出"):
        read_json(path)
