"""Home: what somebody of one's role looks at first."""

from fastapi import Request
from starlette.responses import Response

from callqa.console.doors import Doors, Signed
from callqa.console.rendering import page
from callqa.model.access.account import Capability

doors = Doors()


@doors.get("/", Capability.SIGNED_IN)
def home(request: Request, visitor: Signed) -> Response:
    """Show the start page."""
    return page(request, "home.html", account=visitor.account)
