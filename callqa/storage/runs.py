"""The run log: which run worked on a day, from when to when, how far it is and how it ended."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, func, insert, select, update

from callqa.model.errors import CallqaError
from callqa.model.progress import Progress, Stage
from callqa.storage import lease
from callqa.storage.database import Database
from callqa.storage.schema import backfills, progress, runs

_log = logging.getLogger(__name__)

RUNNING = "running"
_KILLED = "killed"
_PAUSE = timedelta(seconds=1)
"""Between two writes of progress, whatever stage or process they come from."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Backfill:
    """A range of days that is worked on again in one way."""

    first: date
    last: date
    redo: str

    def done(self, database: Database) -> set[date]:
        """Return the days that an earlier call of the same backfill has finished."""
        with database.reading() as connection:
            return set(connection.execute(select(backfills.c.day).where(self._same)).scalars())

    def finish(self, database: Database, day: date) -> None:
        """Remember that a day is done."""
        with database.transaction() as connection:
            row = {"first_day": self.first, "last_day": self.last, "redo": self.redo, "day": day}
            connection.execute(insert(backfills), row)

    def forget(self, database: Database) -> None:
        """Forget a range that is done: the next call begins anew."""
        with database.transaction() as connection:
            connection.execute(delete(backfills).where(self._same))

    @property
    def _same(self) -> ColumnElement[bool]:
        c = backfills.c
        return and_(c.first_day == self.first, c.last_day == self.last, c.redo == self.redo)


@dataclass
class RunRecord:
    """A run as the log will name it.

    Args:
        state: how it ended.
        recognised: how many recordings.
    """

    state: str = "Failed"
    recognised: int = 0


@contextmanager
def logged(database: Database, run_id: str, day: date, clock: Callable[[], datetime]) -> Iterator[RunRecord]:
    """Write to the log that a run works on a day, and at the end of the block how it ended.

    A run that never ends stays ``running`` until the next one of its day, which holds the day
    and therefore knows that the other was killed.
    """
    started(database, run_id, day, clock())
    record = RunRecord()
    try:
        yield record
    except Exception:
        with suppress(CallqaError):  # the first error is the one to tell
            finished(database, run_id, record.state, record.recognised, clock())
        raise
    finished(database, run_id, record.state, record.recognised, clock())


def started(database: Database, run_id: str, day: date, now: datetime) -> None:
    """Write that a run began."""
    new = {"run_id": run_id, "day": day, "started_at": now, "state": RUNNING, "recognised": 0}
    with database.transaction() as connection:
        left = (runs.c.day == day) & (runs.c.state == RUNNING)
        connection.execute(update(runs).where(left).values(state=_KILLED))
        connection.execute(delete(runs).where(runs.c.run_id == run_id))
        connection.execute(insert(runs), new)


def finished(database: Database, run_id: str, state: str, recognised: int, now: datetime) -> None:
    """Write how a run ended, and how many recordings it recognised."""
    with database.transaction() as connection:
        ended = {"finished_at": now, "state": state, "recognised": recognised}
        connection.execute(update(runs).where(runs.c.run_id == run_id).values(ended))


def last_start(database: Database, until: datetime) -> datetime | None:
    """Return when the last run began, by the clock of its time; None where there is none in the log.

    Args:
        until: what began later, by a clock that was ahead, does not count.
    """
    query = select(func.max(runs.c.started_at)).where(runs.c.started_at <= until.astimezone(UTC))
    with database.reading() as connection:
        last: datetime | None = connection.execute(query).scalar()
    return last


@dataclass(frozen=True, kw_only=True, slots=True)
class Run:
    """A line of the run log.

    Args:
        finished_at: None while it runs, or where it was killed.
        recognised: recordings.
    """

    run_id: str
    day: date
    started_at: datetime
    finished_at: datetime | None
    state: str
    recognised: int


def last_runs(database: Database, count: int) -> list[Run]:
    """Return the runs that began last, newest first."""
    query = select(runs).order_by(runs.c.started_at.desc(), runs.c.run_id).limit(count)
    with database.reading() as connection:
        return [Run(**row) for row in connection.execute(query).mappings()]


def since(database: Database, run_id: str) -> datetime | None:
    """Return when a run began; None where it is not in the log."""
    with database.reading() as connection:
        query = select(runs.c.started_at).where(runs.c.run_id == run_id)
        at: datetime | None = connection.execute(query).scalar()
    return at


class ProgressLog:
    """Says in the database how far the run is that holds a day, at most once a second.

    What it said is forgotten when the day is given back or taken over; see `lease`.

    Args:
        database: of the day.
        day: that is held.
        run_id: of the run; empty for work that is no night.
        clock: returns the present moment, aware.
    """

    def __init__(self, database: Database, day: date, run_id: str, clock: Callable[[], datetime]) -> None:
        self._database, self._day, self._run_id, self._clock = database, day, run_id, clock
        self._last: datetime | None = None

    def tell(self, stage: Stage, done: int, total: int) -> None:
        """Write how far the run is, unless something was written within the last second.

        A database that refuses fails no night by it: what the stages store says what was done.
        """
        now = self._clock()
        try:
            # the stage before this one, in another process perhaps, may have written just now
            self._last = self._last or self._last_told()
            if self._last is None or not timedelta(0) <= now - self._last < _PAUSE:
                self._write(stage, done, total, now)
                self._last = now
        except CallqaError as error:
            _log.warning("progress could not be written: %s", error.what)

    def _last_told(self) -> datetime | None:
        with self._database.reading() as connection:
            found = connection.execute(select(progress.c.at).where(progress.c.day == self._day))
            at: datetime | None = found.scalar()
        return at

    def _write(self, stage: Stage, done: int, total: int, now: datetime) -> None:
        row = {"day": self._day, "run_id": self._run_id, "stage": stage, "done": done, "total": total}
        with self._database.transaction() as connection:
            connection.execute(delete(progress).where(progress.c.day == self._day))
            connection.execute(insert(progress), {**row, "at": now})


def under_way(database: Database) -> dict[date, Progress]:
    """Return how far the runs are that hold a day at this moment, by their days."""
    held = lease.everyone(database)
    with database.reading() as connection:
        found = connection.execute(select(progress).order_by(progress.c.day)).mappings().all()
    return {row["day"]: Progress(**row) for row in found if str(row["day"]) in held}
