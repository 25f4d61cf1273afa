"""One process per day, or for all roll-ups: a lease in the database; a dead holder's expires."""

import logging
import os
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import TracebackType
from uuid import uuid4

from sqlalchemy import ColumnElement, Connection, and_, delete, insert, select, update

from callqa.host import fencing, processes
from callqa.model.errors import CallqaError, DayHeldError
from callqa.model.remarks import Remark, RemarkKind
from callqa.storage.database import Database
from callqa.storage.schema import leases, progress

RANGES = "多天汇总"
"""Held as a day is, by what writes reports of several days, and by what takes calls out of them."""

_log = logging.getLogger(__name__)
_PAUSES_S = (1.0, 5.0)
"""Between tries to give a day back; each try waits for a locked database as every statement does."""
_LOOK_S = 1.0
"""Between looks whether a holder that may have died with its machine shows a sign of life."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Holder:
    """Who works on a day.

    Args:
        since: when it began; None when a version holds it that did not write it down.
        left_s: how long the lease lasts when nobody renews it.
        expires_at: in seconds since 1970; moves with every sign of life.
        is_lost: whether it is of this host, but of before its restart, of another container or of a copy
            of this machine: it may be dead, and only time can tell.
    """

    host: str
    pid: int
    since: datetime | None
    left_s: float
    expires_at: float
    is_lost: bool

    def error(self, day: date | str) -> DayHeldError:
        """Return what a second run is told."""
        since = f"，自 {self.since.astimezone():%m-%d %H:%M %Z} 起" if self.since else ""
        return DayHeldError(
            f"{day} 正由另一个进程处理（主机 {self.host}，进程 {self.pid}{since}）",
            cure=f"等它结束；若它已被强行终止，{self.left_s:.0f} 秒后可以重跑",
        )


class Held:
    """A day that is held.

    Args:
        lost: set when another process has taken the day over.

    Attributes:
        holder: by what the database knows that it is held.
        kept: after the block, that the day could not be given back, and why; None when it was.
    """

    def __init__(self, day: date | str, lost: threading.Event, holder: str) -> None:
        self._day, self._lost, self.holder = day, lost, holder
        self.kept: Remark | None = None

    def ensure(self) -> None:
        """Go on only while the day is still ours.

        Raises:
            DayHeldError: another process took it over, because this one was suspended for too long.
        """
        if self._lost.is_set():
            raise _taken_over(self._day)


def _taken_over(day: date | str) -> DayHeldError:
    return DayHeldError(f"{day} 已被另一个进程接手：本进程停顿太久", cure="等另一个进程结束后再重跑")


@contextmanager
def holding(database: Database, day: date | str, lease_s: float) -> Iterator[Held]:
    """Hold a day for the length of the block.

    A day that cannot be given back at its end does not fail what was done: its lease expires. Whatever is
    written inside the block asks first whether the day is still held; see `working_under`.

    Args:
        day: or `RANGES`.
        lease_s: how long after its last heartbeat a holder counts as dead.

    Raises:
        DayHeldError: another run holds the day; says who, since when and for how long at most.
    """
    holder = _me()
    _acquire(database, day, holder, lease_s)
    heartbeat = _Heartbeat(database, day, holder, lease_s)
    held = Held(day, heartbeat.lost, holder)
    try:
        with heartbeat, working_under(database, day, holder):
            yield held
    finally:
        held.kept = _give_back(database, day, holder, lease_s)


@contextmanager
def working_under(database: Database, day: date | str, holder: str) -> Iterator[None]:
    """Let every transaction and every change of files in the block ask first whether the day is still held.

    A process that was suspended past its lease would overwrite the newer report otherwise, or delete the
    hits of the day that another has finished.

    Args:
        holder: of a `Held`, perhaps of another process on another machine.
    """

    def check(connection: Connection | None) -> None:
        if connection is None:
            with database.reading() as looking:
                _ensure(looking, day, holder)
        elif database.is_of(connection):
            # until the transaction ends nobody can take the row away
            _ensure(connection, day, holder, writes=True)

    with fencing.fenced(check):
        yield


def _ensure(connection: Connection, day: date | str, holder: str, *, writes: bool = False) -> None:
    query = select(leases.c.day).where(_held_by(day, holder))
    # KEY SHARE keeps everybody from deleting the row, which is how a day is taken over, and lets our own
    # heartbeat change it meanwhile; SQLite has one writer at a time and needs none of this
    found = connection.execute(query.with_for_update(read=True, key_share=True) if writes else query)
    if found.first() is None:
        raise _taken_over(day)


def _me() -> str:
    mark = f"{uuid4().hex[:8]}.{processes.place()}.{processes.birth(os.getpid())}"
    return f"{socket.gethostname()}:{os.getpid()}:{mark}"


def holder_of(database: Database, day: date | str) -> Holder | None:
    """Return who works on a day now; None when nobody does."""
    with database.reading() as connection:
        return _holder(connection, day)


def everyone(database: Database) -> dict[str, Holder]:
    """Return who works on anything now, by the day or what else they hold."""
    with database.reading() as connection:
        held = connection.execute(select(leases.c.day).order_by(leases.c.day)).scalars().all()
        found = {each: _holder(connection, each) for each in held}
    return {each: holder for each, holder in found.items() if holder}


def _holder(connection: Connection, day: date | str) -> Holder | None:
    found = connection.execute(select(leases).where(leases.c.day == str(day))).first()
    # the machine's clock, not that of a `Site`: other processes compare with it whether we are alive
    left_s = found.expires_at - time.time() if found else 0.0
    if not found or left_s <= 0 or _dead(found.holder):
        return None
    host, pid, mark = found.holder.rsplit(":", 2)
    return Holder(
        host=host,
        pid=int(pid),
        since=found.since,
        left_s=left_s,
        expires_at=found.expires_at,
        is_lost=host == socket.gethostname() and _place_in(mark) != processes.place(),
    )


def _acquire(database: Database, day: date | str, holder: str, lease_s: float) -> None:
    first = other = _taken(database, day, holder, lease_s)
    while other:
        # of a process of before a restart nobody can ask whether it lives: only a heartbeat since our first
        # look, which moves the end of its lease, tells a frozen machine from one that is gone
        if not other.is_lost or (first and other.expires_at > first.expires_at):
            raise other.error(day)
        if other is first:
            _log.warning("%s is held by a process of before a restart: waiting for a sign of life", day)
        time.sleep(min(_LOOK_S, other.left_s))
        other = _taken(database, day, holder, lease_s)


def _taken(database: Database, day: date | str, holder: str, lease_s: float) -> Holder | None:
    """Take a day; return who has it where somebody has."""
    new = {
        "day": str(day),
        "holder": holder,
        "expires_at": time.time() + lease_s,
        "since": datetime.now(UTC).replace(microsecond=0),
    }
    with database.transaction() as connection:
        # there is no row to lock while nobody holds the day: two that look at once would both take it
        database.alone(connection, f"lease {day}")
        if other := _holder(connection, day):
            return other
        connection.execute(delete(leases).where(leases.c.day == str(day)))
        _forget_progress(connection, day)  # of a run that was killed
        connection.execute(insert(leases), new)
    return None


def _dead(holder: str) -> bool:
    """Return whether the holder ran where we do and its process is gone; nobody need wait for that.

    A host's name does not say so: containers and copied machines share names, and numbers mean others there.
    """
    _, pid, mark = holder.rsplit(":", 2)
    here = processes.place()
    return bool(here) and _place_in(mark) == here and processes.birth(int(pid)) != mark.rpartition(".")[2]


def _place_in(mark: str) -> str:
    """Return where a holder runs; empty of a version that did not say it."""
    return mark.split(".")[1] if mark.count(".") == 2 else ""


def _give_back(database: Database, day: date | str, holder: str, lease_s: float) -> Remark | None:
    """Release a day, trying again where the database refuses; return that it could not be, and why."""
    why = ""
    for pause_s in (0.0, *_PAUSES_S):
        time.sleep(pause_s)
        try:
            _release(database, day, holder)
        except CallqaError as error:
            why = error.what
        else:
            return None
    _log.warning("the lease of %s could not be given back: %s", day, why)
    names = {"day": str(day), "text": why}
    return Remark(kind=RemarkKind.NOT_GIVEN_BACK, figures={"seconds": lease_s}, names=names)


def _release(database: Database, day: date | str, holder: str) -> None:
    with database.transaction() as connection:
        if connection.execute(delete(leases).where(_held_by(day, holder))).rowcount:
            _forget_progress(connection, day)


def _forget_progress(connection: Connection, day: date | str) -> None:
    if isinstance(day, date):
        connection.execute(delete(progress).where(progress.c.day == day))


def _held_by(day: date | str, holder: str) -> ColumnElement[bool]:
    return and_(leases.c.day == str(day), leases.c.holder == holder)


class _Heartbeat:
    """A thread that extends the lease every third of its length."""

    def __init__(self, database: Database, day: date | str, holder: str, lease_s: float) -> None:
        self._database, self._day, self._holder, self._lease_s = database, day, holder, lease_s
        self._stop, self.lost = threading.Event(), threading.Event()
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
            ours = _held_by(self._day, self._holder)
            later = {"expires_at": time.time() + self._lease_s}
            extended = connection.execute(update(leases).where(ours).values(later))
        if not extended.rowcount:
            self.lost.set()
