"""Backfill: a range of days worked on again, oldest first; called again after a kill, it goes on."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from callqa.days.plan import Redo, to_recognise
from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError, CallqaError, DayHeldError, ExitCode
from callqa.model.progress import UNWATCHED, Watcher
from callqa.model.remarks import Remark, RemarkKind, of_error
from callqa.monitoring.backfill import DayDone, DayState, Ended, remaining_s
from callqa.operations import collect, transcribe
from callqa.storage import audit, purges
from callqa.storage.runs import Backfill
from callqa.storage.session import Site

_LONGEST_DAYS = 3 * 366


@dataclass(frozen=True, kw_only=True, slots=True)
class Plan:
    """What a backfill is to do.

    Args:
        days: of the range, all of them.
        redo: what is recognised again.
        done_before: days that an earlier call of the same backfill has finished.
        todo: the other days that have calls, with how many are due; changed while they are worked on.
    """

    days: tuple[date, ...]
    redo: Redo
    done_before: int
    todo: list[DayDone]

    @property
    def memory(self) -> Backfill:
        """What the database remembers of it."""
        return Backfill(first=self.days[0], last=self.days[-1], redo=self.redo.value)

    def ended(self, stopped: Remark | None) -> Ended:
        """Return how it stands, which is told when it ends for whatever reason.

        Args:
            stopped: why it did not come to its end; None when it did.
        """
        command = f"callqa backfill --from {self.days[0]} --to {self.days[-1]}"
        return Ended(
            first=self.days[0],
            last=self.days[-1],
            days=self.todo,
            done_before=self.done_before,
            stopped=stopped,
            command=command if self.redo is Redo.MISSING else f"{command} --redo {self.redo.value}",
        )


def span(first: date, last: date) -> tuple[date, ...]:
    """Return the days of a range.

    Raises:
        BadInputError: it ends before it begins, or is too long for one go.
    """
    if first > last:
        raise BadInputError("开始日期在结束日期之后", "--from/--to", "写成 --from 2026-02-01 --to 2026-02-14")
    length = (last - first).days + 1
    if length > _LONGEST_DAYS:
        raise BadInputError(f"一次最多 {_LONGEST_DAYS} 天，这里是 {length} 天", "--from/--to", "分几次做")
    return tuple(first + timedelta(days=number) for number in range(length))


def plan(site: Site, days: Sequence[date], redo: Redo) -> Plan:
    """Look at what a backfill would do; stores nothing. Purged days are not looked into.

    Args:
        days: of `span`.

    Raises:
        BadInputError: a configured folder is missing.
        OSError: it cannot be listed.
    """
    memory = Backfill(first=days[0], last=days[-1], redo=redo.value)
    done = memory.done(site.database)
    todo = _planned(site, [day for day in days if day not in done], redo)
    return Plan(days=tuple(days), redo=redo, done_before=len(done), todo=todo)


def _planned(site: Site, days: Sequence[date], redo: Redo) -> list[DayDone]:
    if not days:
        return []
    revision = transcribe.summary(site.configuration).revision
    most = site.settings.night.max_attempts
    closed = {day: error for day in days if (error := purges.closure(site.database, day))}
    planned = [_purged(day, error) for day, error in closed.items()]
    for day, found in collect.find_days(site, [day for day in days if day not in closed]).items():
        there = {r.path: r for r in (*site.store.recordings(day), *found.gathered.recordings)}
        due = to_recognise(there.values(), site.store.stored(day), revision, redo, most)
        if there:
            planned.append(DayDone(day=day.isoformat(), due=len(due)))
    return sorted(planned, key=lambda each: each.day)


def _purged(day: date, error: CallqaError) -> DayDone:
    why = of_error(RemarkKind.WENT_WRONG, error)
    return DayDone(day=day.isoformat(), due=0, state=DayState.PURGED, problem=why, exit_code=error.exit_code)


@dataclass(frozen=True, kw_only=True, slots=True)
class Night:
    """How the night of one day went; see `NightSummary`."""

    recognised: int
    failed: int
    problem: Remark | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Pace:
    """How far a backfill is after a day.

    Args:
        day: that just ended.
        number, total: which day it was, counting from 1, and of how many.
        left_s: how long the rest takes at the pace so far; None while there is none.
    """

    day: DayDone
    number: int
    total: int
    left_s: float | None


def work(
    site: Site,
    planned: Plan,
    night: Callable[[date], Night],
    watcher: Watcher = UNWATCHED,
    tell: Callable[[Pace], None] = lambda _pace: None,
) -> None:
    """Work through the days of a plan; whatever stops one, the next is tried.

    Every night takes the lease of its own day.

    Args:
        night: works on one day.
        watcher: is asked between two days.
        tell: is told of every day that ended.

    Raises:
        StoppedError: whoever follows it wants it to end; the same backfill goes on where it was.
    """
    todo, memory = planned.todo, planned.memory
    # before the work, not after: a backfill is often killed, and who began it is to be known then
    audit.note(
        site, AuditAction.BACKFILLED, days=f"{planned.days[0]}/{planned.days[-1]}", redo=planned.redo.value
    )
    began, worked = time.monotonic(), 0
    for number, each in enumerate(todo, 1):
        watcher.step(number - 1, len(todo))
        if each.state is not DayState.PURGED:
            _work_on(each, night)
        worked += each.due
        if each.is_finished:
            memory.finish(site.database, date.fromisoformat(each.day))
        left = sum(other.due for other in todo[number:])
        left_s = remaining_s(worked, time.monotonic() - began, left) if left else 0.0
        tell(Pace(day=each, number=number, total=len(todo), left_s=left_s))
    watcher.step(len(todo), len(todo))
    if not any(each.is_left for each in todo):
        memory.forget(site.database)


def _work_on(each: DayDone, night: Callable[[date], Night]) -> None:
    try:
        ended = night(date.fromisoformat(each.day))
    except DayHeldError as error:
        each.state, each.problem, each.exit_code = (
            DayState.HELD,
            of_error(RemarkKind.HELD, error),
            ExitCode.DAY_HELD,
        )
    except (CallqaError, OSError) as error:
        each.state, each.problem, each.exit_code = (
            DayState.ERROR,
            of_error(RemarkKind.WENT_WRONG, error),
            ExitCode.UNEXPECTED,
        )
    else:
        each.state = DayState.PROBLEM if ended.problem else DayState.DONE
        each.problem, each.recognised, each.failed = ended.problem, ended.recognised, ended.failed
        failed = ExitCode.SOME_FAILED if ended.failed else ExitCode.COMPLETE
        each.exit_code = ExitCode.UNEXPECTED if ended.problem else failed
