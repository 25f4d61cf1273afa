"""What the call records said about each day, in the database."""

from datetime import date, datetime

from sqlalchemy import delete, insert, select

from callqa.intake.reconciliation import Expected, Unrecorded
from callqa.storage.database import Database
from callqa.storage.schema import expected_calls


def save(database: Database, day: date, expected: Expected | None) -> None:
    """Replace what is known about a day."""
    with database.transaction() as connection:
        connection.execute(delete(expected_calls).where(expected_calls.c.day == day))
        if expected:
            calls = [[c.call_id, c.started_at.isoformat(), c.agent] for c in expected.unrecorded]
            row = {"day": day, "listed": expected.listed, "unrecorded": calls}
            connection.execute(insert(expected_calls), row)


def load(database: Database, day: date) -> Expected | None:
    """What is known about a day; None when no call record spoke of it."""
    with database.reading() as connection:
        found = connection.execute(select(expected_calls).where(expected_calls.c.day == day)).first()
    if not found:
        return None
    return Expected(
        listed=found.listed,
        unrecorded=tuple(
            Unrecorded(call_id=call_id, started_at=datetime.fromisoformat(start), agent=agent)
            for call_id, start, agent in found.unrecorded
        ),
    )
