"""The database's schema, brought up to date."""

from sqlalchemy import Connection, insert, inspect, select, text

from callqa.storage import schema
from callqa.storage.migrations.steps import STEPS

STEP_COUNT = len(STEPS)


def steps_of(connection: Connection) -> frozenset[int]:
    """Return the numbers of the steps that a database has had; none of a new one."""
    if not inspect(connection).has_table("migrations"):
        return frozenset()
    return frozenset(connection.execute(select(schema.migrations.c.step)).scalars())


def migrate(connection: Connection) -> None:
    """Bring the database up to date; every step and its record are one transaction.

    Args:
        connection: inside a transaction, which the caller commits.
    """
    schema.migrations.create(connection, checkfirst=True)
    done = steps_of(connection)
    for number, statements in enumerate(STEPS, 1):
        if number not in done:
            for statement in statements:
                if callable(statement):
                    statement(connection)
                else:
                    connection.execute(text(statement))
            connection.execute(insert(schema.migrations), {"step": number})
