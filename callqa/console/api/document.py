"""What the API is, for people and for their tools; only for who is signed in, and from this machine alone."""

from typing import Any

from fastapi import FastAPI, Request
from fastapi.openapi.utils import get_openapi
from starlette.responses import JSONResponse, Response

from callqa import __version__
from callqa.console.api.answers import is_for_programs
from callqa.console.doors import NEEDS, Doors, Signed
from callqa.console.rendering import page
from callqa.model.access.account import Capability

doors = Doors("/api")
_METHODS = ("get", "post", "put")


@doors.get("/openapi.json", Capability.SIGNED_IN)
def openapi(request: Request) -> Response:
    """Return the description by which tools make clients."""
    return JSONResponse(_described(request.app))


@doors.get("", Capability.SIGNED_IN)
def document(request: Request, visitor: Signed) -> Response:
    """Show the same as a page."""
    described = _described(request.app)
    routes = [
        {"method": method.upper(), "path": path, **_route(known[method])}
        for path, known in described["paths"].items()
        for method in _METHODS
        if method in known
    ]
    return page(request, "api/document.html", account=visitor.account, routes=routes, origin=request.base_url)


def _route(known: dict[str, Any]) -> dict[str, Any]:
    named = [each for each in known.get("parameters", []) if each["name"] != "authorization"]
    body = known.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema", {})
    return {
        "summary": known.get("summary", ""),
        "about": known.get("description", ""),
        "needs": known[NEEDS],
        "parameters": [each["name"] for each in named],
        "body": body.get("$ref", "").rpartition("/")[2],
    }


def _described(app: FastAPI) -> dict[str, Any]:
    known = get_openapi(title="callqa", version=__version__, routes=app.routes)
    paths = {path: each for path, each in known["paths"].items() if is_for_programs(path)}
    return {**known, "paths": paths}
