"""How far a run is that works on a day at this moment."""

from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


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
