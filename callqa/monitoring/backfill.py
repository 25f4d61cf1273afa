"""How a backfill ended: what became of each day."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from callqa.model.remarks import Remark


def remaining_s(done: int, elapsed_s: float, left: int) -> float | None:
    """Return the seconds that the rest needs at the pace so far; None while there is no pace.

    Args:
        done, left: calls.
        elapsed_s: that the done ones took.
    """
    return elapsed_s / done * left if done else None


def in_words(seconds: float | None) -> str:
    """Describe a duration in Chinese, 1 小时 20 分; minutes are rounded up."""
    if seconds is None:
        return "尚不清楚"
    minutes = -(-int(seconds) // 60)
    hours, minutes = divmod(max(minutes, 1), 60)
    return f"{hours} 小时 {minutes} 分" if hours else f"{minutes} 分钟"


class DayState(StrEnum):
    """What became of a day."""

    PLANNED = "planned"
    """Not begun."""
    PURGED = "purged"
    """Its transcripts were removed after their time: it is not made again."""
    HELD = "held"
    """Another run works on it."""
    ERROR = "error"
    """It broke off; the problem says why."""
    PROBLEM = "problem"
    """Its reports are written, but recordings were left without an attempt."""
    DONE = "done"
    """Every call has a result or a reason."""


@dataclass(kw_only=True, slots=True)
class DayDone:
    """What became of one day; changed while it is worked on.

    Args:
        due: calls to recognise, as far as known before.
        problem: why it was not done; None for a day that was.
        exit_code: as ``callqa run`` would have ended for this day.
    """

    day: str
    due: int
    state: DayState = DayState.PLANNED
    recognised: int = 0
    failed: int = 0
    problem: Remark | None = None
    exit_code: int = 0

    @property
    def is_finished(self) -> bool:
        """Whether a later call of the same backfill has nothing to do for it."""
        return self.state is DayState.DONE

    @property
    def is_left(self) -> bool:
        """Whether somebody has to do something before it can be done."""
        return self.state not in (DayState.DONE, DayState.PURGED)


@dataclass(frozen=True, kw_only=True, slots=True)
class Ended:
    """A backfill that came to its end, or was stopped.

    Args:
        first, last: of the range.
        days: that had recordings and were not done before.
        done_before: days that an earlier call of the same backfill had finished.
        stopped: why it did not come to its end; None when it did.
        command: that goes on where it was.
    """

    first: date
    last: date
    days: Sequence[DayDone]
    done_before: int
    stopped: Remark | None
    command: str

    @property
    def newest(self) -> date | None:
        """The last day that was done; None when there was none."""
        return max((date.fromisoformat(each.day) for each in self.days if each.is_finished), default=None)

    @property
    def is_news(self) -> bool:
        """Whether anything was done or left; a backfill that was finished before has nothing to say."""
        worked = any(each.recognised or (each.failed and each.due) for each in self.days)
        return bool(self.stopped) or worked or any(each.is_left for each in self.days)
