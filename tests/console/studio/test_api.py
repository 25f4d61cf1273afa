"""OpenAI's transcription API, asked as its clients ask: forms of many parts, a bearer's token."""

import tempfile
from pathlib import Path
from typing import Any

import pytest
from starlette.testclient import TestClient

from callqa.model.access.account import AccountRole, Capability
from callqa.storage.studio import jobs
from tests.support.consoles import Console
from tests.support.studios import sound

TRANSCRIPTIONS = "/v1/audio/transcriptions"


@pytest.fixture(scope="module")
def program(console: Console) -> TestClient:
    return console.program(AccountRole.VIEWER)


@pytest.fixture(scope="module")
def content(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return sound(tmp_path_factory.mktemp("sound"))


def asked(program: TestClient, content: bytes, name: str = "a.wav", **fields: Any) -> Any:
    return program.post(
        TRANSCRIPTIONS, files={"file": (name, content)}, data={"model": "whisper-1", **fields}
    )


def test_the_models_are_listed(program: TestClient) -> None:
    found = program.get("/v1/models").json()

    assert found["object"] == "list"
    assert found["data"][-1]["id"] == "whisper-1" and found["data"][0]["owned_by"] == "callqa"
    assert program.get("/v1/models/whisper-1").json()["object"] == "model"
    assert program.get("/v1/models/gpt-9").json()["error"]["code"] == "model_not_found"


def test_a_text_is_answered_as_json_and_nothing_of_it_stays(
    console: Console, program: TestClient, content: bytes
) -> None:
    answer = asked(program, content)

    assert answer.json() == {"text": "我要投诉\n我要投诉"}
    assert jobs.of_owner(console.desk.studio.database, "viewer") == []
    assert not [each for each in console.desk.studio.folder.path.iterdir() if each.is_file()]


@pytest.mark.parametrize(
    ("kind", "begins"),
    [("text", "我要投诉\n"), ("srt", "1\n00:00:00,000 --> "), ("vtt", "WEBVTT\n\n00:00:00.000 --> ")],
)
def test_a_text_is_answered_as_plain_text(
    program: TestClient, content: bytes, kind: str, begins: str
) -> None:
    answer = asked(program, content, response_format=kind)

    assert answer.text.startswith(begins)
    assert answer.headers["content-type"].startswith("text/plain")


def test_segments_and_words_have_their_times_in_seconds(program: TestClient, content: bytes) -> None:
    plain = asked(program, content, response_format="verbose_json").json()
    found = asked(
        program, content, response_format="verbose_json", **{"timestamp_granularities[]": ["word", "segment"]}
    ).json()

    assert (plain["duration"], plain["task"], "words" in plain) == (1.0, "transcribe", False)
    assert [each["text"] for each in found["segments"]] == ["我要投诉", "我要投诉"]
    assert found["segments"][0]["speaker"] == "坐席"
    assert found["words"][1] == {"word": "要", "start": 0.1, "end": 0.2}
    assert len(found["words"]) == 8


def test_a_prompt_s_words_are_hotwords(console: Console, program: TestClient, content: bytes) -> None:
    before = len(console.desk.start_engine.started[-1].asked)  # type: ignore[attr-defined]  # the double
    asked(program, content, prompt="物流、签收, 这是一句不能当热词的长话", language="zh")
    task = console.desk.start_engine.started[-1].asked[before]  # type: ignore[attr-defined]

    assert task.choices.words == ("物流", "签收")
    assert task.choices.language == ""


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"response_format": "docx"}, "bad_format"),
        ({"model": "gpt-9"}, "model_not_found"),
        ({"stream": "true", "response_format": "srt"}, "no_stream"),
        ({"language": "xx"}, "invalid_request"),
    ],
)
def test_what_cannot_be_had_says_so_in_openai_s_shape(
    program: TestClient, content: bytes, fields: dict[str, str], code: str
) -> None:
    answer = asked(program, content, **fields)

    assert answer.status_code in (400, 404)
    assert answer.json()["error"]["code"] == code
    assert answer.json()["error"]["message"]


def test_a_broken_recording_is_the_caller_s_error_with_its_cure(program: TestClient) -> None:
    answer = asked(program, b"<html>" * 99)

    assert answer.status_code == 400
    assert "→" in answer.json()["error"]["message"]


def test_without_a_file_or_a_token_nothing_is_read(console: Console, program: TestClient) -> None:
    assert program.post(TRANSCRIPTIONS, data={"model": "whisper-1"}).json()["error"]["code"] == "missing_file"
    assert console.browser().post(TRANSCRIPTIONS, files={"file": b"x"}).status_code == 401
    narrow = console.program(AccountRole.ADMIN, [Capability.READ_NUMBERS])
    assert narrow.post(TRANSCRIPTIONS, files={"file": b"x"}).status_code == 403


def test_a_recording_is_larger_than_any_other_request_may_be(program: TestClient, content: bytes) -> None:
    assert asked(program, content + b"\0" * (5 << 20)).status_code == 200
    assert program.post("/api/v1/me", content=b"x" * (5 << 20)).status_code == 413


def test_forms_are_spooled_into_a_private_folder(console: Console) -> None:
    before = tempfile.gettempdir()
    with TestClient(console.app):
        inside = Path(tempfile.gettempdir())
        assert inside.parent == console.desk.studio.folder.path
        assert inside.stat().st_mode & 0o077 == 0
    assert tempfile.gettempdir() == before
