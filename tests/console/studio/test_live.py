"""The microphone's socket: whose it is, how many there may be, and what comes back."""

from typing import Any

import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from callqa.audio.decoding import decode
from callqa.model.access.account import AccountRole
from callqa.model.audit import AuditAction
from callqa.storage.audit import noted
from tests.support.consoles import ORIGIN, Console
from tests.support.sounds import CALL

SOCKET = "/studio/live/socket"
HEADERS = {"host": "127.0.0.1:8788", "origin": ORIGIN}


def closed(browser: TestClient, **headers: str) -> int:
    """Return the code with which a socket is closed at once."""
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        browser.websocket_connect(SOCKET, headers={**HEADERS, **headers}) as socket,
    ):
        socket.receive_json()
    return int(refused.value.code)


def said(socket: Any, content: bytes) -> list[dict[str, Any]]:
    """Say something, and return everything that is understood of it."""
    for at in range(0, len(content), 3_200):
        socket.send_bytes(content[at : at + 3_200])
    socket.send_text("end")
    found = []
    while not found or found[-1]["what"] not in ("end", "lost"):
        found.append(socket.receive_json())
    return found


def test_only_a_page_of_ours_opens_a_socket_and_only_for_who_is_signed_in(console: Console) -> None:
    browser = console.signed_in(AccountRole.VIEWER)

    assert closed(browser, origin="https://evil.example") == 4403
    assert closed(browser, host="evil.example") == 4403
    assert closed(console.browser()) == 4401


def test_what_is_said_comes_back_as_text_and_is_a_line_of_the_audit_log(console: Console) -> None:
    agent = decode(CALL, max_duration_s=60).whole()[0]
    content = (agent * 32_767).astype("<i2").tobytes()
    browser = console.signed_in(AccountRole.OPERATOR, "olga")
    with browser.websocket_connect(SOCKET, headers=HEADERS) as socket:
        found = said(socket, content)

    finals = [each for each in found if each["what"] == "final"]
    assert finals and {each["written"] for each in finals} == {"我要投诉"}
    assert any(each["what"] == "partial" for each in found)
    (line,) = [each for each in noted(console.site.database) if each.action is AuditAction.TRANSCRIBED_LIVE]
    assert (line.who, line.about) == ("olga (console)", {"seconds": str(len(agent) // 16_000)})


def test_the_rule_book_is_put_to_what_is_said_and_nothing_of_it_is_kept(console: Console) -> None:
    agent = decode(CALL, max_duration_s=60).whole()[0]
    content = (agent * 32_767).astype("<i2").tobytes()
    browser = console.signed_in(AccountRole.VIEWER)
    with browser.websocket_connect(f"{SOCKET}?role=customer", headers=HEADERS) as socket:
        found = said(socket, content)
    with browser.websocket_connect(f"{SOCKET}?role=agent", headers=HEADERS) as socket:
        others = said(socket, content)

    hits = [hit for each in found if each["what"] == "hits" for hit in each["found"]]
    finals = [each for each in found if each["what"] == "final"]
    assert [(hit["rule"], hit["severity"], hit["words"]) for hit in hits] == [
        ("客户要投诉", "high", "投诉")
    ] * len(finals)
    assert all(
        final["from_ms"] <= hit["at_ms"] < final["to_ms"] for final, hit in zip(finals, hits, strict=True)
    )
    assert len({hit["id"] for hit in hits}) == len(hits)
    assert not [each for each in others if each["what"] in ("hits", "no_rules")]
    files = (each for each in console.site.configuration.home.glob("data/**/*") if each.is_file())
    assert not [each for each in files if "要投诉".encode() in each.read_bytes()]


def test_a_broken_book_costs_the_rules_and_no_word(console: Console) -> None:
    book = console.site.configuration.home / "config" / "keywords.yaml"
    good = book.read_text(encoding="utf-8")
    book.write_text("categories: [", encoding="utf-8")
    browser = console.signed_in(AccountRole.VIEWER)
    with browser.websocket_connect(f"{SOCKET}?role=agent", headers=HEADERS) as socket:
        found = said(socket, b"\0" * 32_000)
    book.write_text(good, encoding="utf-8")

    assert [each["what"] for each in found] == ["no_rules", "begun", "end"]


def test_there_are_so_many_microphones_and_an_ended_one_makes_room(console: Console) -> None:
    browser = console.signed_in(AccountRole.VIEWER)
    queue = console.desk.studio.queue
    names = [f"s{number}" for number in range(4)]
    assert all(queue.listen(name, lambda _: None) for name in names)

    assert closed(browser) == 4429
    assert not queue.unload()
    for name in names:
        queue.leave(name)
    with browser.websocket_connect(SOCKET, headers=HEADERS) as socket:
        assert said(socket, b"\0" * 32_000)[-1]["what"] == "end"


def test_a_flood_is_cut_off(console: Console) -> None:
    browser = console.signed_in(AccountRole.VIEWER)
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        browser.websocket_connect(SOCKET, headers=HEADERS) as socket,
    ):
        socket.send_bytes(b"\0" * (1 << 18))
        while True:
            socket.receive_json()

    assert refused.value.code == 4413


def test_the_page_says_what_a_microphone_needs(console: Console) -> None:
    text = console.signed_in(AccountRole.VIEWER).get("/studio/live").text

    assert "https" in text and "开始说话" in text
