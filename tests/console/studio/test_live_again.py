"""A connection that breaks off in the middle of a live session: nothing is lost, and nothing comes twice."""

import json
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from websockets.sync.client import ClientConnection, connect

from callqa.audio.decoding import decode
from callqa.model.access.account import AccountRole
from tests.console.browsing import served
from tests.console.conftest import NOW
from tests.support.consoles import Console, console_in
from tests.support.doubles import Measuring
from tests.support.sounds import CALL
from tests.support.studios import Doubled

BLOCK = 3_200
SPOKEN = (decode(CALL, max_duration_s=60).whole()[0] * 32_767).astype("<i2").tobytes()
HALF = (len(SPOKEN) // BLOCK + 10) * BLOCK
CONTENT = SPOKEN.ljust(HALF, b"\0") + SPOKEN
"""The same twice, with a pause between."""


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    with console_in(tmp_path_factory.mktemp("console"), NOW, Doubled(recogniser=Measuring())) as made:
        yield made


@pytest.fixture(scope="module")
def address(console: Console) -> Iterator[str]:
    with served(console) as found:
        yield found


def opened(console: Console, address: str, query: str = "", name: str = "viewer") -> ClientConnection:
    browser = console.signed_in(AccountRole.VIEWER, name)
    cookie = f"{console.desk.cookie}={browser.cookies[console.desk.cookie]}"
    uri = address.replace("http", "ws") + "/studio/live/socket" + query
    return connect(uri, origin=address, additional_headers={"cookie": cookie})  # type: ignore[arg-type]  # a str


def begun(live: ClientConnection) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(live.recv(60))
    assert found["what"] == "begun"
    return found


def finished(live: ClientConnection, content: bytes) -> list[dict[str, Any]]:
    """Say the rest, and return everything that is told from now on."""
    for at in range(0, len(content), BLOCK):
        live.send(content[at : at + BLOCK])
    live.send("end")
    told = [json.loads(each) for each in live]
    assert told[-1]["what"] == "end"
    return told


def finals(told: list[dict[str, Any]]) -> list[tuple[int, int, str]]:
    return [(each["from_ms"], each["to_ms"], each["text"]) for each in told if each["what"] == "final"]


def test_a_session_goes_on_where_the_connection_broke_off(console: Console, address: str) -> None:
    whole = opened(console, address)
    begun(whole)
    expected = finals(finished(whole, CONTENT))

    first = opened(console, address)
    name, told = begun(first)["session"], list[dict[str, Any]]()
    for at in range(0, HALF, BLOCK):
        first.send(CONTENT[at : at + BLOCK])
    while not finals(told):
        told.append(json.loads(first.recv(60)))
    first.socket.shutdown(socket.SHUT_RDWR)
    seen = max(each["n"] for each in told)
    second = opened(console, address, f"?session={name}&seen={seen}")
    samples = begun(second)["samples"]
    told += finished(second, CONTENT[2 * samples :])

    assert 0 < samples <= HALF // 2
    assert finals(told) == expected


def test_what_was_told_to_a_connection_that_is_gone_is_told_again(console: Console, address: str) -> None:
    first = opened(console, address)
    name = begun(first)["session"]
    for at in range(0, HALF, BLOCK):
        first.send(CONTENT[at : at + BLOCK])
    told = [json.loads(first.recv(60))]
    while not finals(told):
        told.append(json.loads(first.recv(60)))
    second = opened(console, address, f"?session={name}")  # before the first one is known to be gone
    begun(second)

    assert finals(finished(second, b""))[0] == finals(told)[0]
    first.close()


def test_a_session_is_its_owner_s_and_an_ended_one_is_gone(console: Console, address: str) -> None:
    first = opened(console, address)
    name = begun(first)["session"]
    other = opened(console, address, f"?session={name}", "eve")
    with pytest.raises(Exception, match="4410"):
        other.recv(60)

    finished(first, b"")
    late = opened(console, address, f"?session={name}")
    with pytest.raises(Exception, match="4410"):
        late.recv(60)
