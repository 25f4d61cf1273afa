"""The history of supervisors' verdicts: rows are added, never changed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from datetime import date, datetime

from sqlalchemy import func, insert, select

from callqa.model.audit import AuditAction
from callqa.model.review import HitKey, Review
from callqa.storage.audit import note_in
from callqa.storage.database import Database
from callqa.storage.schema import findings, reviews
from callqa.storage.session import Site

_OF_A_REVIEW = [each for each in reviews.c if each.name not in {"number", "imported_at"}]


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

    def add(self, site: Site, new: Sequence[Review]) -> None:
        """Append to the history, and to the audit log: all of them, or none."""
        if not new:
            return
        reviewers = "、".join(sorted({review.reviewer for review in new}))
        with self.database.transaction() as connection:
            self.database.alone(connection, "audit")
            note_in(connection, site, AuditAction.REVIEWED, {"reviewer": reviewers, "new": str(len(new))})
            last = connection.execute(select(func.max(reviews.c.number))).scalar() or 0
            connection.execute(insert(reviews), list(_rows(new, last, site.now())))


def _rows(new: Iterable[Review], last: int, now: datetime) -> Iterable[Mapping[str, object]]:
    for number, review in enumerate(new, last + 1):
        yield {**asdict(review), "number": number, "imported_at": now}
