"""What was purged of every day, in the database; and the rows that go."""

from collections.abc import Iterable
from datetime import UTC, date, datetime

from sqlalchemy import Connection, text

from callqa.days.seal import CONTENT
from callqa.model.errors import BadInputError
from callqa.model.retention import CLOSING, KIND_WORDS, Kind
from callqa.storage.database import Database

_MEASURED = {
    Kind.TRANSCRIPTS: "SELECT day, length(turns) AS size FROM transcripts WHERE turns <> '[]'",
    Kind.FINDINGS: "SELECT day, length(evidence) AS size FROM findings UNION ALL"
    " SELECT day, 0 FROM evaluations UNION ALL SELECT day, length(note) FROM reviews",
    Kind.LOGS: "SELECT day, 0 AS size FROM runs WHERE state <> 'running'",
}
_SEALS = f"DELETE FROM seals WHERE day = :day AND kind <> '{CONTENT}'"  # noqa: S608 - a constant
"""A closed day is compared with nothing any more; that it was reported is still known."""
_REMOVED = {
    Kind.TRANSCRIPTS: ("UPDATE transcripts SET turns = '[]' WHERE day = :day", _SEALS),
    Kind.FINDINGS: (
        *(
            f"DELETE FROM {name} WHERE day = :day"  # noqa: S608 - constants
            for name in ("findings", "evaluations", "reviews")
        ),
        _SEALS,
    ),
    Kind.REPORTS: (_SEALS,),
    Kind.LOGS: ("DELETE FROM runs WHERE day = :day AND state <> 'running'",),
}


def rows_before(database: Database, kind: Kind, before: date) -> dict[date, tuple[int, int]]:
    """How many rows of a kind there are of each earlier day, and how many characters of speech in them."""
    if kind not in _MEASURED:
        return {}
    query = (
        f"SELECT day, count(*), sum(size) FROM ({_MEASURED[kind]}) AS found"  # noqa: S608 - constants
        " WHERE day < :before GROUP BY day"
    )
    with database.reading() as connection:
        found = connection.execute(text(query), {"before": before.isoformat()}).all()
    return {date.fromisoformat(day): (int(count), int(size)) for day, count, size in found}


def remove_rows(connection: Connection, day: date, kinds: Iterable[Kind]) -> None:
    """Remove the rows of some kinds of a day, and remember that they are gone."""
    for kind in kinds:
        values = {"day": day.isoformat(), "kind": kind.value}
        for statement in _REMOVED.get(kind, ()):
            connection.execute(text(statement), {"day": day.isoformat()})
        connection.execute(text("DELETE FROM purged WHERE day = :day AND kind = :kind"), values)
        connection.execute(
            text("INSERT INTO purged (day, kind, at) VALUES (:day, :kind, :at)"),
            {**values, "at": datetime.now(UTC).isoformat()},
        )


def purged(database: Database, day: date) -> frozenset[Kind]:
    """The kinds that a day has lost."""
    query = text("SELECT kind FROM purged WHERE day = :day")
    with database.reading() as connection:
        return frozenset(map(Kind, connection.execute(query, {"day": day.isoformat()}).scalars()))


def closed(database: Database, day: date) -> bool:
    """Whether a day has lost so much that it is not worked on any more."""
    return bool(CLOSING & purged(database, day))


def refuse_closed(database: Database, day: date) -> None:
    """Refuse to work on a day that was purged.

    Raises:
        BadInputError: says what is gone.
    """
    if error := closure(database, day):
        raise error


def closure(database: Database, day: date) -> BadInputError | None:
    """What to tell who asks for work on a day that was purged; None for a day that was not."""
    gone = CLOSING & purged(database, day)
    if not gone:
        return None
    words = "、".join(KIND_WORDS[kind] for kind in sorted(gone))
    return BadInputError(f"{day} 的{words}已按保存期限清理，不再处理这一天", "--day", "换一天")
