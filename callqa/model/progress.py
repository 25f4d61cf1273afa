"""How far a run is that works on a day at this moment, and how whoever asked for it follows and stops it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from callqa.model.errors import CallqaError


class Stage(StrEnum):
    """What takes a run its time."""

    TRANSCRIBE = "transcribe"
    FLAG = "flag"
    REPORT = "report"


STAGE_WORDS = {Stage.TRANSCRIBE: "转写", Stage.FLAG: "按规则检查", Stage.REPORT: "写报告"}


@dataclass(frozen=True, kw_only=True, slots=True)
class Progress:
    """How far a run is.

    Args:
        day: that it works on.
        run_id: of the run; empty where none was given to it.
        stage: in which it is.
        done, total: calls; when the report is written, calls and the parts of the report.
        at: when it said so, an aware moment.
    """

    day: date
    run_id: str
    stage: Stage
    done: int
    total: int
    at: datetime

    def __str__(self) -> str:
        return f"{STAGE_WORDS[self.stage]} {self.done}/{self.total}"


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
