"""One's own account, and the administrators' page of all accounts."""

import re
from typing import Annotated
from urllib.parse import quote

from fastapi import Form, Request
from starlette.responses import RedirectResponse, Response

from callqa.console.auth.signing import Field, enter
from callqa.console.doors import AtDesk, Doors, Signed, Visitor
from callqa.console.rendering import in_words, page
from callqa.model.access.account import Account, AccountRole, Capability, Scope
from callqa.model.errors import BadInputError
from callqa.operations.accounts import accounts
from reports.words.language import Catalogue

doors = Doors()
_WORDS = Catalogue("access")
_BETWEEN = re.compile(r"[,，、;；\n]+")
_GRANTED = (Capability.LISTEN, Capability.REVEAL, Capability.ASSIGN)
Long = Annotated[str, Form(max_length=4000)]


@doors.get("/account", Capability.SIGNED_IN)
def own(request: Request, visitor: Signed) -> Response:
    """Show one's own account."""
    return page(request, "auth/account.html", account=visitor.account, problem="")


@doors.post("/account/password", Capability.SIGNED_IN)
def own_password(
    request: Request,
    *,
    desk: AtDesk,
    visitor: Signed,
    old: Field = "",
    password: Field = "",
    again: Field = "",
) -> Response:
    """Replace one's own password, and sign in with the new one."""
    keys = (("password", visitor.account.name),)
    try:
        if wait := desk.throttle.wait_s(*keys):
            raise BadInputError(f"试得太多了，请 {int(wait) + 1} 秒后再试", "", "等一等")
        if password != again:
            with in_words(request):
                raise BadInputError(_WORDS.NOT_THE_SAME, "", _WORDS.PASSWORD_AGAIN)
        accounts.change_password(visitor.site, visitor.account, old, password)
    except BadInputError as error:
        desk.throttle.failed(*keys)
        return page(request, "auth/account.html", account=visitor.account, problem=str(error), status=400)
    return enter(request, desk, visitor.account.name, password, "/account")


@doors.get("/accounts", Capability.MANAGE)
def everybody(request: Request, visitor: Signed, change: str = "") -> Response:
    """List all accounts, with a form for the one that is to be changed."""
    return _list(request, visitor, change=change)


def _list(
    request: Request,
    visitor: Visitor,
    *,
    change: str = "",
    problem: str = "",
    link: str = "",
    about: str = "",
) -> Response:
    everyone = accounts.everybody(visitor.site)
    return page(
        request,
        "auth/accounts.html",
        account=visitor.account,
        status=400 if problem else 200,
        everyone=everyone,
        changed=next((each for each in everyone if each.name == change), None),
        roles=[each.value for each in AccountRole],
        problem=problem,
        link=link,
        about=about,
    )


@doors.post("/accounts", Capability.MANAGE)
def create(
    request: Request,
    *,
    desk: AtDesk,
    visitor: Signed,
    name: Field = "",
    role: Field = "",
    granted: Annotated[list[str], Form()] = [],  # noqa: B006  # FastAPI copies it
    queues: Long = "",
    agents: Long = "",
) -> Response:
    """Make an account, and show the link by which its owner sets a password."""
    try:
        token = accounts.create(visitor.site, _account(name.strip(), role, granted, queues, agents))
    except BadInputError as error:
        return _list(request, visitor, problem=str(error))
    return _list(request, visitor, link=_link(desk.origins[0], token), about=name.strip())


@doors.post("/accounts/change", Capability.MANAGE)
def change(
    request: Request,
    *,
    visitor: Signed,
    name: Field = "",
    role: Field = "",
    granted: Annotated[list[str], Form()] = [],  # noqa: B006  # FastAPI copies it
    queues: Long = "",
    agents: Long = "",
    disabled: Field = "",
) -> Response:
    """Replace what an account may do and see."""
    try:
        accounts.change(
            visitor.site, _account(name, role, granted, queues, agents, is_disabled=bool(disabled))
        )
    except BadInputError as error:
        return _list(request, visitor, change=name, problem=str(error))
    return RedirectResponse("/accounts", 303)


@doors.post("/accounts/invite", Capability.MANAGE)
def invite(request: Request, desk: AtDesk, visitor: Signed, name: Field = "") -> Response:
    """Show a new link by which somebody sets another password."""
    try:
        token = accounts.invite(visitor.site, name)
    except BadInputError as error:
        return _list(request, visitor, problem=str(error))
    return _list(request, visitor, link=_link(desk.origins[0], token), about=name)


def _link(origin: str, token: str) -> str:
    return f"{origin}/welcome?token={quote(token)}"


def _account(
    name: str, role: str, granted: list[str], queues: str, agents: str, *, is_disabled: bool = False
) -> Account:
    if role not in frozenset(AccountRole):
        raise BadInputError("没有这个角色", "角色", "在列表里选一个")
    return Account(
        name=name,
        role=AccountRole(role),
        granted=frozenset(each for each in _GRANTED if each.value in granted),
        scope=Scope(queues=_listed(queues), agents=_listed(agents)),
        is_disabled=is_disabled,
    )


def _listed(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(each.strip() for each in _BETWEEN.split(text) if each.strip()))
