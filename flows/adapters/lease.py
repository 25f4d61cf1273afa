"""One run per day at a time: a lease in the database with a heartbeat; a dead holder's expires."""

import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from types import TracebackType
from uuid import uuid4

from sqlalchemy import text

from flows.adapters.database import Database
from flows.core.errors import CallqaError, DayHeldError


@contextmanager
def holding(database: Database, day: date, lease_s: float) -> Iterator[None]:
    """Hold a day for the length of the block.

    Args:
        lease_s: how long after its last heartbeat a holder counts as dead.

    Raises:
        DayHeldError: another run holds the day; says who and for how long at most.
    """
    holder = f"{socket.gethostname()}:{os.getpid()}:{uuid4().hex[:8]}"
    _acquire(database, day, holder, lease_s)
    try:
        with _Heartbeat(database, day, holder, lease_s):
            yield
    finally:
        _release(database, day, holder)


def _acquire(database: Database, day: date, holder: str, lease_s: float) -> None:
    now = time.time()
    with database.transaction() as connection:
        found = connection.execute(
            text("SELECT holder, expires_at FROM leases WHERE day = :day"), {"day": day.isoformat()}
        ).first()
        if found and found.expires_at > now and not _dead(found.holder):
            host, pid, _ = found.holder.rsplit(":", 2)
            raise DayHeldError(
                f"{day} 正由另一个进程处理（主机 {host}，进程 {pid}）",
                cure=f"等它结束；若它已被强行终止，{found.expires_at - now:.0f} 秒后可以重跑",
            )
        connection.execute(text("DELETE FROM leases WHERE day = :day"), {"day": day.isoformat()})
        connection.execute(
            text("INSERT INTO leases (day, holder, expires_at) VALUES (:day, :holder, :expires)"),
            {"day": day.isoformat(), "holder": holder, "expires": now + lease_s},
        )


def _dead(holder: str) -> bool:
    """Whether the holder ran on this machine and its process is gone; nobody need wait for that."""
    host, pid, _ = holder.rsplit(":", 2)
    if host != socket.gethostname():
        return False
    try:
        os.kill(int(pid), 0)
    except ProcessLookupError:
        return True
    except PermissionError:
        return False
    return False


def _release(database: Database, day: date, holder: str) -> None:
    with database.transaction() as connection:
        connection.execute(
            text("DELETE FROM leases WHERE day = :day AND holder = :holder"),
            {"day": day.isoformat(), "holder": holder},
        )


class _Heartbeat:
    """A thread that extends the lease every third of its length."""

    def __init__(self, database: Database, day: date, holder: str, lease_s: float) -> None:
        self._database, self._day, self._holder, self._lease_s = database, day, holder, lease_s
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._beat, name="lease-heartbeat", daemon=True)

    def __enter__(self) -> None:
        self._thread.start()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop.set()
        self._thread.join()

    def _beat(self) -> None:
        while not self._stop.wait(self._lease_s / 3):
            try:
                self._extend()
            except CallqaError:
                # a database that is busy now is asked again at the next beat; two more fit the lease
                continue

    def _extend(self) -> None:
        with self._database.transaction() as connection:
            connection.execute(
                text("UPDATE leases SET expires_at = :expires WHERE day = :day AND holder = :holder"),
                {
                    "expires": time.time() + self._lease_s,
                    "day": self._day.isoformat(),
                    "holder": self._holder,
                },
            )
