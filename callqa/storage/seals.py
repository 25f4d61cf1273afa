"""The seals of reported days in the database: what every call and report was when it was written."""

from collections.abc import Mapping
from datetime import date

from sqlalchemy import column, delete, func, insert, select, table

from callqa.days.seal import CONTENT, UNFINISHED, Key
from callqa.storage.database import Database

_SEALS = table("seals", column("day"), column("kind"), column("name"), column("sha256"))


def save(database: Database, day: date, hashes: Mapping[Key, str]) -> None:
    """Seal a day; replaces the seal that it had."""
    rows = [
        {"day": day.isoformat(), "kind": kind, "name": name, "sha256": digest}
        for (kind, name), digest in hashes.items()
    ]
    with database.transaction() as connection:
        connection.execute(delete(_SEALS).where(_SEALS.c.day == day.isoformat()))
        connection.execute(insert(_SEALS), rows)


def reopen(database: Database, day: date) -> None:
    """Note that a sealed day's report is being written again, until `save` has sealed it."""
    key = {"day": day.isoformat(), "kind": UNFINISHED, "name": "", "sha256": ""}
    with database.transaction() as connection:
        noted = (_SEALS.c.day == key["day"]) & (_SEALS.c.kind == UNFINISHED)
        connection.execute(delete(_SEALS).where(noted))
        connection.execute(insert(_SEALS), key)


def load(database: Database, day: date) -> dict[Key, str]:
    """The hashes that a day was sealed with; empty when it was never reported."""
    query = select(_SEALS.c.kind, _SEALS.c.name, _SEALS.c.sha256).where(_SEALS.c.day == day.isoformat())
    with database.reading() as connection:
        return {(kind, name): digest for kind, name, digest in connection.execute(query)}


def last_day(database: Database) -> date | None:
    """The latest day that has reports."""
    query = select(func.max(_SEALS.c.day)).where(_SEALS.c.kind == CONTENT)
    with database.reading() as connection:
        day = connection.execute(query).scalar()
    return date.fromisoformat(day) if day else None
