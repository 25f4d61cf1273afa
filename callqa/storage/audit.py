"""The audit log in the database: rows are only ever added, and `callqa purge` leaves them."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, insert, select

from callqa.model.audit import AuditAction, Entry
from callqa.storage.database import Database
from callqa.storage.schema import audit
from callqa.storage.session import Site


def note(site: Site, action: AuditAction, **about: object) -> None:
    """Add a line about what somebody has just done.

    Args:
        about: details by name; never a customer's number or speech.
    """
    with site.database.transaction() as connection:
        # two that read the highest number at once would both write the next one
        site.database.alone(connection, "audit")
        note_in(connection, site, action, {name: str(value) for name, value in about.items()})


def note_in(connection: Connection, site: Site, action: AuditAction, about: Mapping[str, str]) -> None:
    """Add a line inside the transaction that does it, so that neither is without the other."""
    last = connection.execute(select(func.max(audit.c.number))).scalar() or 0
    row = {
        "number": last + 1,
        "at": site.now(),
        "who": site.actor,
        "deed": action,
        "about": dict(about),
    }
    connection.execute(insert(audit), row)


def noted(database: Database) -> list[Entry]:
    """Return every line that was added, oldest first."""
    query = select(audit).order_by(audit.c.number)
    with database.reading() as connection:
        return [
            Entry(at=row["at"], who=row["who"], action=row["deed"], about=row["about"])
            for row in connection.execute(query).mappings()
        ]
