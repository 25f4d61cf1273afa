"""Pages of a day's hits, in order of time."""

from sqlalchemy import and_, select

from callqa.storage.calls.order import Wanted, beyond, of_calls, of_hits
from callqa.storage.database import Database
from callqa.storage.schema import findings, recordings


def page(database: Database, wanted: Wanted, after: str, size: int) -> list[tuple[str, str]]:
    """Return the ids of the next hits, each with that of its call.

    Args:
        after: finding id of the last one before; empty for the first page.
        size: how many at most.
    """
    f, r = findings.c, recordings.c
    order = [r.started_at, f.start_ms, f.finding_id]
    joined = findings.join(recordings, and_(r.day == f.day, r.call_id == f.call_id))
    asked = [*of_hits(wanted), *of_calls(wanted)]
    query = select(f.finding_id, f.call_id).select_from(joined).where(*asked)
    with database.reading() as connection:
        if after:
            placed = select(*order).select_from(joined).where(f.day == wanted.day, f.finding_id == after)
            place = connection.execute(placed).first()
            query = query.where(beyond(order, list(place))) if place else query
        return list(connection.execute(query.order_by(*order).limit(size)).tuples())
