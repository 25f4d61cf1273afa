"""Tokens for programs: one's own, and for administrators everybody's."""

from typing import Annotated

from fastapi import Form, Request
from starlette.responses import RedirectResponse, Response

from callqa.console.auth.signing import Field
from callqa.console.doors import Doors, Signed, Visitor
from callqa.console.rendering import page
from callqa.model.access.account import Capability
from callqa.model.access.token import SCOPES, grantable
from callqa.model.errors import BadInputError
from callqa.operations.accounts import tokens

doors = Doors("/tokens")
_USUAL_DAYS = 90


@doors.get("", Capability.SIGNED_IN)
def own(request: Request, visitor: Signed) -> Response:
    """List one's own tokens, and for administrators everybody's."""
    return _list(request, visitor)


def _list(request: Request, visitor: Visitor, *, secret: str = "", problem: str = "") -> Response:
    account = visitor.account
    is_admin = account.may(Capability.MANAGE)
    return page(
        request,
        "auth/tokens.html",
        account=account,
        status=400 if problem else 200,
        tokens=tokens.owned(visitor.site, "" if is_admin else account.name),
        scopes=[each.value for each in grantable(account)],
        order=[each.value for each in SCOPES],
        usual_days=str(_USUAL_DAYS),
        now=visitor.site.now(),
        secret=secret,
        problem=problem,
    )


@doors.post("", Capability.SIGNED_IN)
def create(
    request: Request,
    *,
    visitor: Signed,
    label: Field = "",
    scopes: Annotated[list[str], Form()] = [],  # noqa: B006  # FastAPI copies it
    days: Annotated[int, Form()] = _USUAL_DAYS,
) -> Response:
    """Make a token, and show its secret this once."""
    known = frozenset(Capability)
    chosen = frozenset(Capability(each) for each in scopes if each in known)
    try:
        secret, _ = tokens.create(visitor.site, visitor.account, label, chosen, days)
    except BadInputError as error:
        return _list(request, visitor, problem=str(error))
    return _list(request, visitor, secret=secret)


@doors.post("/revoke", Capability.SIGNED_IN)
def revoke(visitor: Signed, number: Annotated[int, Form()] = 0) -> Response:
    """Revoke one of one's own tokens; administrators anybody's."""
    whose = "" if visitor.account.may(Capability.MANAGE) else visitor.account.name
    tokens.revoke(visitor.site, number, whose)
    return RedirectResponse("/tokens", 303)
