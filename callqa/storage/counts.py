"""The last days in counts, by the database alone: no transcript is read."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, and_, delete, distinct, func, insert, literal, or_, select

from callqa.days.anomalies import Speech
from callqa.days.manifest import CONTENT
from callqa.days.summary import HISTORY_DAYS, CategoryCount, DaySummary
from callqa.model.finding import SEVERE
from callqa.model.recording import Role
from callqa.model.summaries import REMEMBERED_DAYS, Devices, RuleCounts
from callqa.model.transcript import Outcome
from callqa.storage.database import Database
from callqa.storage.schema import (
    day_speech,
    days,
    evaluations,
    findings,
    purged,
    recordings,
    seals,
    transcripts,
)
from callqa.storage.store import Store


def unfinished(database: Database, first: date, last: date) -> set[date]:
    """Return the days of a range, both ends included, that have recordings without a result, or no report."""
    r, t, s, p = recordings.c, transcripts.c, seals.c, purged.c
    with_result = recordings.outerjoin(transcripts, and_(t.day == r.day, t.call_id == r.call_id))
    with_report = with_result.outerjoin(seals, and_(s.day == r.day, s.kind == CONTENT))
    query = (
        select(r.day)
        .distinct()
        .select_from(with_report)
        .where(r.day.between(first, last), or_(t.call_id.is_(None), s.day.is_(None)))
        .where(r.day.not_in(select(p.day)))
    )
    with database.reading() as connection:
        return set(connection.execute(query).scalars())


def quarantined(database: Database, first: date, last: date, max_attempts: int) -> int:
    """Return how many calls of a range of days failed so that no night tries them again by itself."""
    c = transcripts.c
    failed = and_(c.day.between(first, last), c.outcome == Outcome.FAILED)
    # a bare False would be SQL's, which PostgreSQL does not compare with a number
    for_good = or_(c.retryable == literal(False, c.retryable.type), c.attempts >= max_attempts)
    query = select(func.count()).select_from(transcripts).where(failed, for_good)
    with database.reading() as connection:
        return int(connection.execute(query).scalar_one())


def of_day(database: Database, day: date, revision: str) -> RuleCounts | None:
    """Return what one book found on a day; None where a call of the day was not put to it.

    Args:
        database: with the day's findings.
        day: of the calls.
        revision: of the book.
    """
    with database.reading() as connection:
        if not revision or _unflagged(connection, day, revision):
            return None
        return RuleCounts(hits=_hits_by_rule(connection, day), unknown=_unknown(connection, day))


def _unflagged(connection: Connection, day: date, revision: str) -> int:
    t, e = transcripts.c, evaluations.c
    by_this_book = and_(e.day == t.day, e.call_id == t.call_id, e.rules_revision == revision)
    every = select(func.count()).select_from(transcripts.outerjoin(evaluations, by_this_book))
    return int(connection.execute(every.where(t.day == day, e.call_id.is_(None))).scalar_one())


def _hits_by_rule(connection: Connection, day: date) -> dict[str, int]:
    c = findings.c
    query = select(c.rule_id, func.count()).where(c.day == day).group_by(c.rule_id)
    return dict(connection.execute(query).tuples().all())


def _unknown(connection: Connection, day: date) -> Counter[str]:
    c = evaluations.c
    skipped = connection.execute(select(c.not_evaluated).where(c.day == day, c.not_evaluated != [])).scalars()
    return Counter(one["rule_id"] for each in skipped for one in each)


_Totals = Mapping[tuple[Any, ...], int]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Span:
    """The half-open span of days ``[first, before)``."""

    first: date
    before: date

    def holds(self, source: Any) -> Any:
        return (source.c.day >= self.first) & (source.c.day < self.before)


def load_history(store: Store, before: date, days: int = HISTORY_DAYS) -> tuple[DaySummary, ...]:
    """Return the days before one that were run, oldest first; a report's own day is no history.

    Args:
        before: the report's day.
        days: calendar days, the report's own included.
    """
    first = before - timedelta(days=days - 1)
    span = _Span(first=first, before=before)
    with store.database.reading() as connection:
        counts = _Counted.of(connection, span)
    return tuple(counts.summary(day) for (day,) in sorted(counts.received))


def hits_by_rule(database: Database, first: date, last: date) -> dict[str, int]:
    """Return how many hits each rule has on some days, by rule id."""
    c = findings.c
    query = select(c.rule_id, func.count()).where(c.day.between(first, last)).group_by(c.rule_id)
    with database.reading() as connection:
        return dict(connection.execute(query).tuples().all())


def words_of_hits(database: Database, first: date, last: date) -> Iterator[tuple[str, Role, int]]:
    """Yield what was said in the hits of some days, by whom, and how often; never for showing as it is."""
    c = findings.c
    said = c.day.between(first, last) & (c.evidence != "")
    query = select(c.evidence, c.role, func.count()).where(said).group_by(c.evidence, c.role)
    with database.reading() as connection:
        yield from connection.execute(query).tuples()


def save_speech(store: Store, day: date, speech: Speech) -> None:
    """Keep how much was recognised on a day."""
    row = {
        "day": day,
        "characters": speech.characters,
        "duration_ms": speech.duration_ms,
    }
    with store.database.transaction() as connection:
        connection.execute(delete(day_speech).where(day_speech.c.day == row["day"]))
        connection.execute(insert(day_speech), [row])


def load_speech(store: Store, before: date, days: int = HISTORY_DAYS) -> dict[date, Speech]:
    """Return how much was recognised on the days before one, where it is known."""
    first = before - timedelta(days=days - 1)
    span = _Span(first=first, before=before)
    query = select(day_speech).where(span.holds(day_speech))
    with store.database.reading() as connection:
        return {
            day: Speech(characters=characters, duration_ms=duration_ms)
            for day, characters, duration_ms in connection.execute(query)
        }


def load_devices(store: Store, day: date) -> dict[date, Devices]:
    """Return how many calls each device recognised, of a day and of those before it that still count."""
    first = day - timedelta(days=REMEMBERED_DAYS)
    span = _Span(first=first, before=day + timedelta(days=1))
    c = transcripts.c
    recognised = span.holds(transcripts) & (c.outcome == Outcome.OK) & (c.device != "")
    query = select(c.day, c.device, func.count()).where(recognised).group_by(c.day, c.device)
    found: dict[date, Devices] = {}
    with store.database.reading() as connection:
        for of_day, device, count in connection.execute(query):
            found[of_day] = {**found.get(of_day, {}), device: count}
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class _Counted:
    """What the database counted, by day first."""

    received: _Totals
    outcomes: _Totals
    evaluated: _Totals
    flagged: _Totals
    hits: _Totals

    @classmethod
    def of(cls, connection: Connection, span: _Span) -> "_Counted":
        return cls(
            received=_received(connection, span),
            outcomes=_outcomes(connection, span),
            evaluated=_evaluated(connection, span),
            flagged=_flagged(connection, span),
            hits=_hits(connection, span),
        )

    def summary(self, day: date) -> DaySummary:
        received = self.received[day,]
        ok, no_speech = (self.outcomes.get((day, each), 0) for each in (Outcome.OK, Outcome.NO_SPEECH))
        own = {key[1:]: count for key, count in self.hits.items() if key[0] == day}
        return DaySummary(
            day=day,
            received=received,
            ok=ok,
            no_speech=no_speech,
            failed=received - ok - no_speech,  # without a transcript is failed, as in a report
            evaluated=self.evaluated.get((day,), 0),
            flagged=self.flagged.get((day,), 0),
            hits=sum(own.values()),
            severe=sum(count for (_, severity), count in own.items() if severity in SEVERE),
            categories=_categories(own),
        )


def _categories(hits: _Totals) -> tuple[CategoryCount, ...]:
    totals: Counter[str] = Counter()
    for (category, _), count in hits.items():
        totals[category] += count
    return tuple(CategoryCount(name=name, hits=count) for name, count in sorted(totals.items()))


def _received(connection: Connection, span: _Span) -> _Totals:
    c = recordings.c
    query = select(c.day, func.count()).where(span.holds(recordings)).group_by(c.day)
    return _counts(connection, query)


def _outcomes(connection: Connection, span: _Span) -> _Totals:
    c = transcripts.c
    query = select(c.day, c.outcome, func.count()).where(span.holds(transcripts))
    return _counts(connection, query.group_by(c.day, c.outcome))


def _evaluated(connection: Connection, span: _Span) -> _Totals:
    """Count the calls on which the rule book of their day was evaluated without a gap."""
    c = evaluations.c
    in_force = (days.c.day == c.day) & (days.c.rules_revision == c.rules_revision)
    query = select(c.day, func.count()).join_from(evaluations, days, in_force)
    whole = span.holds(evaluations) & (c.not_evaluated == []) & (days.c.rules != [])
    return _counts(connection, query.where(whole).group_by(c.day))


def _flagged(connection: Connection, span: _Span) -> _Totals:
    c = findings.c
    query = select(c.day, func.count(distinct(c.call_id))).where(span.holds(findings)).group_by(c.day)
    return _counts(connection, query)


def _hits(connection: Connection, span: _Span) -> _Totals:
    c = findings.c
    query = select(c.day, c.category, c.severity, func.count()).where(span.holds(findings))
    return _counts(connection, query.group_by(c.day, c.category, c.severity))


def _counts(connection: Connection, query: Any) -> _Totals:
    return {tuple(row[:-1]): row[-1] for row in connection.execute(query)}
