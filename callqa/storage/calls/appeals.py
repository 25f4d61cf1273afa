"""Appeals against hits: rows are added, never changed."""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, exists, func, insert, not_, select

from callqa.model.access.account import Scope
from callqa.model.recording import REF_LENGTH
from callqa.model.review.appeals import Appeal, AppealEntry, AppealStep
from callqa.storage.calls.order import seen
from callqa.storage.database import Database
from callqa.storage.schema import appeals, findings, recordings

_COLUMNS = [each for each in appeals.c if each.name != "number"]


@dataclass(frozen=True, kw_only=True, slots=True)
class ListedAppeal:
    """An appeal with what names its hit.

    Args:
        ref: of the call.
        rule_name: empty where the hit is not there any more: the rule book was changed.
    """

    appeal: Appeal
    ref: str
    agent: str
    started_at: datetime
    rule_name: str


def steps_of(connection: Connection, day: date, finding_id: str) -> list[AppealEntry]:
    """Return what was said about the appeal of a hit, in order; nothing where there is none."""
    query = select(*_COLUMNS).where(appeals.c.day == day, appeals.c.finding_id == finding_id)
    return [AppealEntry(**row) for row in connection.execute(query.order_by(appeals.c.number)).mappings()]


def add(connection: Connection, entry: AppealEntry) -> None:
    """Append a step."""
    last = connection.execute(select(func.max(appeals.c.number))).scalar() or 0
    connection.execute(insert(appeals), {**asdict(entry), "number": last + 1})


def is_appealed() -> ColumnElement[bool]:
    """Return the condition that somebody has to decide about the appeal of a hit."""
    a, later = appeals.alias("appealed"), appeals.alias("later_step")
    about = and_(a.c.day == findings.c.day, a.c.finding_id == findings.c.finding_id)
    newer = and_(later.c.day == a.c.day, later.c.finding_id == a.c.finding_id, later.c.number > a.c.number)
    last = not_(exists(select(later.c.number).where(newer)))
    return exists(select(a.c.number).where(about, a.c.step == AppealStep.RAISED, last))


def took_part(account: str) -> ColumnElement[bool]:
    """Return the condition that an account has appealed against a hit, or decided about it."""
    a = appeals.alias("own_step")
    about = and_(a.c.day == findings.c.day, a.c.finding_id == findings.c.finding_id)
    return exists(select(a.c.number).where(about, a.c.who == account))


def listed(database: Database, scope: Scope, *, are_open: bool, most: int) -> list[ListedAppeal]:
    """Return appeals about calls that somebody sees: open ones oldest first, decided ones newest first."""
    a, r = appeals.c, recordings.c
    last = select(a.day, a.finding_id, func.max(a.number).label("number")).group_by(a.day, a.finding_id)
    at = last.subquery("at")
    step = appeals.alias("step")
    raised = step.c.step == AppealStep.RAISED
    chosen = (
        select(at.c.day, at.c.finding_id, at.c.number.label("last"))
        .join(step, step.c.number == at.c.number)
        .join(recordings, and_(r.day == step.c.day, r.call_id == step.c.call_id))
        .where(raised if are_open else not_(raised), seen(scope))
        .order_by(at.c.number if are_open else at.c.number.desc())
        .limit(most)
        .subquery("chosen")
    )
    with database.reading() as connection:
        return _listed(connection, chosen, newest_first=not are_open)


def _listed(connection: Connection, chosen: Any, *, newest_first: bool) -> list[ListedAppeal]:
    a, r, f = appeals.c, recordings.c, findings.c
    query = (
        select(chosen.c.last, r.audio_sha256, r.agent, r.started_at, f.rule_name, *_COLUMNS)
        .join_from(appeals, chosen, and_(chosen.c.day == a.day, chosen.c.finding_id == a.finding_id))
        .join(recordings, and_(r.day == a.day, r.call_id == a.call_id))
        .join(findings, and_(f.day == a.day, f.finding_id == a.finding_id), isouter=True)
        .order_by(chosen.c.last.desc() if newest_first else chosen.c.last, a.number)
    )
    found: dict[int, tuple[Any, list[AppealEntry]]] = {}
    for row in connection.execute(query).mappings():
        entry = AppealEntry(**{each.name: row[each] for each in _COLUMNS})
        found.setdefault(row[chosen.c.last], (row, []))[1].append(entry)
    return [
        ListedAppeal(
            appeal=Appeal(steps=tuple(steps)),
            ref=row[r.audio_sha256][:REF_LENGTH],
            agent=row[r.agent] or "",
            started_at=row[r.started_at],
            rule_name=row[f.rule_name] or "",
        )
        for row, steps in found.values()
    ]
