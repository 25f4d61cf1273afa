"""Doors: routes that say what capability they ask for. A test walks them all, as every role."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, TypeVar

from fastapi import APIRouter, Depends
from starlette.requests import HTTPConnection
from starlette.responses import HTMLResponse, Response

from callqa.console.desk import Desk, desk_of
from callqa.model.access.account import Account, Capability
from callqa.operations.accounts.sign_in import for_account, signed_in
from callqa.storage.session import Site

Endpoint = TypeVar("Endpoint", bound=Callable[..., Any])
NEEDS = "x-needs"
"""Where a route keeps the capability that it asks for."""
SOCKET_NEEDS = "needs"
"""Where the function behind a WebSocket keeps it."""


class SignInNeededError(Exception):
    """Nobody is signed in."""


class ForbiddenError(Exception):
    """Whoever is signed in may not do this."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Visitor:
    """Whoever is signed in, and the site as they work on it.

    Args:
        account: of them.
        site: whose actor they are.
        token: the secret of their browser.
    """

    account: Account
    site: Site
    token: str


def visitor_of(request: HTTPConnection) -> Visitor | None:
    """Return whoever is signed in with the browser that asks; None for nobody."""
    desk = desk_of(request)
    token = request.cookies.get(desk.cookie, "")
    found = signed_in(desk.site, token)
    if found is None:
        return None
    return Visitor(account=found.account, site=for_account(desk.site, found.account.name), token=token)


def _known(visitor: Annotated[Visitor | None, Depends(visitor_of)]) -> Visitor:
    if visitor is None:
        raise SignInNeededError
    return visitor


AtDesk = Annotated[Desk, Depends(desk_of)]
Perhaps = Annotated[Visitor | None, Depends(visitor_of)]
Signed = Annotated[Visitor, Depends(_known)]


def _asking(capability: Capability) -> Callable[[Visitor | None], None]:
    def ask(visitor: Perhaps) -> None:
        if capability is Capability.PUBLIC:
            return
        if not _known(visitor).account.may(capability):
            raise ForbiddenError

    return ask


class Doors:
    """The routes of one part of the console.

    Args:
        prefix: of their paths.
    """

    asking: Callable[[Capability], Callable[..., None]] = staticmethod(_asking)
    """Returns what refuses whoever has not a capability."""
    answers: type[Response] = HTMLResponse

    def __init__(self, prefix: str = "") -> None:
        self.router = APIRouter(prefix=prefix)

    def get(self, path: str, needs: Capability, **told: Any) -> Callable[[Endpoint], Endpoint]:
        """Answer GET with what the decorated function returns.

        Args:
            needs: what whoever knocks must be able to do.
            told: what a description of the routes says of it, by FastAPI's names.
        """
        return self._door("GET", path, needs, **told)

    def post(self, path: str, needs: Capability, **told: Any) -> Callable[[Endpoint], Endpoint]:
        """Answer POST with what the decorated function returns; arguments as for `get`."""
        return self._door("POST", path, needs, **told)

    def put(self, path: str, needs: Capability, **told: Any) -> Callable[[Endpoint], Endpoint]:
        """Answer PUT with what the decorated function returns; arguments as for `get`."""
        return self._door("PUT", path, needs, **told)

    def head(self, path: str, needs: Capability, **told: Any) -> Callable[[Endpoint], Endpoint]:
        """Answer HEAD with the headers of what the decorated function returns; arguments as for `get`."""
        return self._door("HEAD", path, needs, **told)

    def socket(self, path: str, needs: Capability) -> Callable[[Endpoint], Endpoint]:
        """Answer a WebSocket with the decorated function, which asks for the capability itself.

        The framework's dependencies do not close a socket with a code that a page understands.
        """

        def register(endpoint: Endpoint) -> Endpoint:
            setattr(endpoint, SOCKET_NEEDS, needs)
            self.router.add_api_websocket_route(path, endpoint)
            return endpoint

        return register

    def _door(self, method: str, path: str, needs: Capability, **told: Any) -> Callable[[Endpoint], Endpoint]:
        def register(endpoint: Endpoint) -> Endpoint:
            self.router.add_api_route(
                path,
                endpoint,
                methods=[method],
                dependencies=[Depends(self.asking(needs))],
                response_class=self.answers,
                openapi_extra={NEEDS: needs.value},
                **{"response_model": None, **told},
            )
            return endpoint

        return register
