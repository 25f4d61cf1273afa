"""The queue of a day's hits that are to be judged: which comes next, and how far everybody is."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, case, exists, func, not_, or_, select

from callqa.model.access.account import Scope
from callqa.model.finding import Severity
from callqa.model.recording import REF_LENGTH
from callqa.model.review.verdicts import Verdict
from callqa.storage.calls.appeals import is_appealed, took_part
from callqa.storage.calls.assignments import given_to, given_to_others, is_given
from callqa.storage.calls.order import beyond, is_open, said, seen
from callqa.storage.database import Database
from callqa.storage.schema import findings, recordings, reviews


class Source(StrEnum):
    """Which hits are judged, and in which order."""

    WORST = "worst"
    """Those on which no verdict stands, worst first."""
    SAMPLE = "sample"
    """The same in an order of chance that is everybody's: what is judged first says most about all."""
    DISPUTED = "disputed"
    """Those on which reviewers contradict each other."""
    NOISY = "noisy"
    """Those on which no verdict stands, of rules that are mostly wrong."""
    MINE = "mine"
    """Those of them that were given to whoever asks."""
    APPEALED = "appealed"
    """Those whose agent has appealed, and about which whoever asks may decide."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Queue:
    """A queue of one day, for somebody.

    Args:
        account: whose; hits that were given to another one are not in it.
        noisy: ids of the rules that are mostly wrong.
    """

    day: date
    scope: Scope
    account: str = ""
    source: Source = Source.WORST
    noisy: Collection[str] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class QueuedHit:
    """A hit in a queue, and the reference of its call."""

    finding_id: str
    ref: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Candidate:
    """A hit that nobody has judged and nobody was given, with what decides who sees its call."""

    finding_id: str
    call_id: str
    queue: str | None
    agent: str | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far the hits of a day are judged.

    Args:
        hits, judged: of the day, and those on which a verdict stands.
        disputed: on which reviewers contradict each other.
        by_reviewer: on how many hits each reviewer has said something, by name.
    """

    hits: int
    judged: int
    disputed: int
    by_reviewer: dict[str, int]


def next_hit(database: Database, queue: Queue, after: str = "", *, forward: bool = True) -> QueuedHit | None:
    """Return the hit that comes after another in a queue, or the first; None at its end.

    Args:
        after: finding id, which needs not be in the queue any more.
        forward: False for the one before it.
    """
    with database.reading() as connection:
        columns = _key(queue.source)
        query = _of_queue(queue)
        if after:
            place = connection.execute(_hits(queue, columns).where(findings.c.finding_id == after)).first()
            query = query.where(beyond(columns, list(place), forward=forward)) if place else query
        order = columns if forward else [each.desc() for each in columns]
        row = connection.execute(query.order_by(*order).limit(1)).first()
    return QueuedHit(finding_id=row[0], ref=row[1][:REF_LENGTH]) if row else None


def one_hit(database: Database, queue: Queue, finding_id: str) -> QueuedHit | None:
    """Return one hit, whatever was said about it; None where it is not there or may not be seen."""
    query = _hits(queue, [findings.c.finding_id, recordings.c.audio_sha256])
    with database.reading() as connection:
        row = connection.execute(query.where(findings.c.finding_id == finding_id)).first()
    return QueuedHit(finding_id=row[0], ref=row[1][:REF_LENGTH]) if row else None


def candidates(connection: Connection, queue: Queue) -> list[Candidate]:
    """Return the hits of a queue that nobody was given, in its order."""
    f, r = findings.c, recordings.c
    query = _waiting(_hits(queue, [f.finding_id, f.call_id, r.queue, r.agent])).where(not_(is_given()))
    found = connection.execute(query.order_by(*_key(queue.source)))
    return [Candidate(finding_id=row[0], call_id=row[1], queue=row[2], agent=row[3]) for row in found]


def free(database: Database, queue: Queue) -> int:
    """Return how many hits of a queue nobody was given."""
    with database.reading() as connection:
        asked = _waiting(_hits(queue, [findings.c.finding_id])).where(not_(is_given()))
        return int(connection.execute(select(func.count()).select_from(asked.subquery())).scalar_one())


def waiting(database: Database, queue: Queue) -> int:
    """Return how many hits are in a queue."""
    with database.reading() as connection:
        query = select(func.count()).select_from(_of_queue(queue).subquery())
        return int(connection.execute(query).scalar_one())


def progress(database: Database, queue: Queue) -> Progress:
    """Return how far the hits of a day are judged that somebody sees."""
    right, wrong = said(Verdict.TRUE), said(Verdict.FALSE)
    with database.reading() as connection:
        total = _count(connection, queue)
        disputed = _count(connection, queue, right, wrong)
        decided = _count(connection, queue, or_(right, wrong))
        c = reviews.c
        about = (c.day == findings.c.day) & (c.finding_id == findings.c.finding_id)
        by_reviewer = (
            _hits(queue, [c.reviewer, func.count(func.distinct(c.finding_id))])
            .join(reviews, about)
            .group_by(c.reviewer)
            .order_by(c.reviewer)
        )
        names = dict(connection.execute(by_reviewer).tuples().all())
    return Progress(hits=total, judged=decided - disputed, disputed=disputed, by_reviewer=names)


def _count(connection: Connection, queue: Queue, *asked: ColumnElement[bool]) -> int:
    return int(connection.execute(_hits(queue, [func.count()]).where(*asked)).scalar_one())


def _hits(queue: Queue, columns: list[Any]) -> Any:
    """Return the query of the hits of a day that somebody sees."""
    r, f = recordings.c, findings.c
    same = and_(r.day == f.day, r.call_id == f.call_id)
    found = select(*columns).select_from(findings.join(recordings, same))
    return found.where(f.day == queue.day, seen(queue.scope))


def _of_queue(queue: Queue) -> Any:
    found = _hits(queue, [findings.c.finding_id, recordings.c.audio_sha256])
    if queue.source is Source.APPEALED:
        return found.where(is_appealed(), not_(took_part(queue.account)), not_(_judged_by(queue.account)))
    if queue.source is Source.DISPUTED:
        return found.where(said(Verdict.TRUE), said(Verdict.FALSE))
    if queue.source is Source.NOISY:
        found = found.where(findings.c.rule_id.in_(list(queue.noisy)))
    mine = queue.source is Source.MINE
    found = found.where(given_to(queue.account) if mine else not_(given_to_others(queue.account)))
    return _waiting(found)


def _waiting(found: Any) -> Any:
    # who is asked for more than the contradictions is not asked to settle them first
    return found.where(is_open(), not_(and_(said(Verdict.TRUE), said(Verdict.FALSE))))


def _judged_by(account: str) -> ColumnElement[bool]:
    """Return the condition that an account has ever given a verdict on a hit."""
    own = reviews.alias("own")
    about = and_(own.c.day == findings.c.day, own.c.finding_id == findings.c.finding_id)
    decided = own.c.verdict.in_([Verdict.TRUE, Verdict.FALSE])
    return exists(select(own.c.number).where(about, own.c.reviewer == account, decided))


def _key(source: Source) -> list[Any]:
    """Return what a queue is sorted by; a finding id is a hash, so that its order is one of chance."""
    if source is Source.SAMPLE:
        return [findings.c.finding_id]
    ranks = [(findings.c.severity == each, place) for place, each in enumerate(Severity)]
    return [case(*ranks), recordings.c.started_at, findings.c.start_ms, findings.c.finding_id]
