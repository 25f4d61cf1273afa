"""Which process is meant by a number: numbers are given again, and every namespace counts for itself."""

import os
import signal
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_MACHINE_ID = Path("/etc/machine-id")
_NAMESPACE = Path("/proc/self/ns/pid")
_START = 22 - 3
"""The field of /proc/PID/stat with the start, counted behind the name, which may hold anything; proc(5)."""

_MARK = "CALLQA_STARTED_BY"
"""In the environment of everything that a command starts: number, start and place of its process."""


@cache
def place() -> str:
    """Return a name for where numbers of processes mean what they mean here.

    It differs after a restart, in another container, and on a machine that was copied; empty where the
    system does not tell.
    """
    try:
        told = (_BOOT_ID.read_text(), str(_NAMESPACE.readlink()), _read(_MACHINE_ID))
    except OSError:
        return ""
    return sha256("\0".join(told).encode()).hexdigest()[:12]


def birth(pid: int) -> str:
    """Return when a process began, in the system's own ticks; empty when there is no such process."""
    try:
        stat = Path(f"/proc/{pid}/stat").read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
    state, *fields = stat.rpartition(")")[2].split()
    return "" if state in "ZX" else fields[_START - 1]


def mark_children() -> None:
    """Let every process that is started from now on be known as this one's; see `end_orphans`."""
    os.environ[_MARK] = f"{os.getpid()}.{birth(os.getpid())}.{place()}"


def end_orphans() -> int:
    """End what commands have started that are gone: a Prefect server whose command was killed runs on.

    Returns:
        How many processes were asked to end; of other users, other containers and living commands, none is.
    """
    orphans = [int(path.name) for path in Path("/proc").glob("[0-9]*") if _is_orphan(path)]
    for pid in orphans:
        with suppress(OSError):  # it has ended by itself
            os.kill(pid, signal.SIGTERM)
    return len(orphans)


def _is_orphan(process: Path) -> bool:
    try:
        environment = (process / "environ").read_bytes().split(b"\0")
    except OSError:  # of another user, or gone
        return False
    began = f"{_MARK}=".encode()
    marks = [each.removeprefix(began).decode() for each in environment if each.startswith(began)]
    pid, since, where = [*(marks or [""])[0].split("."), "", ""][:3]
    return bool(where) and where == place() and pid.isdecimal() and birth(int(pid)) != since


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
