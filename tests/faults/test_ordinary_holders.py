"""Who lost a day writes nothing any more, and who only seems to be gone loses none."""

import contextvars
import inspect
import os
import socket
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Connection, text

from callqa.host import files, processes, report_folder
from callqa.model.errors import DayHeldError
from callqa.storage import lease
from callqa.storage.database import Database
from callqa.storage.store import Store
from flows.transcribe import transcribe_task
from tests.support.stages import DAY

ROWS = (
    (
        "进程被挂起（快照、冻结）过了占用期限，别的进程已接手 a suspended night wakes up too late",
        "什么也写不进去：每个事务、每次换上报告文件之前都核对占用 nothing of it is written any more",
    ),
    (
        "两个容器或克隆出来的机器同名 two containers or copied machines share a name",
        "进程号按开机标识和进程空间认，不抢别人的日子 neither takes a day from the other",
    ),
    (
        "断电重启后接着做 the machine restarts in the middle",
        "等占用到期再接手；期间有续期就是还活着，退出码 4 the day is taken once its lease is over",
    ),
)


def elsewhere(connection: Connection) -> None:
    """Take a day over, as another process does whose lease it is then."""
    connection.execute(text("UPDATE leases SET holder = 'elsewhere:1:abc', expires_at = 9e9"))


def taken_over(database: Database) -> None:
    """Let somebody else, who is outside of the fence, take the day over."""

    def take() -> None:
        with database.transaction() as connection:
            elsewhere(connection)

    contextvars.Context().run(take)


WRITES: dict[str, Callable[[Store, Path], object]] = {
    "rows of a day": lambda store, folder: store.save_evaluations(DAY, []),
    "a transaction of anything else": lambda store, folder: store.save_rules(date(2026, 1, 1), "r", []),
    "removal of pages": lambda store, folder: files.forget_others(folder, (), r".*"),
    "removal of reports": lambda store, folder: report_folder.remove(folder),
    "removal of left files": lambda store, folder: files.forget_leftovers(folder),
}


@pytest.mark.parametrize("write", WRITES.values(), ids=WRITES)
def test_a_holder_whose_day_was_taken_over_writes_nothing(
    store: Store, tmp_path: Path, write: Callable[[Store, Path], object]
) -> None:
    (tmp_path / "reports").mkdir()
    page = tmp_path / "reports" / "qa-2026-02-14.html"
    page.write_text("the newer one", encoding="utf-8")
    with lease.holding(store.database, DAY, 60):
        write(store, tmp_path / "other")
        taken_over(store.database)

        with pytest.raises(DayHeldError, match="接手"):
            write(store, tmp_path / "reports")

    assert page.read_text(encoding="utf-8") == "the newer one"


def test_a_report_of_a_holder_whose_day_was_taken_over_replaces_none(store: Store, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    with lease.holding(store.database, DAY, 60):
        with files.replacing(page) as temporary:
            temporary.write_text("the newer one", encoding="utf-8")
        with pytest.raises(DayHeldError), files.replacing(page) as temporary:
            temporary.write_text("the older one", encoding="utf-8")
            taken_over(store.database)

    assert page.read_text(encoding="utf-8") == "the newer one"
    assert files.leftovers(tmp_path) == []


def test_a_day_that_was_taken_over_can_still_be_written_by_others_and_after_it(store: Store) -> None:
    with lease.holding(store.database, DAY, 60):
        taken_over(store.database)

    store.save_evaluations(DAY, [])
    assert lease.holder_of(store.database, DAY) is not None


def test_a_shard_on_another_machine_is_bound_by_the_lease_of_its_night(store: Store) -> None:
    with lease.holding(store.database, DAY, 60) as held:
        holder = held.holder

    with pytest.raises(DayHeldError), lease.working_under(store.database, DAY, holder):
        store.save_evaluations(DAY, [])
    assert "holder" in inspect.signature(transcribe_task.fn).parameters


def put(database: Database, pid: int, place: str, left_s: float) -> None:
    holder = f"{socket.gethostname()}:{pid}:abc.{place}.{processes.birth(os.getpid())}"
    with database.transaction() as connection:
        connection.execute(text("DELETE FROM leases"))
        connection.execute(
            text("INSERT INTO leases (day, holder, expires_at) VALUES (:day, :holder, :expires)"),
            {"day": str(DAY), "holder": holder, "expires": time.time() + left_s},
        )


def test_a_number_that_was_given_again_is_another_process(store: Store) -> None:
    put(store.database, 1, processes.place(), 3600)  # lives, and began at another time

    with lease.holding(store.database, DAY, 60):
        pass


def test_a_process_of_another_namespace_is_never_taken_for_dead(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store.database, 2**22 - 3, "of-a-copy", 3600)
    slept: list[float] = []

    def renew(seconds: float) -> None:
        slept.append(seconds)
        put(store.database, 2**22 - 3, "of-a-copy", 4000)

    monkeypatch.setattr(time, "sleep", renew)

    with pytest.raises(DayHeldError), lease.holding(store.database, DAY, 60):
        pass
    assert len(slept) == 1


def test_the_day_of_a_machine_that_was_restarted_is_taken_once_its_lease_is_over(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(store.database, 2**22 - 3, "before-the-restart", 3600)
    monkeypatch.setattr(time, "sleep", lambda _: put(store.database, 2**22 - 3, "before-the-restart", -1))

    with lease.holding(store.database, DAY, 60):
        pass
