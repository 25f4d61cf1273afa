"""The diary of runs: who worked on a day, from when to when, and how it ended."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import UTC, date, datetime

from sqlalchemy import text

from callqa.model.errors import CallqaError
from callqa.storage.database import Database


@dataclass(frozen=True, kw_only=True, slots=True)
class Backfill:
    """A range of days that is worked on again in one way."""

    first: date
    last: date
    redo: str

    def done(self, database: Database) -> set[date]:
        """The days that an earlier call of the same backfill has finished."""
        query = f"SELECT day FROM backfills WHERE {_SAME}"  # noqa: S608 - a constant of ours
        with database.reading() as connection:
            return {date.fromisoformat(day) for (day,) in connection.execute(text(query), self._values)}

    def finish(self, database: Database, day: date) -> None:
        """Remember that a day is done."""
        with database.transaction() as connection:
            connection.execute(
                text(
                    "INSERT INTO backfills (first_day, last_day, redo, day)"
                    " VALUES (:first, :last, :redo, :day)"
                ),
                {**self._values, "day": day.isoformat()},
            )

    def forget(self, database: Database) -> None:
        """The whole range is done: the next call begins anew."""
        with database.transaction() as connection:
            connection.execute(text(f"DELETE FROM backfills WHERE {_SAME}"), self._values)  # noqa: S608

    @property
    def _values(self) -> dict[str, str]:
        return {"first": self.first.isoformat(), "last": self.last.isoformat(), "redo": self.redo}


_SAME = "first_day = :first AND last_day = :last AND redo = :redo"


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
    values = {"run_id": run_id, "day": day.isoformat(), "now": now.isoformat()}
    with database.transaction() as connection:
        connection.execute(
            text("UPDATE runs SET state = 'killed' WHERE day = :day AND state = 'running'"), values
        )
        connection.execute(text("DELETE FROM runs WHERE run_id = :run_id"), values)
        connection.execute(
            text(
                "INSERT INTO runs (run_id, day, started_at, state, recognised)"
                " VALUES (:run_id, :day, :now, 'running', 0)"
            ),
            values,
        )


def finished(database: Database, run_id: str, state: str, recognised: int, now: datetime) -> None:
    """Write how a run ended, and how many recordings it recognised."""
    with database.transaction() as connection:
        connection.execute(
            text(
                "UPDATE runs SET finished_at = :now, state = :state, recognised = :recognised"
                " WHERE run_id = :run_id"
            ),
            {"run_id": run_id, "state": state, "recognised": recognised, "now": now.isoformat()},
        )
