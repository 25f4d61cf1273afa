"""How whoever asked for something long follows it, and stops it."""

from collections.abc import Callable
from dataclasses import dataclass

from callqa.model.errors import CallqaError


class StoppedError(CallqaError):
    """An operation was asked to stop, and did between two units of its work."""

    def __init__(self) -> None:
        super().__init__("已按要求停止", cure="再运行一次，会接着做")


def _unseen(_done: int, _total: int) -> None:
    pass


def _never() -> bool:
    return False


@dataclass(frozen=True, kw_only=True, slots=True)
class Watcher:
    """Whoever follows an operation.

    Args:
        progress: is told how many units of work are done, and of how many.
        stop: is asked between two units whether the operation is to end.
    """

    progress: Callable[[int, int], None] = _unseen
    stop: Callable[[], bool] = _never

    def step(self, done: int, total: int) -> None:
        """Report how far the operation is, and end it here if that is wanted.

        Raises:
            StoppedError: it is to end, and something is left to do.
        """
        self.progress(done, total)
        if done < total and self.stop():
            raise StoppedError


UNWATCHED = Watcher()
"""Nobody looks, and nobody stops it."""
