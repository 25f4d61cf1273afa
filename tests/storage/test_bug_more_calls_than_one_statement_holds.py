"""SQLite takes 32,766 values in a statement, PostgreSQL 65,535: a day may have more calls than that."""

import sqlite3
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, Engine, event, text

from callqa.storage import erasure, rows
from callqa.storage.store import Store
from tests.support.builders import recording, transcript, turn
from tests.support.sites import site_over

DAY = date(2026, 2, 14)
CALLS = 40_000


def usual_limit(connection: Any, _record: Any) -> None:
    """Limit SQLite to what it is built with unless somebody raised it, as Debian did."""
    if isinstance(connection, sqlite3.Connection):
        connection.setlimit(sqlite3.SQLITE_LIMIT_VARIABLE_NUMBER, 32_766)


def write_recordings(connection: Connection, call_ids: list[str]) -> None:
    """Their rows; `save_collection` would look for what each of them replaces."""
    one = rows.from_recording(DAY, recording(started_at=datetime(2026, 2, 14, 1, tzinfo=UTC)))
    columns = f"({', '.join(one)}) VALUES ({', '.join(f':{name}' for name in one)})"
    each = [{**one, "path": f"/in/{call_id}.wav", "call_id": call_id} for call_id in call_ids]
    connection.execute(text(f"INSERT INTO recordings {columns}"), each)


def test_all_of_forty_thousand_calls_of_a_day_can_be_forgotten_at_once(store: Store) -> None:
    call_ids = [f"c{number}" for number in range(CALLS)]
    with store.database.transaction() as connection:
        write_recordings(connection, call_ids)
    last = recording(call_id=call_ids[-1])
    store.save_transcripts(DAY, [transcript(turn("我要投诉"), call_id=last.call_id)], [last])
    store.database.close()
    event.listen(Engine, "connect", usual_limit)

    try:
        erasure.forget(site_over(store), DAY, call_ids)
    finally:
        event.remove(Engine, "connect", usual_limit)

    assert store.recordings(DAY) == []
    assert store.transcripts(DAY) == {}
    with store.database.transaction() as connection:
        assert connection.execute(text("SELECT count(*) FROM forgotten")).scalar() == CALLS
