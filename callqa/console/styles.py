"""The stylesheet and the script of the report, which customers may have restyled, for the console's pages."""

from fastapi import Request
from starlette.responses import Response

from callqa.console.doors import Doors
from callqa.console.rendering import STATIC, fill
from callqa.model.access.account import Capability

doors = Doors()
_OF_THE_REPORT = ("script/1-basics.js", "script/2-transcripts.js", "script/5-player.js")


@doors.get("/report.css", Capability.PUBLIC)
def report_styles(request: Request) -> Response:
    """Return the report's stylesheet."""
    return Response(fill(request, "style.css"), media_type="text/css")


@doors.get("/call.js", Capability.SIGNED_IN)
def call_script(request: Request) -> Response:
    """Return the script of a call's page: the report's player, and what the console adds."""
    parts = [fill(request, name) for name in _OF_THE_REPORT]
    own = (STATIC / "call.js").read_text(encoding="utf-8")
    script = '(() => {\n"use strict";\n' + "\n".join([*parts, own]) + "})();"
    return Response(script, media_type="text/javascript")
