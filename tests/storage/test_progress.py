"""How far the run of a day is, for whoever looks while it goes on."""

import contextvars
import time
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import func, select, text

from callqa.model.errors import CallqaError
from callqa.model.progress import Progress, Stage
from callqa.storage import lease, schema
from callqa.storage.database import Database
from callqa.storage.runs import ProgressLog, under_way
from callqa.storage.store import Store
from tests.support.builders import DAY

NOON = datetime(2026, 11, 22, 12, tzinfo=UTC)


class Clock:
    """A clock that goes when it is told to."""

    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now

    def wait(self, seconds: float) -> None:
        self.now += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database(store: Store) -> Database:
    return store.database


def rows(database: Database) -> int:
    with database.reading() as connection:
        return int(connection.execute(select(func.count()).select_from(schema.progress)).scalar_one())


def test_a_run_that_holds_its_day_says_how_far_it_is(database: Database, clock: Clock) -> None:
    log = ProgressLog(database, DAY, "run-1", clock)

    with lease.holding(database, DAY, 60):
        log.tell(Stage.TRANSCRIBE, 0, 40)
        clock.wait(1)
        log.tell(Stage.TRANSCRIBE, 12, 40)

        assert under_way(database) == {
            DAY: Progress(day=DAY, run_id="run-1", stage=Stage.TRANSCRIBE, done=12, total=40, at=clock.now)
        }

    assert under_way(database) == {}
    assert rows(database) == 0


def test_it_is_written_at_most_once_a_second_whatever_says_it(database: Database, clock: Clock) -> None:
    with lease.holding(database, DAY, 60):
        ProgressLog(database, DAY, "run-1", clock).tell(Stage.FLAG, 1, 9)
        clock.wait(0.9)
        ProgressLog(database, DAY, "run-1", clock).tell(Stage.REPORT, 0, 12)  # another stage and process

        assert under_way(database)[DAY].stage is Stage.FLAG
        clock.wait(0.1)
        log = ProgressLog(database, DAY, "run-1", clock)
        log.tell(Stage.REPORT, 1, 12)
        clock.wait(0.5)
        log.tell(Stage.REPORT, 2, 12)

        assert str(under_way(database)[DAY]) == "写报告 1/12"


def test_a_clock_that_was_set_back_does_not_stop_it(database: Database, clock: Clock) -> None:
    log = ProgressLog(database, DAY, "run-1", clock)
    with lease.holding(database, DAY, 60):
        log.tell(Stage.FLAG, 1, 9)
        clock.wait(-3600)
        log.tell(Stage.FLAG, 2, 9)

        assert under_way(database)[DAY].done == 2


def test_what_a_killed_run_said_is_not_told_and_goes_with_the_next_run(
    database: Database, clock: Clock
) -> None:
    ProgressLog(database, DAY, "killed", clock).tell(Stage.TRANSCRIBE, 3, 9)
    put_expired = {"day": str(DAY), "holder": f"elsewhere:1:{uuid4().hex}", "expires_at": time.time() - 1}
    with database.transaction() as connection:
        connection.execute(schema.leases.insert(), put_expired)

    assert under_way(database) == {}
    with lease.holding(database, DAY, 60):
        assert under_way(database) == {}
        assert rows(database) == 0


def test_a_run_whose_day_was_taken_over_leaves_the_other_ones_progress(
    database: Database, clock: Clock
) -> None:
    with lease.holding(database, DAY, 60):
        with database.transaction() as connection:
            connection.execute(text("UPDATE leases SET holder = 'elsewhere:1:other'"))
        other = ProgressLog(database, DAY, "other", clock)
        contextvars.Context().run(other.tell, Stage.TRANSCRIBE, 1, 2)  # outside of this holder's fence

    assert under_way(database)[DAY].run_id == "other"


def test_a_database_that_refuses_is_logged_and_fails_nothing(
    database: Database, clock: Clock, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def refuse() -> None:
        raise CallqaError("数据库被另一个程序占用")

    monkeypatch.setattr(database, "transaction", refuse)
    with caplog.at_level("WARNING"):
        ProgressLog(database, DAY, "run-1", clock).tell(Stage.FLAG, 1, 9)

    assert "progress could not be written" in caplog.text
