"""How much memory a benchmark's processes need."""

import threading
import time
from contextlib import suppress
from pathlib import Path

LOOK_S = 0.1


class Memory:
    """The peaks of this process, of its children together, and of all of them, in MB.

    ``cpu_s`` is what looking itself took: on a busy machine a tenth of what is looked at.
    """

    def __init__(self) -> None:
        self.peaks: tuple[float, ...] = (0.0, 0.0, 0.0)
        self.cpu_s = 0.0
        self._is_done = threading.Event()
        self._thread = threading.Thread(target=self._watch, daemon=True)

    def __enter__(self) -> "Memory":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._is_done.set()
        self._thread.join()

    def _watch(self) -> None:
        while not self._is_done.wait(LOOK_S):
            own = _resident_mb("self")
            children = sum(map(_resident_mb, _children()))
            now = (own, children, own + children)
            self.peaks = tuple(map(max, self.peaks, now))
        self.cpu_s = time.thread_time()


def _children() -> list[str]:
    found: list[str] = []
    for thread in Path("/proc/self/task").iterdir():
        with suppress(OSError):
            found += (thread / "children").read_text().split()
    return found


def _resident_mb(pid: str) -> float:
    with suppress(OSError, StopIteration):
        lines = Path(f"/proc/{pid}/status").read_text().splitlines()
        return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024
    return 0.0
