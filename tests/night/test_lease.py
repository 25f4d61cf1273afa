"""One run per day at a time."""

import os
import socket
import time
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from flows.adapters import lease
from flows.adapters.database import Database
from flows.core.errors import DayHeldError

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
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)
    put(database, f"{socket.gethostname()}:{child}:abc", time.time() + 3600)

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
