"""The application: every part's doors, the guard in front of them, and what is said where something fails."""

import asyncio
import tempfile
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from urllib.parse import quote

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.staticfiles import StaticFiles

from callqa.console import home, styles
from callqa.console.api import days as api_days
from callqa.console.api import document, me, verdicts
from callqa.console.api import people as api_people
from callqa.console.api import ranges as api_ranges
from callqa.console.api import rules as api_rules
from callqa.console.api import runs as api_runs
from callqa.console.api import search as api_search
from callqa.console.api.answers import error, is_for_programs
from callqa.console.auth import people, signing, tokens
from callqa.console.calls import listening
from callqa.console.calls import pages as calls
from callqa.console.days import pages as days
from callqa.console.desk import Desk
from callqa.console.doors import ForbiddenError, SignInNeededError
from callqa.console.guard import Guard
from callqa.console.operating import live as watching
from callqa.console.operating import pages as operating
from callqa.console.operating import running
from callqa.console.ranges import coaching
from callqa.console.ranges import pages as ranges
from callqa.console.rendering import STATIC, page
from callqa.console.review import appeals, assigning
from callqa.console.review import pages as review
from callqa.console.rules import pages as rules
from callqa.console.search import pages as search
from callqa.console.studio import api as transcriptions
from callqa.console.studio import funasr, live, results, uploads
from callqa.console.studio import pages as studio
from callqa.host import logs
from callqa.model.errors import BadInputError, CallqaError, DayHeldError, NotThereError
from callqa.operations.studio import library

_PARTS = (
    signing.doors,
    people.doors,
    tokens.doors,
    home.doors,
    styles.doors,
    days.doors,
    calls.doors,
    listening.doors,
    assigning.doors,
    review.doors,
    appeals.doors,
    search.doors,
    coaching.doors,
    ranges.doors,
    rules.doors,
    watching.doors,
    running.doors,
    operating.doors,
    me.doors,
    api_days.doors,
    verdicts.doors,
    api_search.doors,
    api_rules.doors,
    api_runs.doors,
    api_ranges.doors,
    api_people.doors,
    document.doors,
    studio.doors,
    uploads.doors,
    results.doors,
    transcriptions.doors,
    live.doors,
    funasr.doors,
)
_TIDY_S = 3_600.0


def application(desk: Desk) -> FastAPI:
    """Return the application for a desk."""
    # FastAPI's own pages of documentation load scripts from another site
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None, lifespan=_lifespan)
    app.state.desk = desk
    for part in _PARTS:
        app.include_router(part.router)
    app.mount("/static", StaticFiles(directory=STATIC))
    most = desk.settings.upload.max_mb << 20
    app.add_middleware(Guard, origins=desk.origins, is_secure=desk.is_secure, most_recording=most)
    app.add_exception_handler(SignInNeededError, _sign_in_first)
    app.add_exception_handler(ForbiddenError, _forbidden)
    app.add_exception_handler(HTTPException, _http_error)
    app.add_exception_handler(RequestValidationError, _malformed)
    app.add_exception_handler(CallqaError, _told)
    app.add_exception_handler(Exception, _unexpected)
    return app


@asynccontextmanager
async def _lifespan(app: FastAPI) -> AsyncIterator[None]:
    """Go on with what an earlier process has left in the studio, and end its engine with the console."""
    desk: Desk = app.state.desk
    await asyncio.to_thread(desk.studio.open)
    # what programs send in forms is spooled by the framework: into a folder of our own, not the machine's
    before, tempfile.tempdir = tempfile.tempdir, str(await asyncio.to_thread(desk.studio.folder.scratch))
    tidying = asyncio.create_task(_tidy(desk))
    try:
        yield
    finally:
        tidying.cancel()
        with suppress(asyncio.CancelledError):
            await tidying
        desk.live.close()
        await asyncio.to_thread(desk.studio.close)
        tempfile.tempdir = before


async def _tidy(desk: Desk) -> None:
    """Remove what is past its time in the studio, every hour."""
    while True:
        try:
            await asyncio.to_thread(library.tidy, desk.site)
        except CallqaError as error:  # the database is locked, or the disk full: the next hour is tried
            logs.unexpected(error, "tidying the studio")
        await asyncio.sleep(_TIDY_S)


def _sign_in_first(request: Request, _error: Exception) -> Response:
    if is_for_programs(request.url.path):
        return error(401, "要有效的令牌：Authorization: Bearer cq_…", cure="在控制台的“令牌”页里建一个")
    if request.method != "GET" or "hx-request" in request.headers:
        return PlainTextResponse("请先登录", 401)
    asked = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    return RedirectResponse("/sign-in" if asked == "/" else f"/sign-in?next={quote(asked)}", 303)


def _forbidden(request: Request, _error: Exception) -> Response:
    if is_for_programs(request.url.path):
        return error(403, "这个令牌（或它的主人）不能做这件事", cure="建一个可用于这件事的令牌")
    return page(request, "problem.html", status=403, kind="FORBIDDEN", told="")


def _http_error(request: Request, failed: Exception) -> Response:
    status = failed.status_code if isinstance(failed, HTTPException) else 500
    if is_for_programs(request.url.path):
        return error(status, "没有这个地址" if status == 404 else "没有做成")
    kind = "NOT_FOUND" if status == 404 else "FAILED_PAGE"
    return page(request, "problem.html", status=status, kind=kind, told="")


def _malformed(request: Request, failed: Exception) -> Response:
    # FastAPI's own answer repeats what was sent: perhaps a password
    if is_for_programs(request.url.path):
        wrong = failed.errors() if isinstance(failed, RequestValidationError) else []
        places = "、".join(".".join(map(str, each["loc"][1:])) for each in wrong)
        return error(400, "参数不对", where=places, cure="核对 /api 页里的说明")
    return page(request, "problem.html", status=400, kind="FAILED_PAGE", told="")


def _told(request: Request, failed: Exception) -> Response:
    status = (
        404 if isinstance(failed, NotThereError) and is_for_programs(request.url.path) else _status(failed)
    )
    if is_for_programs(request.url.path) and isinstance(failed, CallqaError):
        return error(status, failed.what, where=failed.where, cure=failed.cure)
    return page(request, "problem.html", status=status, kind="FAILED_PAGE", told=str(failed))


def _status(failed: Exception) -> int:
    if isinstance(failed, DayHeldError):
        return 409
    return 400 if isinstance(failed, BadInputError) else 503


def _unexpected(request: Request, failed: Exception) -> Response:
    logs.unexpected(failed, "answering a request of the console")
    if is_for_programs(request.url.path):
        return error(500, "程序意外出错，已写进日志")
    return page(request, "problem.html", status=500, kind="UNEXPECTED", told="")
