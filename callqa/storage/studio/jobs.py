"""Jobs of the studio: rows of ``jobs``; every question names its owner, or is the queue's own."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, and_, delete, func, insert, or_, select, update

from callqa.model.speech import Detection
from callqa.storage.database import Database
from callqa.storage.studio.schema import edits, facts, jobs, results, summaries
from callqa.studio.job import ChannelRoles, Choices, Job, State


def add(database: Database, job: Job) -> None:
    """Add a job."""
    with database.transaction() as connection:
        connection.execute(insert(jobs), asdict(job))


def find(database: Database, job_id: str, owner: str) -> Job | None:
    """Return a job of an account, the trash included; None where it is nobody's or somebody else's."""
    query = select(jobs).where(jobs.c.job_id == job_id, jobs.c.owner == owner)
    with database.reading() as connection:
        row = connection.execute(query).mappings().first()
    return to_job(row) if row else None


def change(database: Database, job_id: str, **values: Any) -> bool:
    """Change a job; return whether it is still there."""
    if isinstance(chosen := values.get("choices"), Choices):
        values["choices"] = asdict(chosen)
    with database.transaction() as connection:
        return change_in(connection, job_id, **values)


def change_in(connection: Connection, job_id: str, **values: Any) -> bool:
    """Change a job inside a transaction; return whether it is still there."""
    statement = update(jobs).where(jobs.c.job_id == job_id).values(**values)
    return bool(connection.execute(statement).rowcount)


def move(database: Database, job_id: str, before: Sequence[State], **values: Any) -> bool:
    """Change a job that is in one of some states; return whether it was."""
    statement = update(jobs).where(jobs.c.job_id == job_id, jobs.c.state.in_(before)).values(**values)
    with database.transaction() as connection:
        return bool(connection.execute(statement).rowcount)


def of_owner(
    database: Database,
    owner: str,
    *,
    words: str = "",
    in_trash: bool = False,
    states: Sequence[State] = (),
    limit: int = 500,
) -> list[Job]:
    """Return an account's jobs, newest first.

    Args:
        words: that name, title or text hold.
        in_trash: those that were thrown away, instead of the others.
        states: of them; empty for any.
    """
    asked: list[ColumnElement[bool]] = [
        jobs.c.owner == owner,
        jobs.c.deleted_at.is_not(None) if in_trash else jobs.c.deleted_at.is_(None),
    ]
    if states:
        asked.append(jobs.c.state.in_(states))
    query = select(jobs).where(and_(*asked)).order_by(jobs.c.created_at.desc(), jobs.c.job_id).limit(limit)
    if words:
        held = [jobs.c.name.contains(words, autoescape=True), jobs.c.title.contains(words, autoescape=True)]
        inside = select(results.c.job_id).where(results.c.text.contains(words, autoescape=True))
        query = query.where(or_(*held, jobs.c.job_id.in_(inside)))
    with database.reading() as connection:
        return [to_job(row) for row in connection.execute(query).mappings()]


def in_state(database: Database, *states: State) -> list[Job]:
    """Return everybody's jobs in some states, oldest first: the queue's own question."""
    query = (
        select(jobs).where(jobs.c.state.in_(states), jobs.c.deleted_at.is_(None)).order_by(jobs.c.created_at)
    )
    with database.reading() as connection:
        return [to_job(row) for row in connection.execute(query).mappings()]


def broken_off(database: Database, owner: str, key: str, size_bytes: int) -> Job | None:
    """Return an account's upload of a file that did not come to its end; None where there is none."""
    is_it = and_(
        jobs.c.owner == owner,
        jobs.c.upload_key == key,
        jobs.c.size_bytes == size_bytes,
        jobs.c.state == State.UPLOADING,
        jobs.c.deleted_at.is_(None),
    )
    with database.reading() as connection:
        row = connection.execute(select(jobs).where(is_it)).mappings().first()
    return to_job(row) if row else None


def last_done(database: Database, limit: int) -> list[Job]:
    """Return the jobs that were done last, whoever's they were."""
    query = select(jobs).where(jobs.c.state == State.DONE).order_by(jobs.c.ended_at.desc()).limit(limit)
    with database.reading() as connection:
        return [to_job(row) for row in connection.execute(query).mappings()]


def served(database: Database) -> dict[str, datetime]:
    """Return when the last job of each owner was begun."""
    query = select(jobs.c.owner, func.max(jobs.c.started_at)).group_by(jobs.c.owner)
    with database.reading() as connection:
        found = connection.execute(query).all()
    return {owner: datetime.fromisoformat(at) if isinstance(at, str) else at for owner, at in found if at}


def amount(database: Database, owner: str) -> tuple[int, int]:
    """Return how many jobs of an account are pending, and the bytes of all of its recordings."""
    pending = jobs.c.state.in_([State.UPLOADING, State.QUEUED, State.RUNNING]) & jobs.c.deleted_at.is_(None)
    query = select(func.count().filter(pending), func.sum(jobs.c.size_bytes)).where(jobs.c.owner == owner)
    with database.reading() as connection:
        count, size = connection.execute(query).one()
    return int(count or 0), int(size or 0)


def past(database: Database, *, created: datetime, deleted: datetime) -> list[Job]:
    """Return jobs that were made before one moment, or thrown away before another."""
    with database.reading() as connection:
        found = [to_job(row) for row in connection.execute(select(jobs)).mappings()]
    return [job for job in found if job.created_at < created or (job.deleted_at and job.deleted_at < deleted)]


def of_audio(database: Database, hashes: Sequence[str], words: Sequence[str]) -> list[Job]:
    """Return jobs whose recording has one of these hashes, or whose name holds one of these words."""
    named = [jobs.c.name.contains(word, autoescape=True) for word in words]
    query = select(jobs).where(or_(jobs.c.audio_sha256.in_([each for each in hashes if each]), *named))
    with database.reading() as connection:
        return [to_job(row) for row in connection.execute(query).mappings()]


def by_id(database: Database, job_ids: Sequence[str]) -> list[Job]:
    """Return some jobs, whoever's they are."""
    with database.reading() as connection:
        found = connection.execute(select(jobs).where(jobs.c.job_id.in_(job_ids))).mappings()
        return [to_job(row) for row in found]


def remove(database: Database, job_ids: Sequence[str]) -> None:
    """Remove jobs and everything that was made of them; nothing of it stays in the file."""
    with database.transaction() as connection:
        for table in (jobs, results, edits, summaries):
            for job_id in job_ids:
                connection.execute(delete(table).where(table.c.job_id == job_id))
    database.empty_log()


def fact(database: Database, name: str) -> Any:
    """Return what was last known of something; None for nothing."""
    with database.reading() as connection:
        return connection.execute(select(facts.c.value).where(facts.c.name == name)).scalar()


def keep_fact(database: Database, name: str, value: Any) -> None:
    """Remember something."""
    with database.transaction() as connection:
        connection.execute(delete(facts).where(facts.c.name == name))
        connection.execute(insert(facts), {"name": name, "value": value})


def to_job(row: Mapping[Any, Any]) -> Job:
    """Return the record of a row of ``jobs``."""
    return Job(**{**row, "choices": to_choices(row["choices"])})


def to_choices(stored: Mapping[str, Any]) -> Choices:
    """Return what a row says was chosen."""
    detection = Detection(**stored.get("detection", {}))  # older rows have none
    read = {"words": tuple(stored["words"]), "roles": ChannelRoles(stored["roles"]), "detection": detection}
    return Choices(**{**stored, **read})
