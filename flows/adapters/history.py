"""The last days in counts, by the database alone: no transcript is read."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, column, delete, distinct, func, insert, select, table

from flows.adapters.store import Store
from flows.core.devices import REMEMBERED_DAYS, Devices
from flows.core.finding import SEVERE
from flows.core.transcript import Outcome
from flows.core.trend import HISTORY_DAYS, CategoryCount, DaySummary
from flows.core.unusual import Speech

_RECORDINGS = table("recordings", column("day"))
_TRANSCRIPTS = table("transcripts", column("day"), column("outcome"), column("device"))
_DAYS = table("days", column("day"), column("rules_revision"), column("rules"))
_EVALUATIONS = table("evaluations", column("day"), column("rules_revision"), column("not_evaluated"))
_FINDINGS = table("findings", column("day"), column("call_id"), column("category"), column("severity"))
_SPEECH = table("day_speech", column("day"), column("characters"), column("duration_ms"))

Counts = Mapping[tuple[Any, ...], int]


@dataclass(frozen=True, kw_only=True, slots=True)
class _Span:
    """The half-open span of days ``[first, before)``, as the database writes them."""

    first: str
    before: str

    def holds(self, source: Any) -> Any:
        return (source.c.day >= self.first) & (source.c.day < self.before)


def load_history(store: Store, before: date, days: int = HISTORY_DAYS) -> tuple[DaySummary, ...]:
    """The days before one that were run, oldest first; a report's own day is no history.

    Args:
        before: the report's day.
        days: calendar days, the report's own included.
    """
    first = before - timedelta(days=days - 1)
    span = _Span(first=first.isoformat(), before=before.isoformat())
    with store.database.transaction() as connection:
        counts = _Counted.of(connection, span)
    return tuple(counts.summary(day) for (day,) in sorted(counts.received))


def save_speech(store: Store, day: date, speech: Speech) -> None:
    """Keep how much was recognised on a day."""
    row = {
        "day": day.isoformat(),
        "characters": speech.characters,
        "duration_ms": speech.duration_ms,
    }
    with store.database.transaction() as connection:
        connection.execute(delete(_SPEECH).where(_SPEECH.c.day == row["day"]))
        connection.execute(insert(_SPEECH), [row])


def load_speech(store: Store, before: date, days: int = HISTORY_DAYS) -> dict[date, Speech]:
    """How much was recognised on the days before one, where it is known."""
    first = before - timedelta(days=days - 1)
    span = _Span(first=first.isoformat(), before=before.isoformat())
    query = select(_SPEECH.c.day, _SPEECH.c.characters, _SPEECH.c.duration_ms).where(span.holds(_SPEECH))
    with store.database.transaction() as connection:
        return {
            date.fromisoformat(day): Speech(characters=characters, duration_ms=duration_ms)
            for day, characters, duration_ms in connection.execute(query)
        }


def load_devices(store: Store, day: date) -> dict[date, Devices]:
    """How many calls each device recognised, of a day and of those before it that still count."""
    first = day - timedelta(days=REMEMBERED_DAYS)
    span = _Span(first=first.isoformat(), before=(day + timedelta(days=1)).isoformat())
    c = _TRANSCRIPTS.c
    recognised = span.holds(_TRANSCRIPTS) & (c.outcome == Outcome.OK) & (c.device != "")
    query = select(c.day, c.device, func.count()).where(recognised).group_by(c.day, c.device)
    found: dict[date, Devices] = {}
    with store.database.transaction() as connection:
        for of_day, device, count in connection.execute(query):
            found[date.fromisoformat(of_day)] = {**found.get(date.fromisoformat(of_day), {}), device: count}
    return found


@dataclass(frozen=True, kw_only=True, slots=True)
class _Counted:
    """What the database counted, by day first."""

    received: Counts
    outcomes: Counts
    evaluated: Counts
    flagged: Counts
    hits: Counts

    @classmethod
    def of(cls, connection: Connection, span: _Span) -> "_Counted":
        return cls(
            received=_received(connection, span),
            outcomes=_outcomes(connection, span),
            evaluated=_evaluated(connection, span),
            flagged=_flagged(connection, span),
            hits=_hits(connection, span),
        )

    def summary(self, day: str) -> DaySummary:
        received = self.received[day,]
        ok, no_speech = (self.outcomes.get((day, each), 0) for each in (Outcome.OK, Outcome.NO_SPEECH))
        own = {key[1:]: count for key, count in self.hits.items() if key[0] == day}
        return DaySummary(
            day=date.fromisoformat(day),
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


def _categories(hits: Counts) -> tuple[CategoryCount, ...]:
    totals: Counter[str] = Counter()
    for (category, _), count in hits.items():
        totals[category] += count
    return tuple(CategoryCount(name=name, hits=count) for name, count in sorted(totals.items()))


def _received(connection: Connection, span: _Span) -> Counts:
    c = _RECORDINGS.c
    query = select(c.day, func.count()).where(span.holds(_RECORDINGS)).group_by(c.day)
    return _counts(connection, query)


def _outcomes(connection: Connection, span: _Span) -> Counts:
    c = _TRANSCRIPTS.c
    query = select(c.day, c.outcome, func.count()).where(span.holds(_TRANSCRIPTS))
    return _counts(connection, query.group_by(c.day, c.outcome))


def _evaluated(connection: Connection, span: _Span) -> Counts:
    """Calls on which the rule book of their day was evaluated without a gap."""
    c = _EVALUATIONS.c
    in_force = (_DAYS.c.day == c.day) & (_DAYS.c.rules_revision == c.rules_revision)
    query = select(c.day, func.count()).join_from(_EVALUATIONS, _DAYS, in_force)
    whole = span.holds(_EVALUATIONS) & (c.not_evaluated == "[]") & (_DAYS.c.rules != "[]")
    return _counts(connection, query.where(whole).group_by(c.day))


def _flagged(connection: Connection, span: _Span) -> Counts:
    c = _FINDINGS.c
    query = select(c.day, func.count(distinct(c.call_id))).where(span.holds(_FINDINGS)).group_by(c.day)
    return _counts(connection, query)


def _hits(connection: Connection, span: _Span) -> Counts:
    c = _FINDINGS.c
    query = select(c.day, c.category, c.severity, func.count()).where(span.holds(_FINDINGS))
    return _counts(connection, query.group_by(c.day, c.category, c.severity))


def _counts(connection: Connection, query: Any) -> Counts:
    return {tuple(row[:-1]): row[-1] for row in connection.execute(query)}
