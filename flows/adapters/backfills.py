"""Which days of a backfill are done, so that one that was killed goes on where it was."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import text

from flows.adapters.database import Database


@dataclass(frozen=True, kw_only=True, slots=True)
class Backfill:
    """A range of days that is worked on again in one way."""

    first: date
    last: date
    redo: str

    def done(self, database: Database) -> set[date]:
        """The days that an earlier call of the same backfill has finished."""
        query = f"SELECT day FROM backfills WHERE {_SAME}"  # noqa: S608 - a constant of ours
        with database.transaction() as connection:
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
