"""A backup is one moment of the database, also while somebody writes; restored, the day goes on."""

import json
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from callqa.operations import verify
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.database import Database
from callqa.storage.store import Store
from tests.support.doubles import Scripted
from tests.support.sites import site
from tests.support.stages import DAY, work

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def reported(configuration: Configuration, store: Store, recogniser: Scripted) -> Store:
    work(configuration, store)
    return store


def test_a_backup_holds_the_day_and_is_for_its_owner_only(
    reported: Store, callqa: Command, configuration: Configuration, tmp_path: Path
) -> None:
    file = tmp_path / "backup" / "qa.sqlite3"

    code, out, _ = callqa("db", "backup", str(file), "--json")

    assert (code, json.loads(out)["bytes"]) == (0, file.stat().st_size)
    assert file.stat().st_mode & 0o777 == 0o600
    copy = Store(Database(f"sqlite:///{file}"))
    assert verify.verify_day(site(configuration, copy), DAY).differences == ()
    copy.database.close()


def test_it_is_made_while_another_process_writes(reported: Store, callqa: Command, tmp_path: Path) -> None:
    with reported.database.transaction() as connection:
        connection.exec_driver_sql("UPDATE recordings SET queue = 'half'")
        done = threading.Thread(target=reported.database.back_up, args=[tmp_path / "qa.sqlite3"])
        done.start()
        done.join(20)
        assert not done.is_alive()

    copy = Store(Database(f"sqlite:///{tmp_path / 'qa.sqlite3'}"))
    assert {each.queue for each in copy.recordings(DAY)} == {None}
    copy.database.close()


def test_an_older_backup_is_replaced_and_the_database_itself_never(
    reported: Store, callqa: Command, project: Path, tmp_path: Path
) -> None:
    file = tmp_path / "qa.sqlite3"
    file.write_bytes(b"SQLite format 3\0 an older one")

    assert callqa("db", "backup", str(file))[0] == 0
    assert file.read_bytes().startswith(b"SQLite format 3")
    (tmp_path / "link").symlink_to(pipeline_yaml.load(project).home / "data")
    code, _, told = callqa("db", "backup", str(tmp_path / "link" / "qa.sqlite3"))
    assert (code, "正在用的数据库" in told) == (2, True)


def test_the_audit_log_says_where_to(reported: Store, callqa: Command, tmp_path: Path) -> None:
    callqa("db", "backup", str(tmp_path / "qa.sqlite3"))

    assert f"复制数据库　写到 {tmp_path}/qa.sqlite3" in callqa("audit")[1]
