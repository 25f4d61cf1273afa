"""A reader never waits for a writer, nor a writer for a reader; opening a database writes nothing."""

import sqlite3
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import text

from callqa.model.errors import BadInputError, CallqaError
from callqa.storage.database import Database, engine
from callqa.storage.store import Store
from tests.support.builders import recording

DAY = date(2026, 11, 21)
NEW_DAY = "INSERT INTO days (day, rules_revision, rules) VALUES ('2026-11-21', '', '[]')"
DAYS = "SELECT count(*) FROM days"


@pytest.fixture
def url(new_url: Callable[[], str], monkeypatch: pytest.MonkeyPatch) -> str:
    """Of a migrated database that gives up on a lock at once, so that who waits fails."""
    monkeypatch.setattr(engine, "BUSY_MS", 0)
    made = new_url()
    made += "" if made.startswith("sqlite") else "&options=-c%20lock_timeout%3D1ms"
    Database(made).close()
    return made


@pytest.fixture
def two(url: str) -> Iterator[tuple[Database, Database]]:
    """Open the same database twice, as two processes would."""
    first, second = Database(url), Database(url)
    yield first, second
    first.close()
    second.close()


def test_who_reads_does_not_wait_for_who_writes(two: tuple[Database, Database]) -> None:
    writer, reader = two

    with writer.transaction() as writing:
        writing.execute(text(NEW_DAY))
        with reader.reading() as reading:
            assert reading.execute(text(DAYS)).scalar_one() == 0

    with reader.reading() as reading:
        assert reading.execute(text(DAYS)).scalar_one() == 1


def test_who_writes_does_not_wait_for_who_reads(two: tuple[Database, Database]) -> None:
    writer, reader = two

    with reader.reading() as reading:
        before = reading.execute(text(DAYS)).scalar_one()
        with writer.transaction() as writing:
            writing.execute(text(NEW_DAY))
        after = reading.execute(text(DAYS)).scalar_one()

    assert (before, after) == (0, 0)  # a reader sees one moment, however long it reads


def test_a_database_is_opened_while_another_process_writes(url: str) -> None:
    writer = Database(url)

    with writer.transaction() as writing:
        writing.execute(text(NEW_DAY))
        late = Database(url)
        assert Store(late).recordings(DAY) == []
        late.close()
    writer.close()


def test_what_a_store_tells_is_read_while_another_process_writes(two: tuple[Database, Database]) -> None:
    writer, reader = two
    Store(writer).save_collection(DAY, [recording()], [], [])

    with writer.transaction() as writing:
        writing.execute(text(NEW_DAY))

        assert Store(reader).recordings(DAY) == [recording()]


def test_a_reader_cannot_write(two: tuple[Database, Database]) -> None:
    database, _ = two

    with pytest.raises(CallqaError), database.reading() as reading:
        reading.execute(text(NEW_DAY))

    with database.transaction() as writing:  # and the same connection still can, where it is to
        writing.execute(text(NEW_DAY))
    with database.reading() as reading:
        assert reading.execute(text(DAYS)).scalar_one() == 1


def test_opening_again_writes_nothing(tmp_path: Path) -> None:
    file = tmp_path / "qa.sqlite3"
    Database(f"sqlite:///{file}").close()
    other = sqlite3.connect(file)
    before = other.execute("PRAGMA data_version").fetchone()

    Database(f"sqlite:///{file}").close()

    assert other.execute("PRAGMA data_version").fetchone() == before
    other.close()


def test_a_database_of_a_newer_version_is_refused_and_says_so(url: str) -> None:
    database = Database(url)
    with database.transaction() as connection:
        connection.execute(text("INSERT INTO migrations (step) VALUES (999)"))
    database.close()

    with pytest.raises(BadInputError, match="更新版本的 callqa 写的（第 999 步") as error:
        Database(url)

    assert "升级本程序" in str(error.value)


def test_a_file_is_compacted_by_a_connection_that_read_before(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/qa.sqlite3")
    with database.reading() as reading:
        reading.execute(text(DAYS))

    before, after = database.compact()

    assert 0 < after <= before
    database.close()
