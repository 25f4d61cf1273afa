"""The application: every part's doors, the guard in front of them, and what is said where something fails."""

from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from callqa.console import home, styles
from callqa.console.auth import people, signing
from callqa.console.calls import listening
from callqa.console.calls import pages as calls
from callqa.console.days import pages as days
from callqa.console.desk import Desk
from callqa.console.doors import ForbiddenError, SignInNeededError
from callqa.console.guard import Guard
from callqa.console.operating import pages as operating
from callqa.console.rendering import STATIC, page
from callqa.console.review import pages as review
from callqa.console.rules import pages as rules
from callqa.host import logs
from callqa.model.errors import BadInputError, CallqaError

_PARTS = (
    signing.doors,
    people.doors,
    home.doors,
    styles.doors,
    days.doors,
    calls.doors,
    listening.doors,
    review.doors,
    rules.doors,
    operating.doors,
)


def application(desk: Desk) -> FastAPI:
    """Return the application for a desk."""
    # FastAPI's own pages of documentation load scripts from another site
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.state.desk = desk
    for part in _PARTS:
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=STATIC))
    app.add_middleware(Guard, origins=desk.origins, is_secure=desk.is_secure)
    app.add_exception_handler(SignInNeededError, _sign_in_first)
    app.add_exception_handler(ForbiddenError, _forbidden)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(CallqaError, _told)
    app.add_exception_handler(Exception, _unexpected)
    return app


def _sign_in_first(request: Request, _error: Exception) -> Response:
    if request.method != "GET" or "hx-request" in request.headers:
        return PlainTextResponse("请先登录", 401)
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse("/sign-in" if asked == "/" else f"/sign-in?next={quote(asked)}", 303)


def _forbidden(request: Request, _error: Exception) -> Response:
    return page(request, "problem.html", status=403, kind="FORBIDDEN", told="")


def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    kind = "NOT_FOUND" if status == 404 else "FAILED_PAGE"
    return page(request, "problem.html", status=status, kind=kind, told="")


def _malformed(request: Request, _error: Exception) -> Response:
    # FastAPI's own answer repeats what was sent: perhaps a password
    return page(request, "problem.html", status=400, kind="FAILED_PAGE", told="")


def _told(request: Request, error: Exception) -> Response:
    status = 400 if isinstance(error, BadInputError) else 503
    return page(request, "problem.html", status=status, kind="FAILED_PAGE", told=str(error))


def _unexpected(request: Request, error: Exception) -> Response:
    logs.unexpected(error, "answering a request of the console")
    return page(request, "problem.html", status=500, kind="UNEXPECTED", told="")
