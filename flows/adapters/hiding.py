"""Numbers in transcripts that were stored before they were to be hidden: overwritten where they stand."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import text

from flows.adapters.audit import note_in
from flows.adapters.database import Database
from flows.adapters.rows import from_turns
from flows.core.audit import Deed
from flows.core.masked_transcript import mask_transcript
from flows.core.seal import TRANSCRIPT, transcript_mark
from flows.core.transcript import Transcript

_TURNS = text("UPDATE transcripts SET turns = :turns WHERE day = :day AND call_id = :call_id")
_SEAL = text(
    "UPDATE seals SET sha256 = :sha256 WHERE day = :day AND name = :call_id AND kind = :kind"
).bindparams(kind=TRANSCRIPT)
_JUDGED = tuple(
    text(f"DELETE FROM {name} WHERE day = :day AND call_id = :call_id")  # noqa: S608 - constants
    for name in ("findings", "evaluations")
)


def hide_numbers(database: Database, day: date, stored: Iterable[Transcript]) -> int:
    """Replace a day's transcripts that hold a personal number; the caller flags the day again.

    The old text is overwritten in an SQLite file; what the rules made of it goes with it.

    Args:
        stored: the day's transcripts; only those with a number are held at once.

    Returns:
        How many held one.
    """
    changed = [new for old in stored if (new := mask_transcript(old)) is not old]
    if changed:
        _replace(database, day, changed)
        database.empty_log()
    return len(changed)


def _replace(database: Database, day: date, changed: Sequence[Transcript]) -> None:
    rows = [
        {
            "day": day.isoformat(),
            "call_id": new.call_id,
            "turns": from_turns(new.turns),
            "sha256": transcript_mark(new),
        }
        for new in changed
    ]
    with database.transaction() as connection:
        database.alone(connection, "audit")
        database.overwrite_deleted(connection)
        connection.execute(_TURNS, rows)
        # the call was not recognised again: its report is not to say so
        connection.execute(_SEAL, rows)
        for statement in _JUDGED:
            connection.execute(statement, rows)
        note_in(connection, Deed.MASKED, {"day": day.isoformat(), "calls": str(len(changed))})
