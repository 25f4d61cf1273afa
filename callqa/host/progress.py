"""Progress for whoever watches: a bar on a terminal, plain lines anywhere else. Through rich."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    TextColumn,
    TimeRemainingColumn,
)

from callqa.host.logs import say

Advance = Callable[[int], None]


@contextmanager
def progress(label: str, total: int) -> Iterator[Advance]:
    """Count from 0 to total on standard error.

    Args:
        label: what is being counted, in Chinese.
        total: how many there are.
    """
    if sys.stderr.isatty():
        with bar(label, total) as advance:
            yield advance
    else:
        yield _lines(label, total)


@contextmanager
def bar(label: str, total: int) -> Iterator[Advance]:
    """Count as `progress` does, but print nothing where nobody watches."""
    with Progress(*_columns(), console=Console(stderr=True), disable=not sys.stderr.isatty()) as shown:
        counted = shown.add_task(label, total=total)
        yield lambda count: shown.advance(counted, count)


@contextmanager
def counting_bar(label: str) -> Iterator[Callable[[int, int], None]]:
    """Show how much is done, and of how much, as soon as somebody says so; nothing where nobody watches."""
    with Progress(*_columns(), console=Console(stderr=True), disable=not sys.stderr.isatty()) as shown:
        counted = shown.add_task(label, total=None)
        yield lambda done, total: shown.update(counted, completed=done, total=total)


def _columns() -> tuple[ProgressColumn, ...]:
    return TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn()


def _lines(label: str, total: int) -> Advance:
    done = 0

    def advance(count: int) -> None:
        nonlocal done
        done += count
        say(f"{label} {done}/{total}")

    return advance
