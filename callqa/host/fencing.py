"""A fence: who was suspended for so long that another took over the work must not write any more.

What is held says how it is checked; everything that writes asks here first. The checks belong to the
context of the work (`contextvars`), so that they follow it into threads that copy it, and bind nobody else.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

Check = Callable[[Any], None]
"""Raises where the work is no longer ours.

It is given the open connection of the transaction that is about to write, or None where a file is.
"""

_checks: ContextVar[tuple[Check, ...]] = ContextVar("fence", default=())


@contextmanager
def fenced(check: Check) -> Iterator[None]:
    """Let everything that is written inside the block ask first."""
    outer = _checks.set((*_checks.get(), check))
    try:
        yield
    finally:
        _checks.reset(outer)


def ensure(connection: object = None) -> None:
    """Go on only while all that is held is still ours.

    Args:
        connection: of the transaction that is about to write; None before a change of files.

    Raises:
        DayHeldError: another process has taken something of it over.
    """
    for check in _checks.get():
        check(connection)
