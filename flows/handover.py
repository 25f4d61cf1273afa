"""Hand a day that was loaded from one part of a run to the next, inside the process and past Prefect.

Prefect may keep what goes into a task or comes out of a flow, and a loaded day holds what was said. So
only ids, paths and dates go that way, and the day beside it.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from callqa.days.day import DayResult

_receiver: ContextVar[list[DayResult] | None] = ContextVar("receiver", default=None)


@contextmanager
def receiving() -> Iterator[list[DayResult]]:
    """Receive the day that is handed on last inside the block; the list stays empty where none is."""
    received: list[DayResult] = []
    outer = _receiver.set(received)
    try:
        yield received
    finally:
        _receiver.reset(outer)


def hand_on(result: DayResult) -> None:
    """Hand a day to whoever receives it; nobody need to."""
    received = _receiver.get()
    if received is not None:
        received[:] = [result]
