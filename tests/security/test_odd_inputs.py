"""Odd paths, days, numbers and places for a backup: a clear error, and nothing is overwritten."""

import json
import os
import stat
from datetime import date
from pathlib import Path

import pytest

from callqa.cli.common import parse_day
from callqa.host import files
from callqa.model.errors import BadInputError
from callqa.operations import database, export
from callqa.reviews.from_json import read_json
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.database.database import Database
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
    (
        "导出、db copy 写到设备、管道、文件夹、链接、配置、数据库、录音上 an export onto something else",
        "拒绝，什么也不覆盖，也不改它的权限 refused, nothing is overwritten, no mode is changed",
    ),
    (
        "项目路径、数据库文件名里有空格、引号、# % & ; : @ odd signs in the path or the database's name",
        "照常；文件名里的 ? 一行说明 they work; a ? in the name is told",
    ),
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


ODD = [
    "a b",
    "a'b",
    'a"b',
    "a;b",
    "a&b=c",
    "a:b",
    "a@b",
    "a+b",
    "数据",
    "a\\b",
    "[a]",
    "~a",
    "$a",
    "%3f",
    "-a",
    "a,b",
]


@pytest.mark.parametrize("name", ODD)
def test_odd_signs_in_the_path_and_in_the_databases_name_work(tmp_path: Path, name: str) -> None:
    (tmp_path / name).mkdir()
    project = write_project(tmp_path / name)
    with project.open("a", encoding="utf-8") as file:
        file.write(f"database: {json.dumps(f'sqlite:///data/{name}.sqlite3')}\n")
    with Site.open(project) as here:
        assert here.store.recordings(DAY) == []
    assert [path.name for path in (tmp_path / name / "data").glob("*.sqlite3")] == [f"{name}.sqlite3"]


def test_a_question_mark_in_the_databases_name_is_told(tmp_path: Path) -> None:
    project = write_project(tmp_path)
    with project.open("a", encoding="utf-8") as file:
        file.write("database: 'sqlite:///data/a?b.sqlite3'\n")
    with pytest.raises(BadInputError, match="文件名里不能有"):
        pipeline_yaml.load(project)


@pytest.mark.parametrize("kind", ["pipe", "folder"])
def test_no_file_takes_the_place_of_something_else(tmp_path: Path, kind: str) -> None:
    target = tmp_path / "there"
    os.mkfifo(target) if kind == "pipe" else target.mkdir()
    before = target.lstat()
    with pytest.raises(BadInputError, match="不会覆盖"), files.replacing(target) as temporary:
        temporary.write_text("x", "utf-8")
    with pytest.raises(BadInputError, match="普通文件"):
        Database(f"sqlite:///{target}")
    after = target.lstat()
    assert (after.st_ino, after.st_mode) == (before.st_ino, before.st_mode)
    assert list(tmp_path.iterdir()) == [target]


def test_a_device_is_replaced_by_nothing(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    device = os.stat_result((stat.S_IFCHR | 0o666, *[0] * 9))
    monkeypatch.setattr(Path, "lstat", lambda _path: device)  # never a real one: this test may run as root
    assert files.is_no_file(tmp_path / "device")


@pytest.mark.parametrize("target", ["link", "pipe", "folder", "config", "database", "rules", "recordings"])
def test_an_export_destroys_nothing(
    configuration: Configuration, store: Store, tmp_path: Path, target: str
) -> None:
    here = site(configuration, store)
    kinds = {
        "config": configuration.path,
        "database": configuration.database_file or Path(),
        "rules": configuration.resolve(configuration.settings.rules),
        "recordings": configuration.folders[0] / "calls.json",
    }
    path = kinds.get(target, tmp_path / "out")
    if target == "pipe":
        os.mkfifo(path)
    elif target == "folder":
        path.mkdir()
    elif target == "link":
        path.symlink_to(configuration.path)
    with pytest.raises(BadInputError):
        export.refuse_target(here, path, is_folder=False)


def test_an_earlier_export_is_replaced(configuration: Configuration, store: Store, tmp_path: Path) -> None:
    (tmp_path / "calls.json").write_text("{}", "utf-8")
    here = site(configuration, store)
    export.refuse_target(here, tmp_path / "calls.json", is_folder=False)
    export.refuse_target(here, tmp_path, is_folder=True)
    with pytest.raises(BadInputError):
        export.refuse_target(here, tmp_path / "calls.json", is_folder=True)
