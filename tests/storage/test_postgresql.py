"""The store on a real PostgreSQL: the same as on SQLite, for several processes at once."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from callqa.model.errors import BadInputError, DayHeldError
from callqa.model.recording import Role
from callqa.model.remarks import Remark, RemarkKind
from callqa.storage import lease, manifests
from callqa.storage.database import Database, copy
from callqa.storage.store import Store
from tests.support import postgresql
from tests.support.builders import evaluation, finding, not_evaluated, recording, transcript, turn
from tests.support.places import ROOT

DAY = date(2026, 11, 21)
pytestmark = pytest.mark.usefixtures("postgresql_socket")


@pytest.fixture
def url(postgresql_socket: Path) -> str:
    return postgresql.new_database(postgresql_socket)


@pytest.fixture
def database(url: str) -> Iterator[Database]:
    opened = Database(url)
    yield opened
    opened.close()


def filled(database: Database) -> Store:
    """Return a store with one call, its transcript and its findings."""
    store = Store(database)
    store.save_collection(DAY, [recording()], [], [])
    store.save_transcripts(DAY, [transcript(turn("我要投诉"), turn("您好", Role.AGENT, 2000))], [recording()])
    store.save_evaluations(DAY, [evaluation(finding(), not_evaluated=(not_evaluated("greeting"),))])
    store.save_remarks(DAY, [RemarkKind.LATE], [Remark(kind=RemarkKind.LATE, call_ids=("c1",))])
    manifests.save(database, DAY, {("content", ""): "0" * 64})
    return store


def everything(store: Store) -> list[object]:
    return [
        store.recordings(DAY),
        store.transcripts(DAY),
        store.evaluations(DAY),
        store.stored(DAY),
        store.day(DAY),
        manifests.load(store.database, DAY),
    ]


def test_copied_from_sqlite_everything_comes_back_equal(database: Database, tmp_path: Path) -> None:
    source = Database(f"sqlite:///{tmp_path}/qa.sqlite3")
    old = filled(source)

    rows = copy(source, database)

    assert rows["transcripts"] == 1
    assert everything(Store(database)) == everything(old)
    source.close()


def test_a_database_that_holds_rows_is_not_copied_over(database: Database, tmp_path: Path) -> None:
    filled(database)
    source = Database(f"sqlite:///{tmp_path}/qa.sqlite3")

    with pytest.raises(BadInputError, match="不是空的"):
        copy(source, database)
    source.close()


def test_two_processes_may_open_a_new_database_at_the_same_moment(url: str) -> None:
    program = f"from callqa.storage.database import Database; print(Database({url!r}).steps())"
    running = [
        subprocess.Popen([sys.executable, "-c", program], cwd=ROOT, stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]

    steps = [process.communicate(timeout=120)[0].strip() for process in running]

    assert len(set(steps)) == 1
    assert int(steps[0]) > 1


def test_only_one_of_many_processes_gets_the_day(url: str, database: Database) -> None:
    program = f"""
import json, sys, time
from datetime import date
from callqa.storage import lease
from callqa.storage.database import Database, copy
from callqa.model.errors import DayHeldError
database = Database({url!r})
print("ready", flush=True)
sys.stdin.readline()
try:
    with lease.holding(database, date(2026, 11, 21), 60):
        time.sleep(2)
    print(json.dumps(1))
except DayHeldError:
    print(json.dumps(0))
"""
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in running:
        assert process.stdout
        assert process.stdout.readline() == "ready\n"

    for process in running:
        assert process.stdin
        process.stdin.write("\n")
        process.stdin.flush()
    got = [json.loads(process.communicate(timeout=60)[0]) for process in running]

    assert sum(got) == 1


def test_the_lease_names_its_holder(database: Database) -> None:
    with lease.holding(database, DAY, 60), pytest.raises(DayHeldError), lease.holding(database, DAY, 60):
        pass
