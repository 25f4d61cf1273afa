"""A full disk was told as a damaged database, with the advice to restore a backup over a good one."""

import sqlite3
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from sqlalchemy import text
from sqlalchemy.exc import OperationalError

from callqa.model.errors import BadInputError, CallqaError, ExitCode
from callqa.storage.database import Database
from callqa.storage.errors import passing, refusal
from tests.support import postgresql


def error_of(**orig: Any) -> OperationalError:
    return OperationalError("INSERT", {"turns": "客户说的话"}, SimpleNamespace(**orig))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("SQLITE_FULL", "磁盘已满"),
        ("SQLITE_IOERR_WRITE", "磁盘读写出错"),
        ("SQLITE_IOERR_FSYNC", "磁盘读写出错"),
        ("SQLITE_CANTOPEN", "磁盘读写出错"),
        ("SQLITE_BUSY", "占用"),
    ],
)
def test_what_may_pass_is_tried_again_and_asks_nobody_to_restore(code: str, told: str) -> None:
    error = passing(error_of(sqlite_errorname=code), "sqlite:///qa.sqlite3", 30)

    assert error
    assert told in error.what
    assert error.exit_code == ExitCode.UNEXPECTED
    assert "从备份恢复" not in str(error)
    assert "客户说的话" not in str(error)


@pytest.mark.parametrize("state", [None, "08006", "57P03", "57P01", "53300"])
def test_a_server_that_is_away_is_tried_again(state: str | None) -> None:
    error = passing(error_of(sqlstate=state), "postgresql://host/callqa", 30)

    assert error
    assert "连不上数据库服务器" in error.what


@pytest.mark.parametrize(
    ("orig", "told"),
    [
        ({"sqlite_errorname": "SQLITE_NOTADB"}, "损坏"),
        ({"sqlite_errorname": "SQLITE_CORRUPT"}, "损坏"),
        ({"sqlite_errorname": "SQLITE_READONLY"}, "没有写权限"),
        ({"sqlite_errorname": "SQLITE_READONLY_DBMOVED"}, "没有写权限"),
        ({"sqlstate": "42501"}, "没有写权限"),
    ],
)
def test_what_only_a_person_can_mend_is_refused(orig: dict[str, str], told: str) -> None:
    error = error_of(**orig)

    assert passing(error, "where", 30) is None
    assert told in refusal(error, "where").what


def test_a_database_without_room_says_so(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/qa.sqlite3")

    with pytest.raises(CallqaError, match="磁盘已满"), database.transaction() as connection:
        connection.execute(text("PRAGMA max_page_count=1"))
        connection.execute(text("CREATE TABLE big AS SELECT zeroblob(9999999)"))
    database.close()


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")

    with pytest.raises(CallqaError, match="文件夹建不了") as error:
        Database(f"sqlite:///{tmp_path}/file/data/qa.sqlite3")
    assert not isinstance(error.value, BadInputError)


def test_a_damaged_file_is_still_called_damaged(tmp_path: Path) -> None:
    file = tmp_path / "qa.sqlite3"
    Database(f"sqlite:///{file}").close()
    whole = file.read_bytes()
    file.write_bytes(whole[:100] + bytes(range(256)) * 40 + whole[100 + 256 * 40 :])

    with pytest.raises((BadInputError, sqlite3.DatabaseError), match="损坏"):
        Database(f"sqlite:///{file}")


@pytest.mark.postgresql
@pytest.mark.skipif(postgresql.programs() is None, reason="PostgreSQL is not installed")
def test_a_server_that_stops_in_the_middle_is_no_damage(tmp_path: Path) -> None:
    with postgresql.server(tmp_path) as socket:
        database = Database(postgresql.new_database(socket))
        assert database.steps() > 1

    with pytest.raises(CallqaError, match="连不上数据库服务器") as error:
        database.steps()
    assert not isinstance(error.value, BadInputError)
