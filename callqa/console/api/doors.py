"""Doors for programs: each says what capability it asks for, and takes a token, never a cookie."""

from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated

from fastapi import Depends, Request
from fastapi.security import HTTPBearer
from starlette.requests import HTTPConnection
from starlette.responses import JSONResponse

from callqa.console.desk import desk_of
from callqa.console.doors import Doors, ForbiddenError, SignInNeededError
from callqa.model.access.account import Account, Capability
from callqa.model.access.token import Bearer
from callqa.operations.accounts.sign_in import for_account
from callqa.operations.accounts.tokens import bearer
from callqa.storage.session import Site

_SCHEME = HTTPBearer(auto_error=False, bearerFormat="cq_…", description="a token of the page 令牌 (/tokens)")


@dataclass(frozen=True, kw_only=True, slots=True)
class Caller:
    """A program that has shown a token, and the site as it works on it.

    Args:
        bearer: says what it may do.
        site: whose actor is the token's owner, through the API.
    """

    bearer: Bearer
    site: Site

    @property
    def account(self) -> Account:
        """Whose token it is."""
        return self.bearer.account


def _caller(request: Request) -> Caller:
    scheme, _, secret = request.headers.get("authorization", "").partition(" ")
    found = _of(request, secret.strip()) if scheme.lower() == "bearer" else None
    if found is None:
        raise SignInNeededError
    return found


def _of(connection: HTTPConnection, secret: str) -> Caller | None:
    desk = desk_of(connection)
    found = bearer(desk.site, secret)
    if found is None:
        return None
    return Caller(bearer=found, site=for_account(desk.site, found.account.name, "api"))


def socket_caller(socket: HTTPConnection) -> Caller | None:
    """Return the program at a WebSocket; None where it has shown no token that opens anything.

    Clients that can be told nothing but an address send what stands before its ``@`` as a password.
    """
    scheme, _, told = socket.headers.get("authorization", "").partition(" ")
    if scheme.lower() != "basic":
        return _of(socket, told.strip()) if scheme.lower() == "bearer" else None
    try:
        name, _, password = b64decode(told, validate=True).decode().partition(":")
    except ValueError:
        return None
    return _of(socket, password or name)


Calling = Annotated[Caller, Depends(_caller)]


def _asking(capability: Capability) -> Callable[[Caller], None]:
    def ask(caller: Calling) -> None:
        if not caller.bearer.may(capability):
            raise ForbiddenError

    return ask


class ProgramDoors(Doors):
    """Routes for programs.

    Args:
        prefix: of their paths, one of those that `callqa.console.api.answers` knows.
    """

    asking = staticmethod(_asking)
    answers = JSONResponse

    def __init__(self, prefix: str) -> None:
        super().__init__(prefix)
        self.router.dependencies.append(Depends(_SCHEME))  # for the description only
