"""A summary by a language model, which is a small server of the tests: asked by a person, marked, refused."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from pydantic import ValidationError
from starlette.testclient import TestClient

from callqa.model.access.account import AccountRole
from callqa.model.audit import AuditAction
from callqa.operations.studio.generating import KEY
from callqa.settings.console import MinutesSettings
from callqa.storage.audit import noted
from callqa.storage.studio import generated
from callqa.storage.studio.database import StudioDatabase
from callqa.studio.job import Job
from tests.console.studio.dropping import recognised
from tests.support.consoles import Console
from tests.support.receiving import Received, receiving
from tests.support.studios import sound


@pytest.fixture(scope="module")
def alice(console: Console) -> TestClient:
    return console.signed_in(AccountRole.VIEWER, "alice")


@pytest.fixture(scope="module")
def job(console: Console, alice: TestClient, tmp_path_factory: pytest.TempPathFactory) -> Job:
    return recognised(console, alice, "alice", sound(tmp_path_factory.mktemp("sound")))


@pytest.fixture
def model(console: Console, monkeypatch: pytest.MonkeyPatch) -> Iterator[Received]:
    with receiving() as received:
        minutes = MinutesSettings(url=f"http://127.0.0.1:{received.port}/v1", model="qwen")
        settings = console.site.settings.console.model_copy(update={"minutes": minutes})
        monkeypatch.setitem(console.site.settings.__dict__, "console", settings)
        yield received


def answering(*points: Any) -> bytes:
    content = json.dumps({"points": list(points)}, ensure_ascii=False)
    return json.dumps({"choices": [{"message": {"content": content}}]}).encode()


def test_without_a_model_the_page_offers_none(alice: TestClient, job: Job) -> None:
    page = f"/studio/recordings/{job.job_id}/minutes"

    assert "生成摘要" not in alice.get(page).text
    assert alice.post(page).status_code == 400


def test_what_a_model_writes_is_marked_checked_and_in_every_file(
    console: Console, alice: TestClient, job: Job, model: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(KEY, "s3cret")
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # speech goes to the named host or nowhere
    model.answer = answering(
        {"text": "坐席说“我要投诉” <b>", "from": [1]}, {"text": "客户说“我要退款”", "from": [2]}
    )
    page = f"/studio/recordings/{job.job_id}"
    assert "用本机的 qwen 生成摘要" in alice.get(f"{page}/minutes").text
    assert alice.post(f"{page}/minutes").status_code == 303
    text = alice.get(f"{page}/minutes").text
    asked = model.posted[0]

    assert model.posted_to == ["/v1/chat/completions"]
    assert "1. 坐席：我要投诉" in str(asked["messages"][1])  # type: ignore[index]  # a list of messages
    assert "语言模型生成" in text and "由 qwen 生成" in text and "另有 1 条" in text
    assert "坐席说“我要投诉” &lt;b&gt;" in text and "我要退款" not in text
    assert "没有用语言模型" not in text
    for kind in ("minutes.md", "minutes.html"):
        saved = alice.get(f"{page}/export/{kind}").text
        assert "由 qwen 生成" in saved and "我要退款" not in saved
    lines = [each for each in noted(console.site.database) if each.action is AuditAction.EXPORTED]
    assert any(each.about.get("format") == "language model" for each in lines)


@pytest.mark.parametrize(
    ("answered", "told"),
    [
        ((500, b""), "答了 500"),
        ((302, b""), "答了 302"),
        ((200, b"<html>"), "不是 OpenAI 的格式"),
        ((200, b"{}"), "不是 OpenAI 的格式"),
        ((200, json.dumps({"choices": [{"message": {"content": "好的"}}]}).encode()), "没有按要求回答"),
    ],
)
def test_a_model_that_fails_says_so_and_the_minutes_stay(
    alice: TestClient, job: Job, model: Received, answered: tuple[int, bytes], told: str
) -> None:
    model.status, model.answer = answered
    failed = alice.post(f"/studio/recordings/{job.job_id}/minutes")

    assert failed.status_code == 400
    assert told in failed.text and "→" in failed.text and "发言" in failed.text


def test_a_summary_is_deleted_with_its_recording(
    console: Console, alice: TestClient, model: Received, tmp_path_factory: pytest.TempPathFactory
) -> None:
    other = recognised(console, alice, "alice", sound(tmp_path_factory.mktemp("sound")))
    model.answer = answering({"text": "说到投诉", "from": [1]})
    alice.post(f"/studio/recordings/{other.job_id}/minutes")
    database = console.desk.studio.database
    before = generated.find(database, other.job_id)
    alice.post(f"/studio/recordings/{other.job_id}/erase")

    assert before and [each.text for each in before.points] == ["说到投诉"]
    assert generated.find(database, other.job_id) is None


def test_a_database_of_the_version_before_opens(tmp_path_factory: pytest.TempPathFactory) -> None:
    file = tmp_path_factory.mktemp("studio") / "studio.sqlite3"
    first = StudioDatabase(file)
    with first.transaction() as connection:
        connection.exec_driver_sql("DROP TABLE summaries")
        connection.exec_driver_sql("PRAGMA user_version = 1")
    first.close()

    again = StudioDatabase(file)
    assert generated.find(again, "x") is None
    again.close()


@pytest.mark.parametrize(
    ("settings", "told"),
    [
        ({"url": "https://api.example.com/v1", "model": "m"}, "离开这台机器"),
        ({"url": "http://10.0.0.5/v1", "model": "m", "host": "10.0.0.6"}, "10.0.0.5"),
        ({"url": "http://127.0.0.1.evil.example/v1", "model": "m"}, "离开这台机器"),
        ({"url": "http://127.0.0.1:8000/v1"}, "model"),
        ({"url": "ftp://127.0.0.1/v1", "model": "m"}, "接口地址"),
        ({"url": "http://user@127.0.0.1/v1", "model": "m"}, "接口地址"),
    ],
)
def test_speech_leaves_the_machine_only_where_the_host_is_named(settings: dict[str, str], told: str) -> None:
    with pytest.raises(ValidationError, match=told):
        MinutesSettings.model_validate(settings)
    for url, host in (("http://[::1]:1/v1/", ""), ("https://llm.corp.example/v1", "llm.corp.example")):
        assert not MinutesSettings(url=url, model="m", host=host).url.endswith("/")
