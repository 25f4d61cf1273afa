"""One run per day at a time."""

import os
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from callqa.model.errors import DayHeldError
from callqa.storage import lease
from callqa.storage.database import Database, engine
from reports.words.lines import said

DAY = date(2026, 2, 14)


@pytest.fixture
def database(tmp_path: Path) -> Database:
    return Database(f"sqlite:///{tmp_path}/qa.sqlite3")


def put(database: Database, holder: str, expires_at: float) -> None:
    with database.transaction() as connection:
        connection.execute(
            text("INSERT INTO leases (day, holder, expires_at) VALUES (:day, :holder, :expires)"),
            {"day": DAY.isoformat(), "holder": holder, "expires": expires_at},
        )


def held_by_a_child_that_ended() -> str:
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.write(writing, lease._me().encode())
        os._exit(0)
    os.waitpid(child, 0)
    return os.read(reading, 1000).decode()


def test_a_second_run_of_the_day_is_refused_and_told_who_holds_it(database: Database) -> None:
    with (
        lease.holding(database, DAY, 60),
        pytest.raises(DayHeldError, match=str(os.getpid())),
        lease.holding(database, DAY, 60),
    ):
        pass


def test_another_day_is_free(database: Database) -> None:
    with lease.holding(database, DAY, 60), lease.holding(database, date(2026, 2, 15), 60):
        pass


def test_the_day_is_free_again_after_a_run_that_failed(database: Database) -> None:
    with pytest.raises(RuntimeError), lease.holding(database, DAY, 60):
        raise RuntimeError

    with lease.holding(database, DAY, 60):
        pass


def test_a_lease_of_another_machine_that_was_not_renewed_is_taken_over(database: Database) -> None:
    put(database, "elsewhere:1:abc", time.time() - 1)

    with lease.holding(database, DAY, 60):
        pass


def test_a_lease_of_another_machine_holds_until_it_expires(database: Database) -> None:
    put(database, "elsewhere:1:abc", time.time() + 60)

    with pytest.raises(DayHeldError, match="elsewhere"), lease.holding(database, DAY, 60):
        pass


def test_a_process_of_this_machine_that_was_killed_holds_nothing(database: Database) -> None:
    put(database, held_by_a_child_that_ended(), time.time() + 3600)

    with lease.holding(database, DAY, 60):
        pass


def test_the_heartbeat_keeps_the_lease_alive(database: Database) -> None:
    with lease.holding(database, DAY, 0.3):
        time.sleep(0.8)
        with pytest.raises(DayHeldError), lease.holding(database, DAY, 60):
            pass


def test_a_second_run_is_told_the_host_the_process_and_since_when(database: Database) -> None:
    with (
        lease.holding(database, DAY, 60),
        pytest.raises(DayHeldError) as error,
        lease.holding(database, DAY, 60),
    ):
        pass

    assert all(word in str(error.value) for word in (socket.gethostname(), str(os.getpid()), "自", "起"))


def test_a_holder_that_slept_through_its_lease_learns_that_the_day_was_taken_over(
    database: Database,
) -> None:
    with lease.holding(database, DAY, 0.3) as held:
        held.ensure()
        with database.transaction() as connection:
            connection.execute(text("UPDATE leases SET holder = 'elsewhere:1:abc', expires_at = 9e9"))
        time.sleep(0.3)

        with pytest.raises(DayHeldError, match="接手"):
            held.ensure()

    assert lease.holder_of(database, DAY) is not None


def alive() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "lease-heartbeat"]


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 20)
    monkeypatch.setattr(lease, "_PAUSES_S", (0.05, 0.3))


@pytest.fixture
def other(database: Database, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """Another program with the same database open."""
    file = tmp_path / "qa.sqlite3"
    with closing(sqlite3.connect(file, isolation_level=None, check_same_thread=False)) as connection:
        yield connection


@pytest.mark.usefixtures("impatient")
def test_a_database_that_is_locked_when_the_night_ends_is_asked_again(
    database: Database, other: sqlite3.Connection
) -> None:
    with lease.holding(database, DAY, 60) as held:
        other.execute("BEGIN IMMEDIATE")
        threading.Timer(0.2, other.rollback).start()

    assert held.kept is None
    assert lease.holder_of(database, DAY) is None


@pytest.mark.usefixtures("impatient")
def test_a_database_that_stays_locked_keeps_the_day_until_the_lease_expires_and_fails_nothing(
    database: Database, other: sqlite3.Connection
) -> None:
    with lease.holding(database, DAY, 1.5) as held:
        other.execute("BEGIN IMMEDIATE")
    still_beating = alive()
    other.rollback()

    assert held.kept
    assert "2026-02-14 的占用没有交还（数据库被另一个程序占用" in said(held.kept)
    assert "2 秒后自动失效" in said(held.kept)
    assert still_beating == []
    assert lease.holder_of(database, DAY) is not None
    time.sleep(1.6)
    with lease.holding(database, DAY, 60):
        pass
