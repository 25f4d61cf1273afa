"""What is purged makes room for new days, and `callqa db compact` gives it back to the disk."""

import json
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest

from callqa.days.manifest import CONTENT
from callqa.model.retention import Kind
from callqa.operations.privacy import purge
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import lease, manifests, purges
from callqa.storage.database import database as databases
from callqa.storage.database import engine
from callqa.storage.store import Store
from reports.words.lines import said
from tests.support.builders import recording, transcript, turn
from tests.support.sites import site

FIRST, KEPT, CALLS = date(2025, 1, 1), 5, 20
LONG = transcript(*[turn("一二三四五六七八九十" * 10, start_ms=30_000 * each) for each in range(30)])
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def store(configuration: Configuration) -> Iterator[Store]:
    """Provide the file of the project: only SQLite's can be measured."""
    database = databases.Database(configuration.database_url)
    yield Store(database)
    database.close()


def add(store: Store, day: date) -> None:
    """Store a sealed day of calls with about 60 kB of speech each."""
    calls = [recording(f"{day}-{n}", path=f"/in/{day}/{n}.wav") for n in range(CALLS)]
    store.save_collection(day, calls, [], [])
    made = [transcript(*LONG.turns, call_id=each.call_id, duration_ms=LONG.duration_ms) for each in calls]
    store.save_transcripts(day, made, calls)
    marks = {(kind, each.call_id): "0" * 64 for kind in ("audio", "transcript") for each in calls}
    manifests.save(store.database, day, {**marks, (CONTENT, ""): "0" * 64})


def remove(store: Store, day: date) -> None:
    with store.database.transaction() as connection:
        purges.remove_rows(connection, day, [Kind.TRANSCRIPTS])
    store.database.empty_log()


def size(store: Store, configuration: Configuration) -> int:
    store.database.empty_log()
    return (configuration.home / "data" / "qa.sqlite3").stat().st_size


def test_with_a_purge_a_day_the_file_stays_as_large_as_the_days_that_are_kept(
    store: Store, configuration: Configuration
) -> None:
    sizes = []
    for number in range(4 * KEPT):
        add(store, FIRST + timedelta(days=number))
        if number >= KEPT:
            remove(store, FIRST + timedelta(days=number - KEPT))
        sizes.append(size(store, configuration))

    assert sizes[-1] < 1.5 * sizes[KEPT]  # 3.3 times as large if no room were used again


def test_of_the_seals_of_a_purged_day_only_that_it_was_reported_is_kept(store: Store) -> None:
    add(store, FIRST)

    remove(store, FIRST)

    assert list(manifests.load(store.database, FIRST)) == [(CONTENT, "")]


@pytest.fixture
def emptied(store: Store) -> Store:
    """Provide a file that is mostly free pages: retention was switched on late."""
    for number in range(KEPT):
        add(store, FIRST + timedelta(days=number))
    for number in range(KEPT):
        remove(store, FIRST + timedelta(days=number))
    return store


def test_the_night_and_the_command_say_that_much_of_the_file_is_free(
    emptied: Store, configuration: Configuration, callqa: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert purge.purge_by_itself(site(configuration, emptied)).problems == ()
    monkeypatch.setattr(databases, "_WORTH_BYTES", 1 << 20)

    (told,) = purge.purge_by_itself(site(configuration, emptied)).problems

    assert said(told).startswith("数据库文件") and "callqa db compact" in said(told)
    assert "callqa db compact" in callqa("purge")[1]


def test_compacting_gives_the_room_back_and_keeps_every_row(
    emptied: Store, configuration: Configuration, callqa: Command
) -> None:
    add(emptied, date(2025, 2, 1))
    before, kept = size(emptied, configuration), emptied.transcripts(date(2025, 2, 1))

    code, out, _ = callqa("db", "compact", "--json")

    told, after = json.loads(out), size(emptied, configuration)
    assert (code, told["after_bytes"] < told["before_bytes"]) == (0, True)
    assert after < before / 2
    assert emptied.transcripts(date(2025, 2, 1)) == kept
    assert emptied.database.damage() == []


def test_nothing_is_compacted_under_a_run(emptied: Store, callqa: Command) -> None:
    with lease.holding(emptied.database, FIRST, 60):
        code, _, told = callqa("db", "compact")

    assert (code, "2025-01-01 正由另一个进程处理" in told) == (4, True)


def test_a_file_that_another_program_uses_is_left_as_it_is(
    emptied: Store, project: Path, callqa: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(engine, "BUSY_MS", 200)
    path = pipeline_yaml.load(project).home / "data" / "qa.sqlite3"
    before = path.stat().st_size

    with closing(sqlite3.connect(path)) as other:
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM recordings").fetchall()
        other.execute("DELETE FROM purged")
        code, _, told = callqa("db", "compact")

    assert (code, "占用" in told) == (1, True)
    assert path.stat().st_size == before
