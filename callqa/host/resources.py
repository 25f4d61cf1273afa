"""Cores and memory: what there is, what was needed at most, giving back what is free."""

import ctypes
import multiprocessing
import resource
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import joblib


def usable_cores(*, physical: bool = False) -> int:
    """Return how many cores the machine, the process's affinity and its container's limit leave.

    Args:
        physical: a core that runs two threads at once counts as one.
    """
    return int(joblib.cpu_count(only_physical_cores=physical))


def peak_bytes() -> dict[str, float]:
    """Return peaks: ``main`` and the largest of the ``workers`` resident, ``device`` reserved on CUDA."""
    peaks = {"main": _peak(resource.RUSAGE_SELF), "workers": max(_peak(resource.RUSAGE_CHILDREN), _living())}
    torch: Any = sys.modules.get("torch")  # nothing was on a device where it was never imported
    if torch is not None and torch.cuda.is_initialized():
        peaks["device"] = float(torch.cuda.max_memory_reserved())
    return peaks


def _peak(who: int) -> float:
    unit = 1 if sys.platform == "darwin" else 1024  # getrusage(2)
    return float(resource.getrusage(who).ru_maxrss * unit)


def _living() -> float:
    """Return the largest peak of the workers that still run; 0 where there is no /proc."""
    return max((_high_water(child.pid) for child in multiprocessing.active_children()), default=0.0)


def _high_water(pid: int | None) -> float:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii", errors="ignore").splitlines()
        return float(next(line for line in lines if line.startswith("VmHWM")).split()[1]) * 1024
    return 0.0


def give_back_freed_memory() -> None:
    """Return memory that was freed to the system, which glibc otherwise keeps.

    Loading a full-size model frees as much as it keeps, in pieces that no later request fits.
    """
    if sys.platform == "linux":
        trim = getattr(ctypes.CDLL(None), "malloc_trim", None)  # musl has none
        if trim is not None:
            trim(0)
