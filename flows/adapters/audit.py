"""The audit log in the database: rows are only ever added, and `callqa purge` leaves them."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime

from sqlalchemy import Connection, column, func, insert, select, table

from flows.adapters.database import Database
from flows.adapters.rule_books import PublishedBooks
from flows.adapters.users import who
from flows.core.audit import Deed, Entry
from flows.core.rules.published import ORIGIN_WORDS

_AUDIT = table("audit", *map(column, ("number", "at", "who", "deed", "about")))


def note(database: Database, deed: Deed, **about: object) -> None:
    """Add a line about what the user of this machine has just done.

    Args:
        about: details by name; never a customer's number or speech.
    """
    with database.transaction() as connection:
        database.alone(connection, "audit")
        note_in(connection, deed, {name: str(value) for name, value in about.items()})


def note_in(connection: Connection, deed: Deed, about: Mapping[str, str]) -> None:
    """The same inside a transaction that also holds the deed, so that neither is without the other."""
    last = connection.execute(select(func.max(_AUDIT.c.number))).scalar() or 0
    row = {
        "number": last + 1,
        "at": datetime.now(UTC).isoformat(),
        "who": who(),
        "deed": deed.value,
        "about": json.dumps(about, ensure_ascii=False),
    }
    connection.execute(insert(_AUDIT), row)


def entries(database: Database) -> list[Entry]:
    """Everything, oldest first; publications come from the rule books, which say who published them."""
    query = select(_AUDIT).order_by(_AUDIT.c.number)
    with database.transaction() as connection:
        noted = [
            Entry(
                at=datetime.fromisoformat(row["at"]),
                who=row["who"],
                deed=Deed(row["deed"]),
                about=json.loads(row["about"]),
            )
            for row in connection.execute(query).mappings()
        ]
    return sorted([*noted, *_publications(database)], key=lambda entry: entry.at)


def _publications(database: Database) -> list[Entry]:
    books = PublishedBooks(database)
    users = books.users()
    return [
        Entry(
            at=one.published_at,
            who=users[one.number] or one.author,
            deed=Deed.PUBLISHED,
            about={
                "author": one.author,
                "number": str(one.number),
                "revision": one.revision,
                "origin": ORIGIN_WORDS[one.origin],
            },
        )
        for one in books.all()
    ]
