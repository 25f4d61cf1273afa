"""Which calls of a day are looked at, in which order, and how a page goes on after the last one before it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, case, exists, func, not_, or_, select

from callqa.model.access.account import EVERYTHING, Scope
from callqa.model.finding import Severity
from callqa.model.review.verdicts import Verdict
from callqa.model.transcript import Outcome
from callqa.storage.schema import findings, recordings, reviews, transcripts

_NO_HIT = len(Severity)


class Order(StrEnum):
    """How calls are sorted."""

    WORST = "worst"
    """Worst severity, most hits, earliest: as in the report."""
    TIME = "time"
    """By their start."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Wanted:
    """Which calls of a day are looked at; what is empty leaves none out.

    Args:
        scope: of whoever looks.
        severity, category, rule: of a hit that the call has.
        agent, queue: of the call.
        outcome: of its analysis.
        only_open: only calls with a hit on which no verdict stands.
        only_flagged: only calls with hits.
    """

    day: date
    scope: Scope = EVERYTHING
    order: Order = Order.WORST
    severity: str = ""
    category: str = ""
    rule: str = ""
    agent: str = ""
    queue: str = ""
    outcome: str = ""
    only_open: bool = False
    only_flagged: bool = False


def seen(scope: Scope) -> ColumnElement[bool]:
    """Return the condition that a recording is one of those that somebody sees."""
    if scope.is_everything:
        return recordings.c.path.is_not(None)
    return or_(recordings.c.queue.in_(scope.queues), recordings.c.agent.in_(scope.agents))


def of_hits(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return the conditions on hits."""
    c = findings.c
    asked: list[ColumnElement[bool]] = [c.day == wanted.day]
    if wanted.severity in frozenset(Severity):
        asked.append(c.severity == Severity(wanted.severity))
    if wanted.category:
        asked.append(c.category == wanted.category)
    if wanted.rule:
        asked.append(c.rule_id == wanted.rule)
    if wanted.only_open:
        asked.append(is_open())
    return asked


def is_open() -> ColumnElement[bool]:
    """Return the condition that no verdict stands on a hit: nobody has decided, or some against others."""
    right, wrong = said(Verdict.TRUE), said(Verdict.FALSE)
    return or_(and_(right, wrong), and_(not_(right), not_(wrong)))


def said(verdict: Verdict) -> ColumnElement[bool]:
    """Return the condition that somebody's last word on a hit is a verdict; a final one silences others."""
    last, later, final = (reviews.alias(name) for name in ("last", "later", "final"))
    same = and_(*(later.c[name] == last.c[name] for name in ("day", "finding_id", "reviewer")))
    superseded = exists(select(later.c.number).where(same, later.c.number > last.c.number))
    about = (last.c.day == findings.c.day) & (last.c.finding_id == findings.c.finding_id)
    here = and_(final.c.day == last.c.day, final.c.finding_id == last.c.finding_id)
    settled = exists(select(final.c.number).where(here, final.c.is_final.in_([True])))
    counts = or_(last.c.is_final.in_([True]), and_(not_(settled), not_(superseded)))
    return exists(select(last.c.number).where(about, last.c.verdict == verdict, counts))


def of_calls(wanted: Wanted) -> list[ColumnElement[bool]]:
    """Return the conditions on recordings."""
    c, t = recordings.c, transcripts.c
    asked = [c.day == wanted.day, seen(wanted.scope)]
    if wanted.agent:
        asked.append(c.agent == wanted.agent)
    if wanted.queue:
        asked.append(c.queue == wanted.queue)
    if wanted.outcome in frozenset(Outcome):
        ended = select(t.call_id).where(t.day == wanted.day, t.outcome == Outcome(wanted.outcome))
        asked.append(c.call_id.in_(ended))
    return asked


def sorted_calls(wanted: Wanted) -> Any:
    """Return the query of the calls that are wanted, with the columns that they are sorted by.

    Columns: call_id, then rank, few (the more hits, the smaller), started_at and audio_sha256.
    """
    c, f = recordings.c, findings.c
    ranks = {each: place for place, each in enumerate(Severity)}
    rank = case(*((f.severity == each, place) for each, place in ranks.items()), else_=_NO_HIT)
    worst = (
        select(f.call_id, func.min(rank).label("rank"), func.count().label("hits"))
        .where(*of_hits(wanted))
        .group_by(f.call_id)
        .subquery("worst")
    )
    narrowed = wanted.only_flagged or wanted.only_open or wanted.severity or wanted.category or wanted.rule
    return (
        select(
            c.call_id,
            func.coalesce(worst.c.rank, _NO_HIT).label("rank"),
            (-func.coalesce(worst.c.hits, 0)).label("few"),
            c.started_at,
            c.audio_sha256,
        )
        .join_from(recordings, worst, worst.c.call_id == c.call_id, isouter=not narrowed)
        .where(*of_calls(wanted))
    )


def key_of(table: Any, order: Order) -> list[Any]:
    """Return the columns that the calls of a query are sorted by; together no two calls share them."""
    c = table.c
    last = [c.started_at, c.audio_sha256, c.call_id]
    return last if order is Order.TIME else [c.rank, c.few, *last]


def beyond(columns: list[Any], values: list[Any], *, forward: bool = True) -> ColumnElement[bool]:
    """Return the condition that a row comes after (or before) another in the order of some columns."""
    found: list[ColumnElement[bool]] = []
    for place, (column, value) in enumerate(zip(columns, values, strict=True)):
        same = [known == known_value for known, known_value in zip(columns[:place], values, strict=False)]
        found.append(and_(*same, column > value if forward else column < value))
    return or_(*found)
