"""Pages of a day's calls, by key and not by number: the hundredth page costs what the first does."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from callqa.days.manifest import CONTENT, UNFINISHED
from callqa.model.access.account import Scope
from callqa.model.errors import Failure
from callqa.model.finding import Evaluation, Finding
from callqa.model.recording import REF_LENGTH, Recording
from callqa.model.review.verdicts import Judgement, Review, judge
from callqa.model.transcript import Outcome, Transcript
from callqa.storage import rows
from callqa.storage.calls.order import Wanted, beyond, key_of, of_calls, seen, sorted_calls
from callqa.storage.database import Database
from callqa.storage.schema import days, evaluations, findings, recordings, reviews, seals, transcripts

_IDS_AT_ONCE = 5_000


@dataclass(frozen=True, kw_only=True, slots=True)
class Known:
    """What the database knows about one call; what is missing is None.

    Args:
        transcript: without turns where they were not asked for.
    """

    recording: Recording
    transcript: Transcript | None
    evaluation: Evaluation | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Page:
    """Some calls of a day, in order.

    Args:
        judgements: of their hits, by finding id.
        more: whether others follow.
    """

    calls: tuple[Known, ...]
    judgements: Mapping[str, Judgement]
    more: bool


def page(database: Database, wanted: Wanted, after: str, size: int) -> Page:
    """Return the next calls.

    Args:
        after: reference of the last call of the page before; empty for the first page.
        size: how many at most.
    """
    with database.reading() as connection:
        ids = _ids(connection, wanted, after, size + 1)
        calls = _known(connection, wanted.day, ids[:size], with_turns=False)
        judgements = judged(connection, wanted.day, calls)
    return Page(calls=calls, judgements=judgements, more=len(ids) > size)


def count(database: Database, wanted: Wanted) -> int:
    """Return how many calls are wanted."""
    query = select(func.count()).select_from(sorted_calls(wanted).subquery())
    with database.reading() as connection:
        return int(connection.execute(query).scalar_one())


def one(database: Database, wanted: Wanted, ref: str) -> Page | None:
    """Return one call with everything that was said in it; None where nobody may see it, or it is not there.

    Of broken files with equal bytes it is the first by call id.
    """
    with database.reading() as connection:
        ids = _of_ref(connection, Wanted(day=wanted.day, scope=wanted.scope), ref)
        calls = _known(connection, wanted.day, ids, with_turns=True)
        return (
            Page(calls=calls, judgements=judged(connection, wanted.day, calls), more=False) if calls else None
        )


def calls(database: Database, day: date, call_ids: Sequence[str]) -> Page:
    """Return calls of a day with everything that was said in them, in the order in which they are named."""
    with database.reading() as connection:
        found = _known(connection, day, call_ids, with_turns=True)
        return Page(calls=found, judgements=judged(connection, day, found), more=False)


def neighbours(database: Database, wanted: Wanted, ref: str) -> tuple[str, str]:
    """Return the references of the calls before and after one in the order of a list; empty at its ends."""
    with database.reading() as connection:
        table = sorted_calls(wanted).subquery("sorted")
        columns = key_of(table, wanted.order)
        place = _place(connection, wanted, ref)
        if place is None:
            return "", ""
        found = []
        for forward in (False, True):
            order = columns if forward else [each.desc() for each in columns]
            query = select(table.c.audio_sha256).where(beyond(columns, place, forward=forward))
            found.append(str(connection.execute(query.order_by(*order).limit(1)).scalar() or "")[:REF_LENGTH])
    return found[0], found[1]


def choices(database: Database, wanted: Wanted) -> tuple[list[str], list[str]]:
    """Return the agents and the queues of the calls of a day that somebody sees."""
    everyone = of_calls(Wanted(day=wanted.day, scope=wanted.scope))
    with database.reading() as connection:
        return _distinct(connection, recordings.c.agent, everyone), _distinct(
            connection, recordings.c.queue, everyone
        )


def _distinct(connection: Connection, column: Any, asked: Sequence[Any]) -> list[str]:
    found = connection.execute(select(column).where(*asked).distinct()).scalars()
    return sorted(each for each in found if each)


def _ids(connection: Connection, wanted: Wanted, after: str, size: int) -> list[str]:
    table = sorted_calls(wanted).subquery("sorted")
    columns = key_of(table, wanted.order)
    query = select(table.c.call_id).order_by(*columns).limit(size)
    if after:
        place = _place(connection, wanted, after)
        query = query.where(beyond(columns, place)) if place else query
    return list(connection.execute(query).scalars())


def _place(connection: Connection, wanted: Wanted, ref: str) -> list[Any] | None:
    """Return where a call stands in the order; None where it is not in the list (any more)."""
    ids = _of_ref(connection, wanted, ref)
    table = sorted_calls(wanted).subquery("sorted")
    query = select(*key_of(table, wanted.order)).where(table.c.call_id.in_(ids))
    row = connection.execute(query.order_by(table.c.call_id)).first()
    return list(row) if row else None


def _of_ref(connection: Connection, wanted: Wanted, ref: str) -> list[str]:
    c = recordings.c
    begins = func.substr(c.audio_sha256, 1, REF_LENGTH) == ref
    query = select(c.call_id).where(*of_calls(wanted), begins).order_by(c.call_id).limit(1)
    return list(connection.execute(query).scalars())


def _known(connection: Connection, day: date, ids: Sequence[str], *, with_turns: bool) -> tuple[Known, ...]:
    c = recordings.c
    found = connection.execute(select(recordings).where(c.day == day, c.call_id.in_(ids))).mappings()
    by_id = {row["call_id"]: rows.to_recording(dict(row)) for row in found}
    spoken = _transcripts(connection, day, ids, with_turns=with_turns)
    judged_by_rules = _evaluations(connection, day, ids)
    return tuple(
        Known(recording=by_id[each], transcript=spoken.get(each), evaluation=judged_by_rules.get(each))
        for each in ids
        if each in by_id
    )


def _transcripts(
    connection: Connection, day: date, ids: Sequence[str], *, with_turns: bool
) -> dict[str, Transcript]:
    c = transcripts.c
    columns = list(c) if with_turns else [*rows.BEFORE_SPEECH, c.failure]
    found = connection.execute(select(*columns).where(c.day == day, c.call_id.in_(ids))).mappings()
    read = rows.to_transcript if with_turns else _without_turns
    return {row["call_id"]: read(dict(row)) for row in found}


def _without_turns(row: dict[str, Any]) -> Transcript:
    code = row.pop("failure", "")
    failure = Failure(code) if row["outcome"] is Outcome.FAILED else None
    return Transcript(**row, failure=failure)


def _evaluations(connection: Connection, day: date, ids: Sequence[str]) -> dict[str, Evaluation]:
    e, f = evaluations.c, findings.c
    hits: defaultdict[str, list[Finding]] = defaultdict(list)
    for row in connection.execute(select(findings).where(f.day == day, f.call_id.in_(ids))).mappings():
        hits[row["call_id"]].append(rows.to_finding(dict(row)))
    found = connection.execute(select(evaluations).where(e.day == day, e.call_id.in_(ids))).mappings()
    return {
        row["call_id"]: rows.to_evaluation(
            dict(row), tuple(sorted(hits[row["call_id"]], key=lambda hit: (hit.start_ms, hit.finding_id)))
        )
        for row in found
    }


def judged(connection: Connection, day: date, calls: Sequence[Known]) -> dict[str, Judgement]:
    """Return where the reviewed hits of some calls stand, by finding id."""
    ids = [hit.finding_id for call in calls if call.evaluation for hit in call.evaluation.findings]
    columns = [each for each in reviews.c if each.name not in {"number", "imported_at"}]
    found: list[Review] = []
    for first in range(0, len(ids), _IDS_AT_ONCE):
        some = reviews.c.finding_id.in_(ids[first : first + _IDS_AT_ONCE])
        query = select(*columns).where(reviews.c.day == day, some).order_by(reviews.c.number)
        found += (Review(**row) for row in connection.execute(query).mappings())
    return {finding_id: each for (_, finding_id), each in judge(found).items()}


def with_hits(connection: Connection, day: date, ids: Sequence[str]) -> list[Known]:
    """Return calls of a day without what was said in them, with their hits."""
    known: list[Known] = []
    for first in range(0, len(ids), _IDS_AT_ONCE):
        known += _known(connection, day, ids[first : first + _IDS_AT_ONCE], with_turns=False)
    return known


def without_hits(connection: Connection, day: date, ids: Collection[str], scope: Scope) -> list[Known]:
    """Return calls of a day that somebody sees, without what was said in them and without their hits."""
    known: list[Known] = []
    listed = sorted(ids)
    for first in range(0, len(listed), _IDS_AT_ONCE):
        known += _without_hits(connection, day, listed[first : first + _IDS_AT_ONCE], scope)
    return known


def _without_hits(connection: Connection, day: date, ids: Sequence[str], scope: Scope) -> Iterator[Known]:
    r, e = recordings.c, evaluations.c
    found = connection.execute(select(recordings).where(r.day == day, r.call_id.in_(ids), seen(scope)))
    spoken = _transcripts(connection, day, ids, with_turns=False)
    flagged = connection.execute(select(evaluations).where(e.day == day, e.call_id.in_(ids))).mappings()
    judged_by_rules = {row["call_id"]: rows.to_evaluation(dict(row), ()) for row in flagged}
    for row in found.mappings():
        call_id = row["call_id"]
        yield Known(
            recording=rows.to_recording(dict(row)),
            transcript=spoken.get(call_id),
            evaluation=judged_by_rules.get(call_id),
        )


def recent_days(database: Database, before: date | None, size: int) -> list[date]:
    """Return the days about which anything is known, newest first.

    Args:
        before: only earlier ones; None for the newest.
        size: how many at most.
    """
    query = select(days.c.day).order_by(days.c.day.desc()).limit(size)
    with database.reading() as connection:
        return list(connection.execute(query.where(days.c.day < before) if before else query).scalars())


def content_seal(database: Database, day: date) -> str:
    """Return the hash of what a day's report was made from; empty where it has none, or is being written."""
    found = select(seals.c.kind, seals.c.sha256).where(
        seals.c.day == day, seals.c.kind.in_((CONTENT, UNFINISHED))
    )
    with database.reading() as connection:
        kinds = dict(connection.execute(found).tuples().all())
    return "" if UNFINISHED in kinds else str(kinds.get(CONTENT, ""))
