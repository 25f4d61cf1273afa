"""The stylesheet of the report, which customers may have restyled, for the console's pages."""

from fastapi import Request
from starlette.responses import Response

from callqa.console.doors import Doors
from callqa.console.rendering import fill
from callqa.model.access.account import Capability

doors = Doors()


@doors.get("/report.css", Capability.PUBLIC)
def report_styles(request: Request) -> Response:
    """Return the report's stylesheet."""
    return Response(fill(request, "style.css"), media_type="text/css")
