"""How often somebody may try to sign in: after a few failures they wait, each time twice as long."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass, field
from threading import Lock
from time import monotonic

FREE = 5
"""Failures without a wait; people mistype."""
_LONGEST_S = 900.0
_REMEMBERED = 10_000


@dataclass(frozen=True, slots=True)
class _Failures:
    count: int
    until: float


@dataclass(kw_only=True)
class Throttle:
    """Counts failures by whatever may be one attacker: an address, or a name from an address.

    Args:
        clock: returns seconds that never go back.
    """

    clock: Callable[[], float] = monotonic
    _failures: OrderedDict[Hashable, _Failures] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def wait_s(self, *keys: Hashable) -> float:
        """Return how long any of these must still wait, in seconds; 0 for not at all."""
        now = self.clock()
        with self._lock:
            waits = [self._failures[key].until - now for key in keys if key in self._failures]
        return max([0.0, *waits])

    def failed(self, *keys: Hashable) -> None:
        """Count a failure of each."""
        now = self.clock()
        with self._lock:
            for key in keys:
                count = self._failures.pop(key, _Failures(0, 0.0)).count + 1
                wait = min(2.0 ** (count - FREE), _LONGEST_S) if count >= FREE else 0.0
                self._failures[key] = _Failures(count, now + wait)
            while len(self._failures) > _REMEMBERED:
                self._failures.popitem(last=False)

    def succeeded(self, *keys: Hashable) -> None:
        """Forget the failures of each."""
        with self._lock:
            for key in keys:
                self._failures.pop(key, None)
