"""What whoever trains the model sees: a bar on a terminal, log lines anywhere else."""

from collections.abc import Iterable, Iterator
from typing import TypeVar

from rich.console import Console
from rich.progress import track

Step = TypeVar("Step")


def counted(steps: Iterable[Step], label: str, total: int, console: Console) -> Iterator[Step]:
    """Yield the same steps, with a bar and the time that is left; what is logged scrolls above it.

    Args:
        total: how many steps there are; an endless stream may be left earlier.
    """
    yield from track(steps, label, total, console=console, disable=not console.is_terminal)
