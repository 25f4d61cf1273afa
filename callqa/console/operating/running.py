"""The pages of runs: days, what is done with them and before it is done, backfills, the schedule."""

import json
import subprocess
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Form, Query, Request
from starlette.responses import RedirectResponse, Response

from callqa.console.desk import Desk
from callqa.console.doors import AtDesk, Doors, Signed, Visitor
from callqa.console.operating.children import OF_A_DAY, Work
from callqa.console.operating.schedule import next_nights
from callqa.console.operating.starting import backfill, begin, end
from callqa.console.rendering import in_words, page
from callqa.days.day import Ledger
from callqa.days.plan import Redo
from callqa.model.access.account import EVERYTHING, Capability
from callqa.model.errors import BadInputError
from callqa.model.progress import Progress, Stage
from callqa.monitoring.backfill import remaining_s
from callqa.operations.backfill import span
from callqa.operations.calls.browse import in_counts
from callqa.operations.days import holder
from callqa.storage import runs
from callqa.storage.calls.browse import content_seal, recent_days
from callqa.storage.lease import Holder
from callqa.storage.session import Site
from reports.view.day import ledger_view

doors = Doors()
_DAYS = 14
_LOOK_S = 300
_USUAL_DAYS = 7
_NEXT, _LATELY = 3, 7
"""Nights that are named: the next and the last ones."""
_NOT_PLANNED = "没有看成：在服务器上运行同一条命令加 --dry-run 看原因"
Day = Annotated[date | None, Query()]
Short = Annotated[str, Query(max_length=20)]


@dataclass(frozen=True, kw_only=True, slots=True)
class DayState:
    """How a day stands for operations.

    Args:
        is_reported: whether its report is written.
        holder, progress: who works on it, and how far they are.
        left_min: how long recognition takes until its end, in minutes; None where that is not known.
    """

    day: date
    is_reported: bool
    holder: Holder | None
    progress: Progress | None
    left_min: int | None = None


@doors.get("/runs", Capability.OPERATE)
def all_runs(request: Request, desk: AtDesk, visitor: Signed) -> Response:
    """Show the newest days, what is being done with them, and what was started here."""
    return _runs(request, desk, visitor, "operating/runs.html")


@doors.get("/runs/now", Capability.OPERATE)
def now(request: Request, desk: AtDesk, visitor: Signed) -> Response:
    """Return the part of that page that changes."""
    return _runs(request, desk, visitor, "operating/_now.html")


def _runs(request: Request, desk: Desk, visitor: Visitor, template: str) -> Response:
    site = visitor.site
    under_way = runs.under_way(site.database)
    days = dict.fromkeys([site.yesterday(), *recent_days(site.database, None, _DAYS), *under_way])
    states = [_state(site, day, under_way.get(day)) for day in sorted(days, reverse=True)[:_DAYS]]
    children = desk.children.all()
    return page(
        request,
        template,
        account=visitor.account,
        states=states,
        children=children,
        works=[each.value for each in OF_A_DAY],
        is_busy=any(each.holder for each in states) or any(each.ended is None for each in children),
        night=site.settings.night.cron,
        following=next_nights(site.settings.night.cron, site.zone, site.now(), _NEXT),
        lately=runs.last_runs(site.database, _LATELY),
    )


def _state(site: Site, day: date, progress: Progress | None) -> DayState:
    return DayState(
        day=day,
        is_reported=bool(content_seal(site.database, day)),
        holder=holder(site, day),
        progress=progress,
        left_min=_left_min(site, progress) if progress else None,
    )


def _left_min(site: Site, progress: Progress) -> int | None:
    """Return how long the recognition that is under way takes until its end, at its pace so far."""
    since = runs.since(site.database, progress.run_id)
    if since is None or progress.stage is not Stage.TRANSCRIBE:
        return None
    elapsed = (progress.at - since).total_seconds()
    left = remaining_s(progress.done, elapsed, progress.total - progress.done)
    return None if left is None else max(round(left / 60), 1)


@doors.get("/runs/backfill", Capability.OPERATE)
def ask_backfill(request: Request, visitor: Signed, first: Day = None, last: Day = None) -> Response:
    """Ask for a range of days, and say what a backfill would do there before it is done."""
    end = last or visitor.site.yesterday()
    return page(
        request,
        "operating/backfill.html",
        account=visitor.account,
        first=first or end - timedelta(days=_USUAL_DAYS - 1),
        last=end,
        redos=[each.value for each in Redo],
    )


@doors.get("/runs/backfill/plan", Capability.OPERATE)
def planned(
    request: Request,
    *,
    desk: AtDesk,
    visitor: Signed,
    first: Day = None,
    last: Day = None,
    redo: Short = "",
) -> Response:
    """Return what a backfill would do, by the command itself: it loads what the night loads."""
    begin_at, end_at, again = _range(first, last, redo)
    found, problem = _looked_at(desk, visitor.site, Work.BACKFILL.arguments(begin_at, end_at, again))
    return page(
        request,
        "operating/_plan.html",
        account=visitor.account,
        found=found,
        problem=problem,
        command=" ".join(("callqa", *Work.BACKFILL.arguments(begin_at, end_at, again))),
        first=begin_at,
        last=end_at,
        redo=again.value,
    )


def _range(first: date | None, last: date | None, redo: str) -> tuple[date, date, Redo]:
    if first is None or last is None:
        raise BadInputError("没有写日期", "日期", "写从哪天到哪天")
    if redo not in frozenset(Redo):
        raise BadInputError("没有这种补做", "重新识别", "在列表里选一个")
    days = span(first, last)
    return days[0], days[-1], Redo(redo)


def _looked_at(desk: Desk, site: Site, arguments: tuple[str, ...]) -> tuple[dict[str, Any], str]:
    """Return what a backfill would do, and why that is not known."""
    command = [*desk.children.callqa, *arguments, "--dry-run", "--json"]
    where = ["--config", str(site.configuration.path)]
    try:
        done = subprocess.run([*command, *where], capture_output=True, timeout=_LOOK_S, check=False)  # noqa: S603  # our own command, and dates
        found = json.loads(done.stdout)
        return found, "" if "days" in found else _NOT_PLANNED
    except subprocess.TimeoutExpired:
        return {}, f"查看超过 {_LOOK_S} 秒没有结束：缩短日期范围，或在服务器上运行"
    except ValueError:
        return {}, _NOT_PLANNED


@doors.post("/runs/backfill", Capability.OPERATE)
def start_backfill(
    desk: AtDesk,
    visitor: Signed,
    *,
    first: Annotated[str, Form(max_length=10)] = "",
    last: Annotated[str, Form(max_length=10)] = "",
    redo: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Start a backfill."""
    backfill(desk.children, visitor.site, *_range(_day(first), _day(last), redo))
    return RedirectResponse("/runs", 303)


@doors.get("/runs/new", Capability.OPERATE)
def ask(
    request: Request, visitor: Signed, day: date, work: Annotated[str, Query(max_length=20)] = ""
) -> Response:
    """Say what would be done with a day, before it is done."""
    chosen = _work(work)
    ledger = in_counts(visitor.site, day, EVERYTHING).ledger()
    with in_words(request):
        words = ledger_view(ledger).words
    return page(
        request,
        "operating/ask.html",
        account=visitor.account,
        day=day,
        work=chosen.value,
        command=" ".join(("callqa", *chosen.arguments(day))),
        ledger=words,
        does=_does(chosen, ledger),
        holder=holder(visitor.site, day),
    )


def _does(work: Work, ledger: Ledger) -> int:
    """Return how many calls a command is about; -1 where the inbox decides."""
    if work is Work.RUN:
        return -1
    return ledger.failed if work is Work.FAILED else ledger.ok + ledger.no_speech


def _work(text: str) -> Work:
    if text not in OF_A_DAY:
        raise BadInputError("没有这种操作", "", "在“运行”页里选一个")
    return Work(text)


@doors.post("/runs", Capability.OPERATE)
def start(
    desk: AtDesk,
    visitor: Signed,
    *,
    day: Annotated[str, Form(max_length=10)] = "",
    work: Annotated[str, Form(max_length=20)] = "",
) -> Response:
    """Start a command for a day that nobody works on."""
    begin(desk.children, visitor.site, _work(work), _day(day))
    return RedirectResponse("/runs", 303)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise BadInputError(f"“{text}”不是日期", "日期", "写成 2026-02-14 这样") from error


@doors.post("/runs/stop", Capability.OPERATE)
def stop(desk: AtDesk, visitor: Signed, number: Annotated[int, Form(ge=1)] = 1) -> Response:
    """Stop a command that was started here."""
    end(desk.children, visitor.site, number)
    return RedirectResponse("/runs", 303)
