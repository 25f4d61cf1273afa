"""Which process is meant by a number: numbers are given again, and every namespace counts for itself."""

from functools import cache
from hashlib import sha256
from pathlib import Path

_BOOT_ID = Path("/proc/sys/kernel/random/boot_id")
_MACHINE_ID = Path("/etc/machine-id")
_NAMESPACE = Path("/proc/self/ns/pid")
_START = 22 - 3
"""The field of /proc/PID/stat with the start, counted behind the name, which may hold anything; proc(5)."""


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


def _read(path: Path) -> str:
    try:
        return path.read_text()
    except OSError:
        return ""
