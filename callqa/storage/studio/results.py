"""What was made of recordings: rows of ``results`` and ``edits``."""

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from callqa.model.summaries import EngineSummary, ModelNote
from callqa.model.transcript import Outcome, Transcript
from callqa.storage import rows
from callqa.storage.database import Database
from callqa.storage.studio import jobs
from callqa.storage.studio.schema import edits, results, summaries
from callqa.studio.result import Edit, Result, written


def save(database: Database, job_id: str, result: Result, **job: Any) -> bool:
    """Keep the result of a job and change the job with it; one that was removed meanwhile stays removed.

    Args:
        job: what else is to be known of the job.

    Returns:
        Whether the job was still there.
    """
    with database.transaction() as connection:
        if not jobs.change_in(connection, job_id, **job):
            return False
        for table in (results, edits, summaries):
            connection.execute(delete(table).where(table.c.job_id == job_id))
        connection.execute(insert(results), {"job_id": job_id, **_row(result)})
        return True


def find(database: Database, job_id: str) -> Result | None:
    """Return the result of a job; None while it has none."""
    with database.reading() as connection:
        row = connection.execute(select(results).where(results.c.job_id == job_id)).mappings().first()
        if row is None:
            return None
        made = select(edits).where(edits.c.job_id == job_id).order_by(edits.c.number)
        corrected = [_edit(each) for each in connection.execute(made).mappings()]
    return Result(
        transcript=_transcript(row["transcript"]),
        spoken=tuple(tuple((start, end) for start, end in channel) for channel in row["spoken"]),
        engine=_engine(row["engine"]) if row["engine"] else None,
        words={name: tuple(words) for name, words in row["words"].items()},
        edits=tuple(corrected),
    )


def correct(database: Database, job_id: str, edit: Edit) -> None:
    """Keep a corrected text of a turn; its number is given here."""
    with database.transaction() as connection:
        last = select(func.max(edits.c.number)).where(edits.c.job_id == job_id)
        number = (connection.execute(last).scalar() or 0) + 1
        connection.execute(insert(edits), {"job_id": job_id, **asdict(edit), "number": number})
    result = find(database, job_id)
    if result:
        with database.transaction() as connection:
            _search(connection, job_id, result)


def _search(connection: Connection, job_id: str, result: Result) -> None:
    connection.execute(update(results).where(results.c.job_id == job_id).values(text=_text(result)))


def _row(result: Result) -> dict[str, Any]:
    transcript = result.transcript
    plain = {each.name: getattr(transcript, each.name) for each in fields(transcript)}
    del plain["noted"]
    return {
        "transcript": {
            **plain,
            "failure": transcript.failure or "",
            "turns": rows.from_turns(transcript.turns),
        },
        "spoken": result.spoken,
        "engine": asdict(result.engine) if result.engine else {},
        "words": result.words or {},
        "text": _text(result),
    }


def _text(result: Result) -> str:
    said = {text: None for turn in result.turns for text in (turn.text, written(turn))}
    return "\n".join(said)


def _transcript(stored: dict[str, Any]) -> Transcript:
    return rows.to_transcript({**stored, "outcome": Outcome(stored["outcome"])})


def _engine(stored: Mapping[str, Any]) -> EngineSummary:
    return EngineSummary(**{**stored, "notes": tuple(map(ModelNote, stored["notes"]))})


def _edit(row: Mapping[Any, Any]) -> Edit:
    return Edit(**{name: value for name, value in row.items() if name != "job_id"})
