"""Whose work it is to judge which hits of a day: a hit is one person's at most."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, Connection, and_, delete, exists, func, insert, not_, select

from callqa.model.review.verdicts import Verdict
from callqa.storage.calls.order import said
from callqa.storage.database import Database
from callqa.storage.schema import assignments, findings


@dataclass(frozen=True, kw_only=True, slots=True)
class Pile:
    """What somebody was given of a day.

    Args:
        given, left: hits, and those of them that nobody has judged.
    """

    given: int
    left: int

    @property
    def done(self) -> int:
        """How many of them are judged."""
        return self.given - self.left


def given_to(account: str) -> ColumnElement[bool]:
    """Return the condition that a hit was given to an account."""
    return exists(select(assignments.c.account).where(_about(), assignments.c.account == account))


def given_to_others(account: str) -> ColumnElement[bool]:
    """Return the condition that a hit was given to somebody else than an account."""
    return exists(select(assignments.c.account).where(_about(), assignments.c.account != account))


def is_given() -> ColumnElement[bool]:
    """Return the condition that a hit was given to anybody."""
    return exists(select(assignments.c.account).where(_about()))


def piles(database: Database, day: date) -> dict[str, Pile]:
    """Return what everybody was given of a day, and what is left of it, by account."""
    c = assignments.c
    here = and_(c.day == findings.c.day, c.finding_id == findings.c.finding_id)
    query = (
        select(c.account, func.count())
        .join_from(assignments, findings, here)
        .where(c.day == day)
        .group_by(c.account)
    )
    with database.reading() as connection:
        given = dict(connection.execute(query).tuples().all())
        left = dict(connection.execute(query.where(_undecided())).tuples().all())
    return {account: Pile(given=number, left=left.get(account, 0)) for account, number in given.items()}


def add(
    connection: Connection, day: date, by: str, at: datetime, chosen: Mapping[tuple[str, str], str]
) -> None:
    """Give hits to accounts.

    Args:
        chosen: the account of every hit, by finding id and call id.
    """
    rows = [
        {"day": day, "finding_id": finding_id, "call_id": call_id, "account": account, "by": by, "at": at}
        for (finding_id, call_id), account in chosen.items()
    ]
    connection.execute(insert(assignments), rows)


def take_back(connection: Connection, day: date, account: str) -> int:
    """Take back what an account was given of a day and nobody has judged; return how many hits."""
    c = assignments.c
    here = and_(findings.c.day == day, _undecided())
    left = select(findings.c.finding_id).where(here)
    gone = delete(assignments).where(c.day == day, c.account == account, c.finding_id.in_(left))
    return connection.execute(gone).rowcount


def _undecided() -> ColumnElement[bool]:
    return and_(not_(said(Verdict.TRUE)), not_(said(Verdict.FALSE)))


def _about() -> ColumnElement[bool]:
    c = assignments.c
    return and_(c.day == findings.c.day, c.finding_id == findings.c.finding_id)
