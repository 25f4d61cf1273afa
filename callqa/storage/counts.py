"""The last days in counts, by the database alone: no transcript is read."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection, column, delete, distinct, func, insert, select, table, text

from callqa.days.anomalies import Speech
from callqa.days.seal import CONTENT
from callqa.days.summary import HISTORY_DAYS, CategoryCount, DaySummary
from callqa.model.devices import REMEMBERED_DAYS, Devices
from callqa.model.finding import SEVERE
from callqa.model.summaries import RuleCounts
from callqa.model.transcript import Outcome
from callqa.storage.database import Database
from callqa.storage.store import Store

_UNFINISHED = """
    SELECT DISTINCT recordings.day FROM recordings
    LEFT JOIN transcripts
        ON transcripts.day = recordings.day AND transcripts.call_id = recordings.call_id
    LEFT JOIN seals ON seals.day = recordings.day AND seals.kind = :content
    WHERE recordings.day BETWEEN :first AND :last
        AND (transcripts.call_id IS NULL OR seals.day IS NULL)
        AND recordings.day NOT IN (SELECT day FROM purged)
    """
_QUARANTINED = """
    SELECT count(*) FROM transcripts
    WHERE day BETWEEN :first AND :last AND outcome = :failed
        AND (retryable = 0 OR attempts >= :most)
    """


def unfinished(database: Database, first: date, last: date) -> set[date]:
    """The days of a range, both ends included, that have recordings without a result, or no report."""
    values = {"first": first.isoformat(), "last": last.isoformat(), "content": CONTENT}
    with database.reading() as connection:
        found = connection.execute(text(_UNFINISHED), values).scalars().all()
    return set(map(date.fromisoformat, found))


def quarantined(database: Database, first: date, last: date, max_attempts: int) -> int:
    """How many calls of a range of days failed so that no night tries them again by itself."""
    values = {
        "first": first.isoformat(),
        "last": last.isoformat(),
        "failed": Outcome.FAILED.value,
        "most": max_attempts,
    }
    with database.reading() as connection:
        return int(connection.execute(text(_QUARANTINED), values).scalar_one())


_UNFLAGGED = text(
    "SELECT count(*) FROM transcripts t LEFT JOIN evaluations e ON e.day = t.day AND e.call_id = t.call_id"
    " AND e.rules_revision = :revision WHERE t.day = :day AND e.call_id IS NULL"
)
_HITS = text("SELECT rule_id, count(*) AS hits FROM findings WHERE day = :day GROUP BY rule_id")
_SKIPPED = text("SELECT not_evaluated FROM evaluations WHERE day = :day AND not_evaluated <> '[]'")


def of_day(database: Database, day: date, revision: str) -> RuleCounts | None:
    """What one book found on a day; None where a call of the day was not put to it.

    Args:
        database: with the day's findings.
        day: of the calls.
        revision: of the book.
    """
    wanted = {"day": day.isoformat(), "revision": revision}
    with database.reading() as connection:
        if not revision or connection.execute(_UNFLAGGED, wanted).scalar_one():
            return None
        hits = {row.rule_id: row.hits for row in connection.execute(_HITS, wanted)}
        return RuleCounts(hits=hits, unknown=_unknown(connection, wanted))


def _unknown(connection: Connection, wanted: dict[str, str]) -> Counter[str]:
    skipped = connection.execute(_SKIPPED, wanted).scalars()
    return Counter(one["rule_id"] for each in skipped for one in json.loads(each))


_RECORDINGS = table("recordings", column("day"))
_TRANSCRIPTS = table("transcripts", column("day"), column("outcome"), column("device"))
_DAYS = table("days", column("day"), column("rules_revision"), column("rules"))
_EVALUATIONS = table("evaluations", column("day"), column("rules_revision"), column("not_evaluated"))
_FINDINGS = table("findings", column("day"), column("call_id"), column("category"), column("severity"))
_SPEECH = table("day_speech", column("day"), column("characters"), column("duration_ms"))

_Totals = Mapping[tuple[Any, ...], int]


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
    with store.database.reading() as connection:
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
    with store.database.reading() as connection:
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
    with store.database.reading() as connection:
        for of_day, device, count in connection.execute(query):
            found[date.fromisoformat(of_day)] = {**found.get(date.fromisoformat(of_day), {}), device: count}
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


def _categories(hits: _Totals) -> tuple[CategoryCount, ...]:
    totals: Counter[str] = Counter()
    for (category, _), count in hits.items():
        totals[category] += count
    return tuple(CategoryCount(name=name, hits=count) for name, count in sorted(totals.items()))


def _received(connection: Connection, span: _Span) -> _Totals:
    c = _RECORDINGS.c
    query = select(c.day, func.count()).where(span.holds(_RECORDINGS)).group_by(c.day)
    return _counts(connection, query)


def _outcomes(connection: Connection, span: _Span) -> _Totals:
    c = _TRANSCRIPTS.c
    query = select(c.day, c.outcome, func.count()).where(span.holds(_TRANSCRIPTS))
    return _counts(connection, query.group_by(c.day, c.outcome))


def _evaluated(connection: Connection, span: _Span) -> _Totals:
    """Calls on which the rule book of their day was evaluated without a gap."""
    c = _EVALUATIONS.c
    in_force = (_DAYS.c.day == c.day) & (_DAYS.c.rules_revision == c.rules_revision)
    query = select(c.day, func.count()).join_from(_EVALUATIONS, _DAYS, in_force)
    whole = span.holds(_EVALUATIONS) & (c.not_evaluated == "[]") & (_DAYS.c.rules != "[]")
    return _counts(connection, query.where(whole).group_by(c.day))


def _flagged(connection: Connection, span: _Span) -> _Totals:
    c = _FINDINGS.c
    query = select(c.day, func.count(distinct(c.call_id))).where(span.holds(_FINDINGS)).group_by(c.day)
    return _counts(connection, query)


def _hits(connection: Connection, span: _Span) -> _Totals:
    c = _FINDINGS.c
    query = select(c.day, c.category, c.severity, func.count()).where(span.holds(_FINDINGS))
    return _counts(connection, query.group_by(c.day, c.category, c.severity))


def _counts(connection: Connection, query: Any) -> _Totals:
    return {tuple(row[:-1]): row[-1] for row in connection.execute(query)}
