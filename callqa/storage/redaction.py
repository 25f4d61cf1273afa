"""Personal numbers taken out of what is stored already."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from sqlalchemy import Connection, Delete, Table, Update, delete, select, update

from callqa.days.manifest import TRANSCRIPT, transcript_digest
from callqa.days.masked_transcript import mask_transcript
from callqa.model.audit import AuditAction
from callqa.model.transcript import Transcript
from callqa.storage import manifests, rows
from callqa.storage.audit import note_in
from callqa.storage.database import Database
from callqa.storage.schema import appeals, evaluations, findings, misses, reviews, seals, transcripts
from callqa.storage.session import Site
from callqa.text.masking import mask


def redact_numbers(site: Site, day: date, stored: Iterable[Transcript]) -> int:
    """Replace a day's transcripts that hold a personal number; the caller flags the day again.

    The old text is overwritten in an SQLite file; what the rules made of it goes with it.

    Args:
        stored: the day's transcripts; only those with a number are held at once.

    Returns:
        How many held one.
    """
    changed = [new for old in stored if (new := mask_transcript(old)) is not old]
    if changed:
        _replace(site, day, changed)
    if _redact_heard(site.database, day) or changed:
        site.database.empty_log()
    return len(changed)


def _redact_heard(database: Database, day: date) -> bool:
    """Hide numbers in what supervisors wrote down; return whether there were any."""
    columns = ((reviews, ("note",)), (misses, ("text", "note")), (appeals, ("words",)))
    with database.transaction() as connection:
        return sum(_redact(connection, table, day, names) for table, names in columns) > 0


def _redact(connection: Connection, table: Table, day: date, names: Sequence[str]) -> int:
    c = table.c
    query = select(c.number, *(c[name] for name in names)).where(c.day == day)
    found = 0
    for number, *texts in connection.execute(query).all():
        hidden = [mask(text) for text in texts]
        if hidden != list(texts):
            new = dict(zip(names, hidden, strict=True))
            connection.execute(update(table).where(c.number == number).values(new))
            found += 1
    return found


def _replace(site: Site, day: date, changed: Sequence[Transcript]) -> None:
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        manifests.mark_touched(connection, day)
        for new in changed:
            for statement in _redactions(day, new):
                connection.execute(statement)
        note_in(connection, site, AuditAction.MASKED, {"day": day.isoformat(), "calls": str(len(changed))})


def _redactions(day: date, new: Transcript) -> Iterator[Update | Delete]:
    t, s = transcripts.c, seals.c
    of_call = (t.day == day, t.call_id == new.call_id)
    yield update(transcripts).where(*of_call).values(turns=rows.from_turns(new.turns))
    # the call was not recognised again: its report is not to say so
    marked = (s.day == day, s.name == new.call_id, s.kind == TRANSCRIPT)
    yield update(seals).where(*marked).values(sha256=transcript_digest(new))
    for judged in (findings, evaluations):
        yield delete(judged).where(judged.c.day == day, judged.c.call_id == new.call_id)
