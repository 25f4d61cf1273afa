"""The last results of something slow, in memory only: what is purged or forgotten is in no file of ours."""

from collections import OrderedDict
from collections.abc import Callable
from threading import Lock, Semaphore
from typing import Generic, TypeVar

Kept = TypeVar("Kept")
_AT_ONCE = Semaphore(2)
"""What is slow takes all of a core: the night has the others."""


class Recent(Generic[Kept]):
    """Keeps what was asked for last.

    Args:
        most: how much is kept, by what `weight` says of each.
        weight: of one result; default 1.
    """

    def __init__(self, most: int, weight: Callable[[Kept], int] = lambda _: 1) -> None:
        self._most, self._weight = most, weight
        self._kept: OrderedDict[str, Kept] = OrderedDict()
        self._lock = Lock()

    def get(self, key: str, make: Callable[[], Kept]) -> Kept:
        """Return what is kept under a key, or make it."""
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                return self._kept[key]
        with _AT_ONCE:
            made = make()
        with self._lock:
            self._kept[key] = made
            while len(self._kept) > 1 and sum(map(self._weight, self._kept.values())) > self._most:
                self._kept.popitem(last=False)
        return made
