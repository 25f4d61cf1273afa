"""The diary of runs: who worked on a day, from when to when, and how it ended."""

from datetime import date, datetime

from sqlalchemy import text

from flows.adapters.database import Database


def started(database: Database, run_id: str, day: date, now: datetime) -> None:
    """Write that a run began; one that never ends stays ``running`` here, and that says it was killed."""
    with database.transaction() as connection:
        connection.execute(
            text(
                "INSERT INTO runs (run_id, day, started_at, state, recognised)"
                " VALUES (:run_id, :day, :now, 'running', 0)"
            ),
            {"run_id": run_id, "day": day.isoformat(), "now": now.isoformat()},
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
