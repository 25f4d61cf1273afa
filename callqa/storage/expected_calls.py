"""What the call records said about each day, in the database."""

import json
from datetime import date, datetime

from sqlalchemy import column, delete, insert, select, table

from callqa.intake.reconciliation import Expected, Unrecorded
from callqa.storage.database import Database

_EXPECTED = table("expected_calls", column("day"), column("listed"), column("unrecorded"))


def save(database: Database, day: date, expected: Expected | None) -> None:
    """Replace what is known about a day."""
    with database.transaction() as connection:
        connection.execute(delete(_EXPECTED).where(_EXPECTED.c.day == day.isoformat()))
        if expected:
            calls = [[c.call_id, c.started_at.isoformat(), c.agent] for c in expected.unrecorded]
            row = {"day": day.isoformat(), "listed": expected.listed, "unrecorded": json.dumps(calls)}
            connection.execute(insert(_EXPECTED), row)


def load(database: Database, day: date) -> Expected | None:
    """What is known about a day; None when no call record spoke of it."""
    query = select(_EXPECTED.c.listed, _EXPECTED.c.unrecorded).where(_EXPECTED.c.day == day.isoformat())
    with database.reading() as connection:
        found = connection.execute(query).first()
    if not found:
        return None
    calls = json.loads(found.unrecorded)
    return Expected(
        listed=found.listed,
        unrecorded=tuple(
            Unrecorded(call_id=call_id, started_at=datetime.fromisoformat(start), agent=agent)
            for call_id, start, agent in calls
        ),
    )
