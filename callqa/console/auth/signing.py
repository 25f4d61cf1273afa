"""Signing in, signing out, and the links by which a password is set."""

from secrets import compare_digest
from typing import Annotated

from fastapi import Form, Request
from starlette.responses import RedirectResponse, Response

from callqa.console.desk import Desk
from callqa.console.doors import AtDesk, Doors, Perhaps, Signed
from callqa.console.rendering import in_words, page
from callqa.model.access.account import Capability
from callqa.model.errors import BadInputError
from callqa.operations.accounts import accounts
from callqa.operations.accounts.sign_in import for_account, sign_in, sign_out
from reports.words.language import Catalogue

doors = Doors()
_WORDS = Catalogue("access")
Field = Annotated[str, Form(max_length=400)]


@doors.get("/sign-in", Capability.PUBLIC)
def ask(request: Request, visitor: Perhaps, next: str = "/") -> Response:
    """Show the form, or go on where somebody is signed in already."""
    if visitor:
        return RedirectResponse(_local(next), 303)
    return page(request, "auth/sign_in.html", next=_local(next), problem="", name="")


@doors.post("/sign-in", Capability.PUBLIC)
def enter(
    request: Request, desk: AtDesk, name: Field = "", password: Field = "", next: Field = "/"
) -> Response:
    """Sign in; after a few failures only from time to time."""
    address = request.client.host if request.client else ""
    keys = (("address", address), ("name", name, address))
    if wait := desk.throttle.wait_s(*keys):
        with in_words(request):
            problem = _WORDS.too_many(int(wait) + 1)
        answer = _again(request, name, next, problem, 429)
        answer.headers["retry-after"] = str(int(wait) + 1)
        return answer
    token = sign_in(desk.site, name, password, address)
    if token is None:
        desk.throttle.failed(*keys)
        with in_words(request):
            problem = _WORDS.SIGN_IN_WRONG
        return _again(request, name, next, problem, 401)
    desk.throttle.succeeded(*keys)
    return remember(desk, RedirectResponse(_local(next), 303), token)


def _again(request: Request, name: str, next: str, problem: str, status: int) -> Response:
    return page(request, "auth/sign_in.html", next=_local(next), problem=problem, name=name, status=status)


def _local(path: str) -> str:
    """Return where to go after signing in: a path of the console, and no other site's address."""
    is_ours = path.startswith("/") and not path.startswith(("//", "/\\")) and path.isprintable()
    return path if is_ours and "\\" not in path else "/"


def remember(desk: Desk, answer: Response, token: str) -> Response:
    """Let the browser keep the secret of its sign-in."""
    answer.set_cookie(
        desk.cookie,
        token,
        max_age=int(desk.settings.session_days * 86_400),
        httponly=True,
        samesite="lax",
        secure=desk.is_secure,
    )
    return answer


@doors.post("/sign-out", Capability.SIGNED_IN)
def leave(desk: AtDesk, visitor: Signed, everywhere: Field = "") -> Response:
    """End this browser's sign-in, or all of them."""
    sign_out(visitor.site, visitor.token, visitor.account, everywhere=bool(everywhere))
    answer = RedirectResponse("/sign-in", 303)
    answer.delete_cookie(desk.cookie, httponly=True, samesite="lax", secure=desk.is_secure)
    return answer


@doors.get("/welcome", Capability.PUBLIC)
def welcome(request: Request, desk: AtDesk, token: str = "") -> Response:
    """Show the form by which the owner of a link sets a password."""
    return _welcome(request, desk, token, "", 200)


def _welcome(request: Request, desk: Desk, token: str, problem: str, status: int) -> Response:
    first = _is_first(desk, token)
    account = None if first else accounts.invited(desk.site, token)
    if not (first or account):
        return page(request, "auth/dead_link.html", status=404)
    name = account.name if account else ""
    return page(
        request, "auth/welcome.html", status=status, token=token, first=first, name=name, problem=problem
    )


def _is_first(desk: Desk, token: str) -> bool:
    return compare_digest(token.encode(), desk.first.encode()) and not accounts.has_any(desk.site)


@doors.post("/welcome", Capability.PUBLIC)
def accept(
    request: Request,
    *,
    desk: AtDesk,
    token: Field = "",
    name: Field = "",
    password: Field = "",
    again: Field = "",
) -> Response:
    """Set the password, and sign in with it."""
    if password != again:
        with in_words(request):
            return _welcome(request, desk, token, _WORDS.NOT_THE_SAME, 400)
    try:
        if _is_first(desk, token):
            accounts.create_first(for_account(desk.site, name), name, password)
        else:
            account = accounts.invited(desk.site, token)
            name = account.name if account else ""
            accounts.accept(for_account(desk.site, name), token, password)
    except BadInputError as error:
        return _welcome(request, desk, token, str(error), 400)
    return enter(request, desk, name, password)
