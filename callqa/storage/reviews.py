"""The history of supervisors' verdicts: rows are added, never changed."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import column, func, insert, select, table

from callqa.model.audit import AuditAction
from callqa.model.review import HitKey, Review, Verdict
from callqa.storage.audit import note_in
from callqa.storage.database import Database
from callqa.storage.session import Site

_COLUMNS = ("number", "day", "finding_id", "rule_id", "verdict", "note", "reviewer", "at", "imported_at")
_REVIEWS = table("reviews", *map(column, _COLUMNS))
_FINDINGS = table("findings", *map(column, ("day", "finding_id", "rule_id")))


class Reviews:
    """Verdicts of all days."""

    def __init__(self, database: Database) -> None:
        self.database = database

    def between(self, first: date, last: date) -> list[Review]:
        """The reviews of these days and those between, in the order in which they were added."""
        days = _REVIEWS.c.day.between(first.isoformat(), last.isoformat())
        with self.database.reading() as connection:
            found = connection.execute(select(_REVIEWS).where(days).order_by(_REVIEWS.c.number))
            return [_review(row) for row in found.mappings()]

    def hits(self, first: date, last: date) -> dict[HitKey, str]:
        """The rule id of every hit of these days and those between."""
        days = _FINDINGS.c.day.between(first.isoformat(), last.isoformat())
        with self.database.reading() as connection:
            return {
                (date.fromisoformat(day), finding_id): rule_id
                for day, finding_id, rule_id in connection.execute(select(_FINDINGS).where(days))
            }

    def add(self, site: Site, reviews: Sequence[Review]) -> None:
        """Append to the history, and to the audit log: all of them, or none."""
        if not reviews:
            return
        reviewers = "、".join(sorted({review.reviewer for review in reviews}))
        with self.database.transaction() as connection:
            self.database.alone(connection, "audit")
            note_in(connection, site, AuditAction.REVIEWED, {"reviewer": reviewers, "new": str(len(reviews))})
            last = connection.execute(select(func.max(_REVIEWS.c.number))).scalar() or 0
            connection.execute(insert(_REVIEWS), list(_rows(reviews, last, site.now())))


def _rows(reviews: Iterable[Review], last: int, now: datetime) -> Iterable[Mapping[str, object]]:
    for number, review in enumerate(reviews, last + 1):
        yield {
            "number": number,
            "day": review.day.isoformat(),
            "finding_id": review.finding_id,
            "rule_id": review.rule_id,
            "verdict": review.verdict.value,
            "note": review.note,
            "reviewer": review.reviewer,
            "at": review.at.isoformat(),
            "imported_at": now.isoformat(),
        }


def _review(row: Mapping[Any, Any]) -> Review:
    return Review(
        day=date.fromisoformat(row["day"]),
        finding_id=row["finding_id"],
        rule_id=row["rule_id"],
        verdict=Verdict(row["verdict"]),
        note=row["note"],
        reviewer=row["reviewer"],
        at=datetime.fromisoformat(row["at"]),
    )
