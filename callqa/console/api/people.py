"""Accounts and the audit log for programs: read only."""

from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Query

from callqa.console.api import shapes
from callqa.console.api.doors import Calling, ProgramDoors
from callqa.model.access.account import Account, Capability
from callqa.operations.accounts import accounts
from callqa.operations.privacy.audit import entries

doors = ProgramDoors("/api/v1")
_USUAL_DAYS = 7
Day = Annotated[date | None, Query(description="default: the last week")]


@doors.get("/users", Capability.MANAGE, summary="accounts", response_model=shapes.Users)
def users(caller: Calling) -> dict[str, Any]:
    """List the accounts; nothing of their passwords."""
    return {"users": list(map(_user, accounts.everybody(caller.site)))}


def _user(account: Account) -> dict[str, Any]:
    return {
        "name": account.name,
        "role": account.role.value,
        "granted": sorted(each.value for each in account.granted),
        "queues": account.scope.queues,
        "agents": account.scope.agents,
        "disabled": account.is_disabled,
    }


@doors.get("/audit", Capability.MANAGE, summary="the audit log", response_model=shapes.Audit)
def audit(
    caller: Calling,
    first: Day = None,
    last: Day = None,
    limit: Annotated[int, Query(ge=1, le=5_000)] = 500,
) -> dict[str, Any]:
    """List who did what, newest first."""
    until = last or caller.site.today()
    since = first or until - timedelta(days=_USUAL_DAYS - 1)
    found = entries(caller.site, since, until)[::-1]
    lines = [
        {"at": each.at, "who": each.who, "action": each.action.value, "about": dict(each.about)}
        for each in found[:limit]
    ]
    return {"first": since, "last": until, "total": len(found), "entries": lines}
