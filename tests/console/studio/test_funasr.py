"""Clients of FunASR's runtime, by its ``websocket_protocol.md``: first JSON, then sound, then the end."""

import base64
import json
from typing import Any

import numpy as np
import pytest
from starlette.testclient import TestClient
from starlette.websockets import WebSocketDisconnect

from callqa.audio.decoding import decode
from callqa.model.access.account import AccountRole, Capability
from callqa.model.audit import AuditAction
from callqa.storage.audit import noted
from callqa.storage.studio import jobs
from tests.support.consoles import Console
from tests.support.sounds import CALL
from tests.support.studios import sound

PATH = "/v1/funasr"
HOST = {"host": "127.0.0.1:8788"}
SPOKEN = decode(CALL, max_duration_s=60).whole()[0]
PCM = (SPOKEN * 32_767).astype("<i2").tobytes()
FIRST = {"mode": "2pass", "wav_name": "m", "is_speaking": True, "wav_format": "pcm", "chunk_size": [5, 10, 5]}


@pytest.fixture(scope="module")
def program(console: Console) -> TestClient:
    return console.program(AccountRole.VIEWER)


def spoken(socket: Any, content: bytes, stride: int = 19_200, **asked: Any) -> list[dict[str, Any]]:
    """Send a recording as FunASR's client does; returns everything until its end is acknowledged."""
    socket.send_text(json.dumps({**FIRST, **asked}, ensure_ascii=False))
    for at in range(0, len(content), stride):
        socket.send_bytes(content[at : at + stride])
    socket.send_text(json.dumps({"is_speaking": False, "is_end": True}))
    found = [json.loads(socket.receive_text())]
    while not found[-1].get("is_end"):
        found.append(json.loads(socket.receive_text()))
    return found


def test_two_passes_tell_what_is_said_and_then_what_was_said(console: Console, program: TestClient) -> None:
    hotwords = json.dumps({"物流": 20, "一句不能当热词的很长的话": 30}, ensure_ascii=False)
    with program.websocket_connect(PATH, headers=HOST) as socket:
        found = spoken(socket, PCM, hotwords=hotwords, itn=False)
        again = spoken(socket, PCM, wav_name="second")
    finals = [each for each in found if each["mode"] == "2pass-offline" and each["text"]]
    online = [each for each in found if each["mode"] == "2pass-online"]

    assert online and finals and {each["text"] for each in finals} == {"我要投诉"}
    assert all(each["wav_name"] == "m" and each["is_final"] is False for each in (*online, *finals))
    times = json.loads(finals[0]["timestamp"])
    assert len(times) == 4 and finals[0]["stamp_sents"][0]["text_seg"] == "我 要 投 诉"
    assert finals[0]["stamp_sents"][0]["ts_list"] == times
    assert found[-1] == {
        "mode": "2pass-offline",
        "wav_name": "m",
        "text": "",
        "is_final": True,
        "is_end": True,
    }
    assert [each["text"] for each in again if each["mode"] == "2pass-offline"][:-1] == [
        f["text"] for f in finals
    ]
    said = console.desk.start_engine.started[-1].asked  # type: ignore[attr-defined]  # the double
    assert next(each.choices for each in said if getattr(each, "content", b"")).words == ("物流",)
    lines = [each for each in noted(console.site.database) if each.action is AuditAction.TRANSCRIBED_LIVE]
    assert lines[-1].who == "viewer (api)"


def test_telephone_sound_is_resampled(program: TestClient) -> None:
    narrow = np.ascontiguousarray(PCM and np.frombuffer(PCM, "<i2")[::2]).tobytes()
    with program.websocket_connect(PATH, headers=HOST) as socket:
        found = spoken(socket, narrow, stride=4_801, audio_fs=8_000)
    finals = [each for each in found if each["text"] and each["mode"] == "2pass-offline"]

    assert finals and finals[-1]["stamp_sents"][-1]["end"] <= len(SPOKEN) / 16 + 200


def test_online_sends_pieces_that_are_put_one_behind_the_other(program: TestClient) -> None:
    with program.websocket_connect(PATH, headers=HOST) as socket:
        found = spoken(socket, PCM, mode="online")

    assert {each["mode"] for each in found} == {"online"}
    text = "".join(each["text"] for each in found)
    assert text and not text.replace("我要投诉", "")


def test_offline_answers_once_and_keeps_nothing(
    console: Console, program: TestClient, tmp_path_factory: pytest.TempPathFactory
) -> None:
    short = sound(tmp_path_factory.mktemp("sound"))
    with program.websocket_connect(PATH, headers=HOST) as socket:
        (plain,) = spoken(socket, PCM[:32_000], mode="offline")
        (whole,) = spoken(socket, short, mode="offline", wav_format="wav")
        (broken,) = spoken(socket, b"<html>" * 99, mode="offline", wav_format="mp3")

    assert (plain["mode"], plain["text"], plain["is_final"]) == ("offline", "我要投诉", True)
    assert len(json.loads(plain["timestamp"])) == 4
    assert whole["text"] == "我要投诉我要投诉" and len(whole["stamp_sents"]) == 2
    assert broken["is_final"] is False and "→" in broken["error"]
    assert jobs.of_owner(console.desk.studio.database, "viewer") == []


def closed(client: TestClient, path: str = PATH, **headers: str) -> int:
    with (
        pytest.raises(WebSocketDisconnect) as refused,
        client.websocket_connect(path, headers={**HOST, **headers}) as socket,
    ):
        socket.receive_text()
    return int(refused.value.code)


def test_only_a_token_that_may_opens_it(console: Console, program: TestClient) -> None:
    narrow = console.program(AccountRole.ADMIN, [Capability.READ_NUMBERS])

    assert closed(console.signed_in(AccountRole.ADMIN)) == 4401  # a page's cookie
    assert closed(program, authorization="Bearer cq_wrong") == 4401
    assert closed(program, authorization="Basic !!") == 4401
    assert closed(narrow) == 4403
    assert closed(program, host="evil.example") == 4403


def test_a_client_that_knows_an_address_only_sends_its_token_before_the_host(
    console: Console, program: TestClient
) -> None:
    token = program.headers["authorization"].removeprefix("Bearer ")
    basic = base64.b64encode(f"callqa:{token}".encode()).decode()
    plain = console.browser()
    with plain.websocket_connect(
        "/", subprotocols=["binary"], headers={**HOST, "authorization": f"Basic {basic}"}
    ) as socket:
        (found,) = spoken(socket, b"")

    assert socket.accepted_subprotocol == "binary" and found["is_final"] is True


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({"mode": "3pass"}, "没有这种模式"),
        ({"audio_fs": 11}, "采样率"),
        ({"wav_format": "mp3"}, "pcm"),
    ],
)
def test_what_cannot_be_is_told_and_ends_the_connection(
    program: TestClient, asked: dict[str, Any], told: str
) -> None:
    with program.websocket_connect(PATH, headers=HOST) as socket:
        (found,) = spoken(socket, PCM[:100], **asked)

    assert found["is_final"] is False and told in found["error"] and "→" in found["error"]
