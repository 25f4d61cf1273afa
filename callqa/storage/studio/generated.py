"""Summaries that a language model has made: rows of ``summaries``, one for each job."""

from dataclasses import asdict
from datetime import datetime

from sqlalchemy import delete, insert, select

from callqa.storage.database import Database
from callqa.storage.studio.schema import jobs, summaries
from callqa.studio.generated import Generated, Point


def save(database: Database, job_id: str, made: Generated) -> None:
    """Keep the summary of a job instead of the one before; one of a job that is gone is not kept."""
    content = {**asdict(made), "at": made.at.isoformat()}
    with database.transaction() as connection:
        connection.execute(delete(summaries).where(summaries.c.job_id == job_id))
        if connection.execute(select(jobs.c.job_id).where(jobs.c.job_id == job_id)).first():
            connection.execute(insert(summaries), {"job_id": job_id, "content": content})


def find(database: Database, job_id: str) -> Generated | None:
    """Return the summary of a job; None where none was made."""
    with database.reading() as connection:
        stored = connection.execute(select(summaries.c.content).where(summaries.c.job_id == job_id)).scalar()
    if stored is None:
        return None
    points = tuple(Point(text=each["text"], at_ms=tuple(each["at_ms"])) for each in stored["points"])
    return Generated(**{**stored, "points": points, "at": datetime.fromisoformat(stored["at"])})
