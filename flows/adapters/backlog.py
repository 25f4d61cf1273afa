"""What earlier nights have left, counted by the database alone: no transcript is read."""

from datetime import date

from sqlalchemy import text

from flows.adapters.database import Database
from flows.core.seal import CONTENT
from flows.core.transcript import Outcome

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
    with database.transaction() as connection:
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
    with database.transaction() as connection:
        return int(connection.execute(text(_QUARANTINED), values).scalar_one())
