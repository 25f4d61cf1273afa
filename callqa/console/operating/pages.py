"""The pages of operations: days and runs, the machine, the audit log."""

import json
import subprocess
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated

from fastapi import Form, Query, Request
from starlette.responses import RedirectResponse, Response

from callqa.console.desk import Desk
from callqa.console.doors import AtDesk, Doors, Signed
from callqa.console.operating.children import Work
from callqa.console.operating.starting import begin, end
from callqa.console.rendering import in_words, page
from callqa.days.day import Ledger
from callqa.model.access.account import EVERYTHING, Capability
from callqa.model.errors import BadInputError
from callqa.model.progress import Progress
from callqa.operations.calls.browse import in_counts
from callqa.operations.days import holder
from callqa.operations.privacy import purge
from callqa.operations.privacy.audit import entries
from callqa.storage import runs
from callqa.storage.calls.browse import content_seal, recent_days
from callqa.storage.lease import Holder
from callqa.storage.session import Site
from reports.view.day import ledger_view

doors = Doors()
_DAYS = 14
_DOCTOR_S = 300
_MOST_LINES = 500
_AUDIT_DAYS = 7


@dataclass(frozen=True, kw_only=True, slots=True)
class DayState:
    """How a day stands for operations.

    Args:
        is_reported: whether its report is written.
        holder, progress: who works on it, and how far they are.
    """

    day: date
    is_reported: bool
    holder: Holder | None
    progress: Progress | None


@doors.get("/runs", Capability.OPERATE)
def all_runs(request: Request, desk: AtDesk, visitor: Signed) -> Response:
    """Show the newest days, what is being done with them, and what was started here."""
    site = visitor.site
    under_way = runs.under_way(site.database)
    days = dict.fromkeys([site.yesterday(), *recent_days(site.database, None, _DAYS), *under_way])
    states = [_state(site, day, under_way.get(day)) for day in sorted(days, reverse=True)[:_DAYS]]
    children = desk.children.all()
    return page(
        request,
        "operating/runs.html",
        account=visitor.account,
        states=states,
        children=children,
        works=[each.value for each in Work],
        is_busy=any(each.holder for each in states) or any(each.ended is None for each in children),
        night=site.settings.night.cron,
    )


def _state(site: Site, day: date, progress: Progress | None) -> DayState:
    return DayState(
        day=day,
        is_reported=bool(content_seal(site.database, day)),
        holder=holder(site, day),
        progress=progress,
    )


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
    if text not in frozenset(Work):
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


@doors.get("/doctor", Capability.OPERATE)
def doctor(request: Request, visitor: Signed) -> Response:
    """Show what tonight needs; looking takes a while, and comes when it is done."""
    return page(request, "operating/doctor.html", account=visitor.account)


@doors.get("/doctor/checks", Capability.OPERATE)
def checks(request: Request, desk: AtDesk, visitor: Signed) -> Response:
    """Look at everything that tonight needs, in a process of its own: it loads what the night loads."""
    found, problem = _examined(desk, visitor.site)
    return page(request, "operating/_checks.html", account=visitor.account, checks=found, problem=problem)


def _examined(desk: Desk, site: Site) -> tuple[list[dict[str, str]], str]:
    command = [*desk.children.callqa, "doctor", "--json", "--config", str(site.configuration.path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=_DOCTOR_S, check=False)  # noqa: S603  # our own command
        return json.loads(done.stdout)["checks"], ""
    except subprocess.TimeoutExpired:
        return [], f"检查超过 {_DOCTOR_S} 秒没有结束：在服务器上运行 callqa doctor"
    except (ValueError, KeyError):
        return [], "检查没有做成：在服务器上运行 callqa doctor 看原因"


@doors.get("/retention", Capability.OPERATE)
def retention(request: Request, visitor: Signed) -> Response:
    """Say what is older than its limit and would be removed; removes nothing."""
    site = visitor.site
    found = purge.due(site)
    limits = site.settings.retention.cutoffs(site.today())
    return page(
        request,
        "operating/retention.html",
        account=visitor.account,
        found=found[:_MOST_LINES],
        total=len(found),
        limits=limits,
        nightly=site.settings.retention.nightly,
    )


@doors.get("/audit", Capability.MANAGE)
def log(request: Request, visitor: Signed, first: date | None = None, last: date | None = None) -> Response:
    """Show who did what, newest first."""
    site = visitor.site
    until = last or site.today()
    since = first or until - timedelta(days=_AUDIT_DAYS - 1)
    found = entries(site, since, until)[::-1]
    return page(
        request,
        "operating/audit.html",
        account=visitor.account,
        lines=[each.line(site.zone) for each in found[:_MOST_LINES]],
        total=len(found),
        since=since,
        until=until,
    )
