"""Searches that somebody has kept under a name: rows of ``saved_searches``."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import Connection, delete, func, insert, select

from callqa.storage.database import Database
from callqa.storage.schema import saved_searches


@dataclass(frozen=True, kw_only=True, slots=True)
class SavedSearch:
    """A search under a name.

    Args:
        asked: what the form of the search had, by its fields; what was empty is left out.
    """

    account: str
    label: str
    asked: Mapping[str, str]
    saved_at: datetime


def of(database: Database, account: str) -> list[SavedSearch]:
    """Return what an account has kept, by name."""
    c = saved_searches.c
    query = select(saved_searches).where(c.account == account).order_by(c.label)
    with database.reading() as connection:
        return [SavedSearch(**row) for row in connection.execute(query).mappings()]


def count(connection: Connection, account: str) -> int:
    """Return how many searches an account has kept."""
    query = select(func.count()).where(saved_searches.c.account == account)
    return int(connection.execute(query).scalar_one())


def keep(connection: Connection, search: SavedSearch) -> None:
    """Keep a search; replaces the one that has its name."""
    remove(connection, search.account, search.label)
    connection.execute(insert(saved_searches), asdict(search))


def remove(connection: Connection, account: str, label: str) -> None:
    """Remove a search."""
    c = saved_searches.c
    connection.execute(delete(saved_searches).where(c.account == account, c.label == label))
