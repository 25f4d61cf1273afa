"""Every door of the console asks for what it declares, whoever knocks."""

from collections.abc import AsyncIterator, Iterator

import pytest
from fastapi.routing import APIRoute, APIWebSocketRoute
from starlette.routing import Mount

from callqa.console.api.answers import is_for_programs
from callqa.console.doors import NEEDS, SOCKET_NEEDS
from callqa.console.guard import LIVE, PROGRAM_SOCKETS
from callqa.console.operating import live
from callqa.model.access.account import EVERYTHING, Account, AccountRole, Capability, Scope
from callqa.model.access.token import grantable
from tests.support.consoles import Console

PUBLIC = {
    ("GET", "/sign-in"),
    ("POST", "/sign-in"),
    ("GET", "/welcome"),
    ("POST", "/welcome"),
    ("GET", "/report.css"),
}
"""What anybody may reach who can reach the machine: a new one is a decision."""
EXAMPLES = {
    "day": "2026-11-21",
    "ref": "0" * 24,
    "finding_id": "none",
    "name": "x",
    "number": "1",
    "job": "0" * 32,
    "kind": "txt",
}
"""What stands in the place of a path's variables."""


@pytest.fixture(autouse=True)
def short(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let what is sent for as long as somebody looks end at once: the test's browser reads it to its end."""

    async def once(*_: object) -> AsyncIterator[str]:
        yield live.ENDED

    monkeypatch.setattr(live, "changes", once)


def scope_of(role: AccountRole) -> Scope:
    """Return whose calls an example of a role sees: an agent's account without own calls opens nothing."""
    return Scope(agents=("8001",)) if role is AccountRole.AGENT else EVERYTHING


def example(role: AccountRole) -> Account:
    return Account(name=role.value, role=role, scope=scope_of(role))


def routes(console: Console) -> Iterator[tuple[str, str, Capability]]:
    """Yield method, path and capability of every route; anything that is no door fails."""
    for route in _flat(console.app.routes):
        if isinstance(route, Mount):
            assert route.path == "/static"
            continue
        if isinstance(route, APIWebSocketRoute):
            # it asks for what it declares itself: see tests/console/studio/test_live.py and test_funasr.py
            assert route.path in (LIVE, *PROGRAM_SOCKETS)
            assert getattr(route.endpoint, SOCKET_NEEDS) is Capability.STUDIO
            continue
        assert isinstance(route, APIRoute), route
        needs = Capability((route.openapi_extra or {})[NEEDS])
        for method in route.methods:
            yield method, route.path.format(**EXAMPLES), needs


def _flat(routes: object) -> Iterator[object]:
    for route in routes:  # type: ignore[attr-defined]  # a list of routes
        inner = getattr(route, "original_router", None) or getattr(route, "router", None)
        if inner is None:
            yield route
        else:
            yield from _flat(inner.routes)


def test_only_signing_in_is_open_to_everybody(console: Console) -> None:
    found = {(method, path) for method, path, needs in routes(console) if needs is Capability.PUBLIC}

    assert found == PUBLIC


def test_there_are_doors(console: Console) -> None:
    assert {"/", "/accounts", "/accounts/change"} <= {path for _, path, _ in routes(console)}


def pages(console: Console) -> Iterator[tuple[str, str, Capability]]:
    return (each for each in routes(console) if not is_for_programs(each[1]))


def programs(console: Console) -> Iterator[tuple[str, str, Capability]]:
    return (each for each in routes(console) if is_for_programs(each[1]))


def test_without_a_sign_in_every_other_door_is_shut(console: Console) -> None:
    browser = console.browser()

    for method, path, needs in routes(console):
        answer = browser.request(method, path)
        if needs is not Capability.PUBLIC:
            shut = answer.status_code == 401 or answer.headers.get("location", "").startswith("/sign-in")
            assert shut, (method, path, answer.status_code)


def test_no_door_of_programs_takes_a_cookie_and_no_page_takes_a_token(console: Console) -> None:
    browser, program = console.signed_in(AccountRole.ADMIN), console.program(AccountRole.ADMIN)

    for method, path, _ in programs(console):
        assert browser.request(method, path).status_code == 401, (method, path)
    for method, path, needs in pages(console):
        if needs is not Capability.PUBLIC:
            assert program.request(method, path).status_code in (303, 401, 403), (method, path)


def test_no_door_of_programs_is_open_to_everybody(console: Console) -> None:
    assert all(needs is not Capability.PUBLIC for _, _, needs in programs(console))


@pytest.mark.parametrize("role", [each for each in AccountRole if grantable(example(each))])
def test_a_program_gets_through_the_doors_of_its_owner_and_of_its_token(
    console: Console, role: AccountRole
) -> None:
    account = example(role)
    whole, nothing = console.program(role), console.program(role, [Capability.READ_NUMBERS])

    for method, path, needs in programs(console):
        answer = whole.request(method, path)
        assert (answer.status_code == 403) is not account.may(needs), (method, path, answer.status_code)
        assert answer.status_code != 500, (method, path)
        assert answer.status_code == 200 or "error" in answer.json(), (method, path)
        little = needs in (Capability.READ_NUMBERS, Capability.SIGNED_IN)
        assert (nothing.request(method, path).status_code == 403) is not little, (method, path)


@pytest.mark.parametrize("role", list(AccountRole))
def test_a_role_gets_through_the_doors_of_its_capabilities_and_no_other(
    console: Console, role: AccountRole
) -> None:
    account = example(role)

    for method, path, needs in pages(console):
        answer = console.signed_in(role, scope=scope_of(role)).request(
            method, path
        )  # some doors end the sign-in
        assert (answer.status_code == 403) is not account.may(needs), (method, path, answer.status_code)
        assert answer.status_code != 500, (method, path)
