"""The manifests of reported days: a digest of every call and report as it was when the day was reported."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from pathlib import Path

from sqlalchemy import Connection, delete, func, insert, select

from callqa.days.manifest import CONTENT, FOLDER, FORMER, TOUCHED, UNFINISHED, UNSHOWN, Key
from callqa.model.recording import path_of
from callqa.storage.database import Database
from callqa.storage.schema import seals


def save(database: Database, day: date, digests: Mapping[Key, str]) -> None:
    """Store the manifest of a day; replaces the one that it had."""
    rows = [
        {"day": day, "kind": kind, "name": name, "sha256": digest} for (kind, name), digest in digests.items()
    ]
    with database.transaction() as connection:
        connection.execute(delete(seals).where(seals.c.day == day))
        connection.execute(insert(seals), rows)


def mark_dirty(database: Database, day: date) -> None:
    """Note that the report of a day with a manifest is being written again, until `save` replaces it."""
    key = {"day": day, "kind": UNFINISHED, "name": "", "sha256": ""}
    with database.transaction() as connection:
        noted = (seals.c.day == key["day"]) & (seals.c.kind == UNFINISHED)
        connection.execute(delete(seals).where(noted))
        connection.execute(insert(seals), key)


def unmark_dirty(database: Database, day: date) -> None:
    """Note that the report of a day is whole as its manifest has it, and says what is stored."""
    marks = seals.c.kind.in_((UNFINISHED, TOUCHED))
    with database.transaction() as connection:
        connection.execute(delete(seals).where((seals.c.day == day) & marks))


def mark_touched(connection: Connection, day: date) -> None:
    """Note that something is stored of what a day's report says, until `save` or `unmark_dirty`.

    Unless this is noted, whoever asks whether the report still says what is stored need not read the day.
    """
    of_day = seals.c.day == day
    noted = select(seals.c.kind).where(of_day, seals.c.kind.in_((CONTENT, TOUCHED)))
    if {*connection.execute(noted).scalars()} == {CONTENT}:
        connection.execute(insert(seals), {"day": day, "kind": TOUCHED, "name": "", "sha256": ""})


def mark_unshown(connection: Connection, days: Iterable[date]) -> None:
    """Note that days with reports got verdicts that these do not show, until `save` replaces the manifest."""
    for day in sorted(set(days)):
        of_day = seals.c.day == day
        reported = select(seals.c.day).where(of_day, seals.c.kind == CONTENT)
        if connection.execute(reported).first():
            connection.execute(delete(seals).where(of_day, seals.c.kind == UNSHOWN))
            row = {"day": day, "kind": UNSHOWN, "name": "", "sha256": ""}
            connection.execute(insert(seals), row)


def unshown(database: Database, days: Collection[date]) -> list[date]:
    """Return those of some days whose reports do not show all of their verdicts."""
    if not days:
        return []
    c = seals.c
    query = select(c.day).where(c.kind == UNSHOWN, c.day.between(min(days), max(days))).order_by(c.day)
    with database.reading() as connection:
        return [day for day in connection.execute(query).scalars() if day in days]


def load(database: Database, day: date) -> dict[Key, str]:
    """Return the digests of a day when it was reported; empty when it never was."""
    query = select(seals.c.kind, seals.c.name, seals.c.sha256).where(seals.c.day == day)
    with database.reading() as connection:
        return {(kind, name): digest for kind, name, digest in connection.execute(query)}


def folders(database: Database, day: date) -> list[Path]:
    """Return the folders in which reports of a day were written, the last one and former ones."""
    c = seals.c
    query = select(c.name).where(c.day == day, c.kind.in_((FOLDER, FORMER))).order_by(c.name)
    with database.reading() as connection:
        return [path_of(name) for name in connection.execute(query).scalars()]


def reopen_after(connection: Connection, day: date) -> list[date]:
    """Forget the manifests of all days after one, and return these days: their reports count as not made."""
    later = seals.c.day > day
    days = list(
        connection.execute(select(seals.c.day).where(later).distinct().order_by(seals.c.day)).scalars()
    )
    connection.execute(delete(seals).where(later))
    return days


def last_day(database: Database) -> date | None:
    """Return the latest day that has reports."""
    query = select(func.max(seals.c.day)).where(seals.c.kind == CONTENT)
    with database.reading() as connection:
        latest: date | None = connection.execute(query).scalar()
    return latest
