"""How often each rule has hit on a day, counted where it is stored."""

import json
from collections import Counter
from datetime import date

from sqlalchemy import Connection, text

from flows.adapters.database import Database
from flows.core.rules.trial import Counts

_UNFLAGGED = text(
    "SELECT count(*) FROM transcripts t LEFT JOIN evaluations e ON e.day = t.day AND e.call_id = t.call_id"
    " AND e.rules_revision = :revision WHERE t.day = :day AND e.call_id IS NULL"
)
_HITS = text("SELECT rule_id, count(*) AS hits FROM findings WHERE day = :day GROUP BY rule_id")
_SKIPPED = text("SELECT not_evaluated FROM evaluations WHERE day = :day AND not_evaluated <> '[]'")


def of_day(database: Database, day: date, revision: str) -> Counts | None:
    """What one book found on a day; None where a call of the day was not put to it.

    Args:
        database: with the day's findings.
        day: of the calls.
        revision: of the book.
    """
    wanted = {"day": day.isoformat(), "revision": revision}
    with database.transaction() as connection:
        if not revision or connection.execute(_UNFLAGGED, wanted).scalar_one():
            return None
        hits = {row.rule_id: row.hits for row in connection.execute(_HITS, wanted)}
        return Counts(hits=hits, unknown=_unknown(connection, wanted))


def _unknown(connection: Connection, wanted: dict[str, str]) -> Counter[str]:
    skipped = connection.execute(_SKIPPED, wanted).scalars()
    return Counter(one["rule_id"] for each in skipped for one in json.loads(each))
