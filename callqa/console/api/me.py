"""Whose token it is, and what it is for: what a program asks first."""

from callqa.console.api import shapes
from callqa.console.api.doors import Calling, ProgramDoors
from callqa.model.access.account import Capability

doors = ProgramDoors("/api/v1")


@doors.get("/me", Capability.SIGNED_IN, summary="whose token this is", response_model=shapes.Me)
def me(caller: Calling) -> dict[str, object]:
    """Say whose token it is, what it is for, and until when."""
    token, scope = caller.bearer.token, caller.account.scope
    return {
        "account": caller.account.name,
        "role": caller.account.role,
        "label": token.label,
        "scopes": sorted(each for each in token.scopes if caller.account.may(each)),
        "expires_at": token.expires_at,
        "queues": scope.queues,
        "agents": scope.agents,
    }
