"""How a backfill ended: what became of each day, and the one message about all of them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from callqa.monitoring.notice import Kind, Notice


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


_SHOWN_DAYS, _SHOWN_REASONS = 3, 4
"""A message is short: how many days are named for a reason, and for how many reasons."""


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
        problem: in Chinese, why it was not done; empty for a day that was.
        exit_code: as ``callqa run`` would have ended for this day.
    """

    day: str
    due: int
    state: DayState = DayState.PLANNED
    recognised: int = 0
    failed: int = 0
    problem: str = ""
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
        stopped: in Chinese, why it did not come to its end; empty when it did.
        command: that goes on where it was.
    """

    first: date
    last: date
    days: Sequence[DayDone]
    done_before: int
    stopped: str
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

    def notice(self, host: str) -> Notice:
        """Return the message about the backfill."""
        left = [each for each in self.days if each.is_left]
        failed = sum(each.failed for each in self.days)
        return Notice(
            kind=Kind.BACKFILLED_PARTLY if left or failed or self.stopped else Kind.BACKFILLED,
            day=self.last,
            first=self.first,
            host=host,
            problems=(*filter(None, [self.stopped]), *_reasons(left)),
            notes=(*self._counts(failed), *([f"处理后再运行，会接着做：{self.command}"] if left else [])),
        )

    def _counts(self, failed: int) -> Iterable[str]:
        done = [each for each in self.days if each.is_finished]
        purged = sum(each.state is DayState.PURGED for each in self.days)
        yield f"做完 {len(done)} 天：识别成功 {sum(each.recognised for each in done)} 通，失败 {failed} 通"
        yield from _named("有失败录音的日子", [each for each in done if each.failed])
        if self.done_before:
            yield f"另有 {self.done_before} 天以前已经做完"
        if purged:
            yield f"另有 {purged} 天已按保存期限清理，不再补做"


def _reasons(left: Sequence[DayDone]) -> Iterable[str]:
    """Describe the days that were left, grouped by reason, the most frequent reason first."""
    by_reason: dict[str, list[DayDone]] = {}
    for each in left:
        by_reason.setdefault(each.problem or "还没有做", []).append(each)
    worst = sorted(by_reason.items(), key=lambda one: -len(one[1]))
    for reason, days in worst[:_SHOWN_REASONS]:
        yield from _named(f"没有做成（{reason}）", days)
    if more := sum(len(days) for _, days in worst[_SHOWN_REASONS:]):
        yield f"另有 {more} 天由于别的原因没有做成，见 callqa status"


def _named(what: str, days: Sequence[DayDone]) -> Iterable[str]:
    if not days:
        return
    more = f" 等 {len(days)} 天" if len(days) > _SHOWN_DAYS else ""
    yield f"{what}：{'、'.join(each.day for each in days[:_SHOWN_DAYS])}{more}"
