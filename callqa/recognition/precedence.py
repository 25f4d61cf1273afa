"""Who may use a model next: what somebody is saying now goes before a file that lies there anyway."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

_LIVE_FOR_S = 3.0
"""So long after the last live reading files keep their batches small."""
_SMALL_S = 6.0
"""Of a batch while somebody speaks: the longest that a live reading waits for a file's forward pass."""
_PATIENCE_S = 2.0
"""A file that has waited so long is let in once, or a few microphones would stop every file."""

_thread = threading.local()


@contextmanager
def first() -> Iterator[None]:
    """Let what this thread recognises go before what other threads recognise."""
    _thread.is_first = True
    try:
        yield
    finally:
        _thread.is_first = False


class Precedence:
    """A lock that threads in `first` get before all others; none of the others waits for ever.

    Args:
        clock: seconds that only grow.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._free = threading.Condition()
        self._is_held = False
        self._first_waiting = 0
        self._last_first = float("-inf")

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock."""
        self._take()
        try:
            yield
        finally:
            with self._free:
                self._is_held = False
                self._free.notify_all()

    def budget_s(self, usual_s: float) -> float:
        """Return how many seconds a batch of this thread may hold now, at most the usual ones."""
        others = not getattr(_thread, "is_first", False)
        is_live = self._clock() - self._last_first < _LIVE_FOR_S
        return min(usual_s, _SMALL_S) if others and is_live else usual_s

    def _take(self) -> None:
        is_first = getattr(_thread, "is_first", False)
        began = self._clock()
        with self._free:
            self._first_waiting += is_first
            while self._is_held or (not is_first and self._must_wait(began)):
                self._free.wait(_PATIENCE_S)
            self._first_waiting -= is_first
            self._is_held = True
            if is_first:
                self._last_first = self._clock()

    def _must_wait(self, began: float) -> bool:
        return self._first_waiting > 0 and self._clock() - began < _PATIENCE_S
