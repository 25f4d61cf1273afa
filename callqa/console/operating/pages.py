"""The pages of operations: the machine, what is kept how long, the audit log."""

import json
import subprocess
from datetime import date, timedelta

from fastapi import Request
from starlette.responses import Response

from callqa.console.desk import Desk
from callqa.console.doors import AtDesk, Doors, Signed
from callqa.console.rendering import page
from callqa.model.access.account import Capability
from callqa.operations.privacy import purge
from callqa.operations.privacy.audit import entries
from callqa.storage.session import Site

doors = Doors()
_DOCTOR_S = 300
_MOST_LINES = 500
_AUDIT_DAYS = 7


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
