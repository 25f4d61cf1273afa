"""The audit log in the database: rows are only ever added, and `callqa purge` leaves them."""

import json
from collections.abc import Mapping
from datetime import datetime

from sqlalchemy import Connection, column, func, insert, select, table

from callqa.model.audit import AuditAction, Entry
from callqa.storage.database import Database
from callqa.storage.session import Site

_AUDIT = table("audit", *map(column, ("number", "at", "who", "deed", "about")))


def note(site: Site, action: AuditAction, **about: object) -> None:
    """Add a line about what somebody has just done.

    Args:
        about: details by name; never a customer's number or speech.
    """
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        note_in(connection, site, action, {name: str(value) for name, value in about.items()})


def note_in(connection: Connection, site: Site, action: AuditAction, about: Mapping[str, str]) -> None:
    """Add the line inside a transaction that also does the thing, so that neither is without the other."""
    last = connection.execute(select(func.max(_AUDIT.c.number))).scalar() or 0
    row = {
        "number": last + 1,
        "at": site.now().isoformat(),
        "who": site.actor,
        "deed": action.value,
        "about": json.dumps(about, ensure_ascii=False),
    }
    connection.execute(insert(_AUDIT), row)


def noted(database: Database) -> list[Entry]:
    """Return every line that was added, oldest first."""
    query = select(_AUDIT).order_by(_AUDIT.c.number)
    with database.reading() as connection:
        return [
            Entry(
                at=datetime.fromisoformat(row["at"]),
                who=row["who"],
                action=AuditAction(row["deed"]),
                about=json.loads(row["about"]),
            )
            for row in connection.execute(query).mappings()
        ]
