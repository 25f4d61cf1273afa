"""The diary of runs: who worked on a day, from when to when, and how it ended."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import ColumnElement, and_, delete, insert, select, update

from callqa.model.errors import CallqaError
from callqa.storage.database import Database
from callqa.storage.schema import backfills, runs

RUNNING = "running"
_KILLED = "killed"


@dataclass(frozen=True, kw_only=True, slots=True)
class Backfill:
    """A range of days that is worked on again in one way."""

    first: date
    last: date
    redo: str

    def done(self, database: Database) -> set[date]:
        """The days that an earlier call of the same backfill has finished."""
        with database.reading() as connection:
            return set(connection.execute(select(backfills.c.day).where(self._same)).scalars())

    def finish(self, database: Database, day: date) -> None:
        """Remember that a day is done."""
        with database.transaction() as connection:
            row = {"first_day": self.first, "last_day": self.last, "redo": self.redo, "day": day}
            connection.execute(insert(backfills), row)

    def forget(self, database: Database) -> None:
        """The whole range is done: the next call begins anew."""
        with database.transaction() as connection:
            connection.execute(delete(backfills).where(self._same))

    @property
    def _same(self) -> ColumnElement[bool]:
        c = backfills.c
        return and_(c.first_day == self.first, c.last_day == self.last, c.redo == self.redo)


@dataclass
class Entry:
    """A run as the diary will name it.

    Args:
        state: how it ended.
        recognised: how many recordings.
    """

    state: str = "Failed"
    recognised: int = 0


@contextmanager
def diary(database: Database, run_id: str, day: date) -> Iterator[Entry]:
    """Write down that a run works on a day, and at the end of the block how it ended.

    A run that never ends stays ``running`` until the next one of its day, which holds the day
    and therefore knows that the other was killed.
    """
    started(database, run_id, day, datetime.now(UTC))
    entry = Entry()
    try:
        yield entry
    except Exception:
        with suppress(CallqaError):  # the first error is the one to tell
            finished(database, run_id, entry.state, entry.recognised, datetime.now(UTC))
        raise
    finished(database, run_id, entry.state, entry.recognised, datetime.now(UTC))


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
