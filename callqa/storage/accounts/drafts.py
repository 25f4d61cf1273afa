"""Rule books that somebody is writing at the console: rows of ``rule_drafts``, one an account."""

from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import delete, insert, select

from callqa.storage.database import Database
from callqa.storage.schema import rule_drafts


@dataclass(frozen=True, kw_only=True, slots=True)
class Draft:
    """A rule book before it is published.

    Args:
        based_on: number of the publication that its author began with; 0 for none.
        saved_at: when it was last kept; None for what stands in the published book.
    """

    account: str
    text: str
    based_on: int
    saved_at: datetime | None


def find(database: Database, account: str) -> Draft | None:
    """Return the draft of an account; None where it has none."""
    query = select(rule_drafts).where(rule_drafts.c.account == account)
    with database.reading() as connection:
        row = connection.execute(query).mappings().first()
    return Draft(**row) if row else None


def save(database: Database, draft: Draft) -> None:
    """Keep a draft; replaces the one that its account had."""
    with database.transaction() as connection:
        connection.execute(delete(rule_drafts).where(rule_drafts.c.account == draft.account))
        connection.execute(insert(rule_drafts), asdict(draft))


def forget(database: Database, account: str) -> None:
    """Remove the draft of an account."""
    with database.transaction() as connection:
        connection.execute(delete(rule_drafts).where(rule_drafts.c.account == account))
