"""The points of a night where a fault can be put, and the faults; they act on the process they are in."""

import ctypes
import os
import signal
import sqlite3
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from sqlalchemy import Engine, event

from callqa.host import files
from callqa.recognition.front_end import segments
from callqa.storage.database import engine
from tests.faults import plain_night

Reached = Callable[[], None]
_held: list[sqlite3.Connection] = []


def _before(owner: Any, name: str, reached: Reached) -> None:
    """Let a function say that it is called."""
    real = getattr(owner, name)

    def noticed(*arguments: Any, **options: Any) -> Any:
        reached()
        return real(*arguments, **options)

    setattr(owner, name, noticed)


def _transactions(reached: Reached) -> None:
    _before(Engine, "begin", reached)


def _steps(reached: Reached) -> None:
    """Note that a transaction begins or commits, that a file is about to be replaced, or was."""
    _transactions(reached)
    event.listen(Engine, "commit", lambda _connection: reached())
    replace = Path.replace

    def noticed(self: Path, target: Any) -> Any:
        reached()
        done = replace(self, target)
        reached()
        return done

    Path.replace = noticed  # type: ignore[method-assign]


POINTS: dict[str, Callable[[Reached], None]] = {
    "step": _steps,
    "transaction": _transactions,
    "hash": lambda reached: _before(files, "fingerprint", reached),
    "decode": lambda reached: _before(segments, "decode", reached),
    "inference": lambda reached: _before(plain_night.Saying, "generate", reached),
}


def count_all() -> Counter[str]:
    """Count at every point from now on."""
    counts: Counter[str] = Counter()

    def counting(point: str) -> Reached:
        return lambda: counts.update([point])

    for point, install in POINTS.items():
        install(counting(point))
    return counts


def arm(point: str, nth: int, fault: str, *, stays: bool, config: Path) -> None:
    """Let a fault happen when a point is reached for the Nth time, or from then on."""
    act = FAULTS[fault]
    passed = 0

    def reached() -> None:
        nonlocal passed
        passed += 1
        if passed == nth or (stays and passed > nth):
            act(config)

    if fault == "lock":
        engine.BUSY_MS = 20
    POINTS[point](reached)


def _die(_config: Path) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def _lock(config: Path) -> None:
    """Another connection writes, and does not come to an end while this process lives."""
    other = sqlite3.connect(config.parents[1] / "data" / "qa.sqlite3", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    _held.append(other)


def _lose_share(config: Path) -> None:
    inbox = config.parents[1] / "inbox"
    if inbox.exists():
        inbox.rename(f"{inbox}.away")


def _no_memory(_config: Path) -> None:
    raise torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB")


FAULTS: dict[str, Callable[[Path], None]] = {
    "kill": _die,
    "lock": _lock,
    "lose share": _lose_share,
    "no memory": _no_memory,
}


def obey_modes() -> None:
    """Let file modes hold for root, too: give up CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH (capset(2))."""
    version_3 = (ctypes.c_uint32 * 2)(0x20080522, 0)
    data = (ctypes.c_uint32 * 6)()
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.capget(version_3, data):
        raise OSError(ctypes.get_errno(), "capget")
    for set_of in (0, 1):  # effective, permitted
        data[set_of] &= ~0b110
    if libc.capset(version_3, data):
        raise OSError(ctypes.get_errno(), "capset")
