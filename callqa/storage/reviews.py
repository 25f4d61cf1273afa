"""The history of supervisors' verdicts and of what they missed: rows are added, never changed."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import Connection, Table, exists, func, insert, select

from callqa.model.audit import AuditAction
from callqa.model.review.misses import HitPlace, Miss
from callqa.model.review.verdicts import HitKey, Review
from callqa.storage.audit import note_in
from callqa.storage.database import Database
from callqa.storage.manifests import mark_unshown
from callqa.storage.schema import findings, misses, reviews
from callqa.storage.session import Site

_STORED = frozenset({"number", "imported_at"})
_OF_A_REVIEW = [each for each in reviews.c if each.name not in _STORED]
_OF_A_MISS = [each for each in misses.c if each.name not in _STORED]


class Reviews:
    """Verdicts of all days."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def between(self, first: date, last: date) -> list[Review]:
        """Return the reviews of these days and those between, in the order in which they were added."""
        days = reviews.c.day.between(first, last)
        query = select(*_OF_A_REVIEW).where(days).order_by(reviews.c.number)
        with self.database.reading() as connection:
            return [Review(**row) for row in connection.execute(query).mappings()]

    def hits(self, first: date, last: date) -> dict[HitKey, str]:
        """Return the rule id of every hit of these days and those between."""
        c = findings.c
        query = select(c.day, c.finding_id, c.rule_id).where(c.day.between(first, last))
        with self.database.reading() as connection:
            return {(day, finding_id): rule_id for day, finding_id, rule_id in connection.execute(query)}

    def misses(self, first: date, last: date) -> list[Miss]:
        """Return what was heard on these days and those between, in the order in which it was added."""
        query = select(*_OF_A_MISS).where(misses.c.day.between(first, last)).order_by(misses.c.number)
        with self.database.reading() as connection:
            return [Miss(**row) for row in connection.execute(query).mappings()]

    def found_beside(self, first: date, last: date) -> list[HitPlace]:
        """Return where rules hit in calls of these days that somebody has listened to."""
        c, m = findings.c, misses.c
        heard = (m.day == c.day) & (m.call_id == c.call_id)
        query = select(c.day, c.call_id, c.rule_id, c.category, c.turn).where(
            c.day.between(first, last), exists().where(heard)
        )
        with self.database.reading() as connection:
            return [HitPlace(*row) for row in connection.execute(query)]

    def add(self, site: Site, new: Sequence[Review], missed: Sequence[Miss] = ()) -> None:
        """Append to the history, and to the audit log: all of them, or none."""
        if not new and not missed:
            return
        with self.database.transaction() as connection:
            self.database.alone(connection, "audit")
            add_in(connection, site, new, missed)


def add_in(connection: Connection, site: Site, new: Sequence[Review], missed: Sequence[Miss] = ()) -> None:
    """Append to the history, and to the audit log, in the transaction of whoever calls.

    Args:
        connection: in a transaction that alone adds to the audit log.
    """
    reviewers = "、".join(sorted({*(each.reviewer for each in new), *(each.reviewer for each in missed)}))
    about = {"reviewer": reviewers, "new": str(len(new))}
    told = {**about, "misses": str(len(missed))} if missed else about
    note_in(connection, site, AuditAction.REVIEWED, told)
    _append(connection, reviews, new, site.now())
    _append(connection, misses, missed, site.now())
    mark_unshown(connection, [*(each.day for each in new), *(each.day for each in missed)])


def _append(connection: Connection, table: Table, new: Sequence[Review | Miss], now: datetime) -> None:
    if new:
        last = connection.execute(select(func.max(table.c.number))).scalar() or 0
        added = [
            {**asdict(each), "number": number, "imported_at": now}
            for number, each in enumerate(new, last + 1)
        ]
        connection.execute(insert(table), added)
