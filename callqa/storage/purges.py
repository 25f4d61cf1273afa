"""What was purged of every day, in the database; and the rows that go."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    CompoundSelect,
    Connection,
    Delete,
    Select,
    Update,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)

from callqa.days.manifest import CONTENT, PARTS, UNFINISHED
from callqa.model.errors import BadInputError
from callqa.model.retention import CLOSING, KIND_WORDS, Kind
from callqa.storage.database import Database
from callqa.storage.runs import RUNNING
from callqa.storage.schema import (
    appeals,
    assignments,
    evaluations,
    findings,
    misses,
    reviews,
    runs,
    seals,
    transcripts,
)
from callqa.storage.schema import purged as gone

_NO_SPEECH = literal(0).label("size")
_MEASURED: Mapping[Kind, Select[Any] | CompoundSelect[Any]] = {
    Kind.TRANSCRIPTS: select(transcripts.c.day, func.length(transcripts.c.turns).label("size")).where(
        transcripts.c.turns != []
    ),
    Kind.FINDINGS: union_all(
        select(findings.c.day, func.length(findings.c.evidence).label("size")),
        select(evaluations.c.day, _NO_SPEECH),
        select(reviews.c.day, func.length(reviews.c.note)),
        select(misses.c.day, func.length(misses.c.text) + func.length(misses.c.note)),
        select(appeals.c.day, func.length(appeals.c.words)),
        select(assignments.c.day, _NO_SPEECH),
    ),
    Kind.LOGS: select(runs.c.day, _NO_SPEECH).where(runs.c.state != RUNNING),
}
_COMPARED = delete(seals).where(seals.c.kind != CONTENT)
"""A closed day is compared with nothing any more; that it was reported is still known."""
_REMOVED: Mapping[Kind, Sequence[Delete | Update]] = {
    Kind.TRANSCRIPTS: (update(transcripts).values(turns=[]), _COMPARED),
    Kind.FINDINGS: (
        *map(delete, (findings, evaluations, reviews, misses, appeals, assignments)),
        _COMPARED,
    ),
    Kind.REPORTS: (_COMPARED,),
    Kind.LOGS: (delete(runs).where(runs.c.state != RUNNING),),
}


def rows_before(database: Database, kind: Kind, before: date) -> dict[date, tuple[int, int]]:
    """Count the rows of a kind of each earlier day, and the characters of speech in them."""
    if kind not in _MEASURED:
        return {}
    found = _MEASURED[kind].subquery()
    query = select(found.c.day, func.count(), func.sum(found.c.size)).where(found.c.day < before)
    with database.reading() as connection:
        counted = connection.execute(query.group_by(found.c.day)).all()
    return {day: (int(count), int(size)) for day, count, size in counted}


def broken_off(database: Database, kind: Kind, before: date) -> list[date]:
    """Return the earlier days whose files of a kind a killed purge has removed, and not done the rest.

    Without its clips a report is to be written again; without its reports a day is to be closed.
    """
    c = seals.c
    clipless = select(gone.c.day).where(gone.c.kind == Kind.CLIPS)
    left = {
        Kind.CLIPS: (c.kind == UNFINISHED) & c.day.in_(clipless),
        Kind.REPORTS: c.kind == PARTS,
    }
    if kind not in left:
        return []
    query = select(c.day).where(left[kind], c.day < before).distinct().order_by(c.day)
    with database.reading() as connection:
        return list(connection.execute(query).scalars())


def remove_rows(connection: Connection, day: date, kinds: Iterable[Kind]) -> None:
    """Remove the rows of some kinds of a day, and remember that they are gone."""
    for kind in kinds:
        for statement in _REMOVED.get(kind, ()):
            connection.execute(statement.where(statement.table.c.day == day))
        connection.execute(delete(gone).where(gone.c.day == day, gone.c.kind == kind))
        connection.execute(insert(gone), {"day": day, "kind": kind, "at": datetime.now(UTC)})


def purged(database: Database, day: date) -> frozenset[Kind]:
    """Return the kinds that a day has lost."""
    with database.reading() as connection:
        return frozenset(connection.execute(select(gone.c.kind).where(gone.c.day == day)).scalars())


def closed(database: Database, day: date) -> bool:
    """Return whether a day has lost so much that it is not worked on any more."""
    return bool(CLOSING & purged(database, day))


def refuse_closed(database: Database, day: date) -> None:
    """Refuse to work on a day that was purged.

    Raises:
        BadInputError: says what is gone.
    """
    if error := closure(database, day):
        raise error


def closure(database: Database, day: date) -> BadInputError | None:
    """Return what to tell who asks for work on a day that was purged; None for a day that was not."""
    lost = CLOSING & purged(database, day)
    if not lost:
        return None
    words = "、".join(KIND_WORDS[kind] for kind in sorted(lost))
    return BadInputError(f"{day} 的{words}已按保存期限清理，不再处理这一天", "--day", "换一天")
