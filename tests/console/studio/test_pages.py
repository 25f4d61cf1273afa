"""The studio's pages: one's own recordings and nobody else's, from the drop to the trash."""

import json
import re
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from callqa.model.access.account import AccountRole
from callqa.model.speech import Detection
from callqa.operations.studio import library
from callqa.operations.studio.keeper import EngineState
from callqa.storage.studio import jobs
from callqa.studio.job import Job, State
from tests.console.studio.dropping import drop, ended_job, recognised
from tests.support.consoles import Console
from tests.support.studios import sound, until


@pytest.fixture(scope="module")
def alice(console: Console) -> TestClient:
    return console.signed_in(AccountRole.VIEWER, "alice")


@pytest.fixture(scope="module")
def job(console: Console, alice: TestClient, tmp_path_factory: pytest.TempPathFactory) -> Job:
    """Provide a recording of alice's that is recognised."""
    return recognised(console, alice, "alice", sound(tmp_path_factory.mktemp("sound")))


def page_of(job: Job, more: str = "") -> str:
    return f"/studio/recordings/{job.job_id}{more}"


def test_the_page_says_what_stands_where(console: Console, alice: TestClient, job: Job) -> None:
    text = alice.get("/studio").text

    assert "会议.wav" in text and "完成" in text
    assert "demo，在 CPU 上" in text and "设置就是 cpu" in text
    assert "现在的模型只认它自己的语言" in text and re.search(r'value="en" disabled', text)
    assert "没有配置说话人模型" in text
    assert 'data-pending="0"' in alice.get("/studio/jobs").text


def test_nobody_sees_anything_of_anybody_else(console: Console, alice: TestClient, job: Job) -> None:
    bob = console.signed_in(AccountRole.ADMIN, "bob")

    for path in ("/studio", "/studio/history", "/studio/trash", "/studio/jobs"):
        assert "会议" not in bob.get(path).text, path
    assert "会议" not in bob.post("/studio/history", data={"words": "投诉"}).text
    for path in ("", "/sound", "/outline", "/export/txt", "/again", "/minutes"):
        assert bob.get(page_of(job, path)).status_code == 400, path
    for path in ("/stop", "/discard", "/restore", "/erase", "/names", "/turns", "/again"):
        assert bob.post(page_of(job, path), data={"turn": "0"}).status_code == 400, path
    assert bob.head(f"/studio/uploads/{job.job_id}").status_code == 400
    assert bob.put(f"/studio/uploads/{job.job_id}", content=b"x").status_code == 400
    assert jobs.find(console.desk.studio.database, job.job_id, "alice") == job


def test_a_text_stands_as_a_call_does(alice: TestClient, job: Job) -> None:
    text = alice.get(page_of(job)).text
    outline = alice.get(page_of(job, "/outline")).json()["channels"]
    part = alice.get(page_of(job, "/sound"), headers={"range": "bytes=0-99"})

    assert text.count('class="said"') == 2 and "我要投诉" in text
    assert "声道 1" in text and "1 段" in text
    assert list(map(len, outline)) == [1_200, 1_200]
    assert (part.status_code, len(part.content)) == (206, 100)


@pytest.mark.parametrize(
    ("kind", "held"),
    [
        ("txt", "[00:00] 坐席: 我要投诉"),
        ("srt", "00:00:00,000 --> 00:00:00,400\n坐席：我要投诉"),
        ("vtt", "00:00:00.000 --> 00:00:00.400\n<v 坐席>我要投诉"),
        ("md", "**坐席** `00:00` 我要投诉"),
        ("json", '"written": "我要投诉"'),
        ("xlsx", "PK"),
        ("docx", "PK"),
        ("minutes.md", "## 要做的事"),
        ("minutes.docx", "PK"),
        ("minutes.html", "<h2>发言</h2>"),
    ],
)
def test_a_text_is_saved_in_every_format(alice: TestClient, job: Job, kind: str, held: str) -> None:
    answer = alice.get(page_of(job, f"/export/{kind}"))

    assert answer.headers["content-disposition"].endswith(f".{kind}")
    assert held in answer.content.decode("utf-8", "replace")
    if kind == "json":
        assert len(json.loads(answer.text)["turns"]) == 2


def test_minutes_are_read_and_heard_from_their_lines(alice: TestClient, job: Job) -> None:
    text = alice.get(page_of(job, "/minutes")).text

    assert "发言" in text and "50%" in text
    assert "没有找到谁在什么时候做什么的话" in text
    assert "没有用语言模型" in text


def test_speakers_are_renamed_and_a_title_is_given(alice: TestClient, job: Job) -> None:
    names = {"title": "周会 <b>", "name-0-agent": "张三", "name-1-customer": ""}
    answer = alice.post(page_of(job, "/names"), data=names)
    text = alice.get(page_of(job)).text

    assert answer.status_code == 303
    assert "周会 &lt;b&gt;" in text and "张三" in text and "坐席" in text
    assert "张三: 我要投诉" in alice.get(page_of(job, "/export/txt")).text
    assert alice.post(page_of(job, "/names"), data={"name-9-agent": "x"}).status_code == 400


def test_a_turn_is_corrected_with_its_history(console: Console, alice: TestClient, job: Job) -> None:
    answer = alice.post(page_of(job, "/turns"), data={"turn": "1", "seen": "0", "text": "我要退货谢谢"})
    late = alice.post(page_of(job, "/turns"), data={"turn": "0", "seen": "0", "text": "别的"})
    text = alice.get(page_of(job)).text
    result = library.result_of(console.desk.studio, job)

    assert answer.text.endswith("#k1-t2")
    assert late.status_code == 400 and "刚改过" in late.text
    assert "<del>我要投诉</del> <ins>我要退货谢谢</ins>" in text
    assert "退货谢谢" in re.sub(r"<[^>]+>", "", text)
    assert result.turns[1].char_times[0] == result.transcript.turns[1].char_times[0]
    assert len(result.turns[1].char_times) == 6
    found = alice.post("/studio/history", data={"words": "退货"}).text
    assert page_of(job) in found
    assert "退货谢谢" in alice.get(page_of(job, "/again?more=words")).text


def test_it_is_recognised_again_with_other_choices(console: Console, alice: TestClient, job: Job) -> None:
    before = len(jobs.of_owner(console.desk.studio.database, "alice"))
    answer = alice.post(page_of(job, "/again"), data={"roles": "unnamed", "words": "退货"})
    newest = next(j for j in jobs.of_owner(console.desk.studio.database, "alice") if j.job_id != job.job_id)

    assert answer.status_code == 303
    assert len(jobs.of_owner(console.desk.studio.database, "alice")) == before + 1
    assert ended_job(console, "alice", newest.job_id).choices.words == ("退货",)
    assert "声道 2" in alice.get(f"/studio/recordings/{newest.job_id}/export/txt").text


def test_where_speech_was_found_stands_with_its_thresholds_which_can_be_changed(
    console: Console, alice: TestClient, job: Job
) -> None:
    text = alice.get(page_of(job)).text
    fields = dict(re.findall(r'name="(threshold|speech_ms|silence_ms|longest_s)" value="([^"]+)"', text))
    alice.post(page_of(job, "/again"), data={**fields, "silence_ms": "900", "itn": "yes"})
    made = jobs.of_owner(console.desk.studio.database, "alice")
    newest = next(each for each in made if each.choices.detection != Detection())
    refused = alice.post(page_of(job, "/again"), data={"threshold": "0"})

    assert fields == {"threshold": "0.5", "speech_ms": "200", "silence_ms": "300", "longest_s": "20"}
    assert ended_job(console, "alice", newest.job_id).choices.detection == Detection(silence_ms=900)
    assert 'value="900"' in alice.get(f"/studio/recordings/{newest.job_id}").text
    assert refused.status_code == 400 and "人声阈值" in refused.text
    library.erase(console.site, console.desk.studio, newest)


def test_a_broken_file_says_why_and_another_is_not_held_up(
    console: Console, alice: TestClient, tmp_path: Path
) -> None:
    broken = drop(alice, b"<html>" * 999, "网页.wav")
    good = drop(alice, sound(tmp_path), "好的.wav")

    assert ended_job(console, "alice", good).state is State.DONE
    assert ended_job(console, "alice", broken).problem
    assert ended_job(console, "alice", broken).problem in alice.get("/studio").text


def test_the_trash_gives_back_and_deletes_for_good(
    console: Console, alice: TestClient, tmp_path: Path
) -> None:
    job = recognised(console, alice, "alice", sound(tmp_path), name="丢掉.wav")
    file = console.desk.studio.folder.file(job)
    alice.post(page_of(job, "/discard"), data={"back": "history"})
    assert "丢掉" not in alice.get("/studio/history").text
    assert "丢掉" in alice.get("/studio/trash").text
    alice.post(page_of(job, "/restore"))
    assert "丢掉" in alice.get("/studio/history").text

    alice.post(page_of(job, "/discard"))
    alice.post("/studio/trash/empty")

    assert not file.exists()
    assert alice.get(page_of(job)).status_code == 400
    assert "我要投诉".encode() in (file.parent.parent / "studio.sqlite3").read_bytes()  # the others'


def test_what_is_deleted_is_not_in_the_file_any_more(
    console: Console, engines: object, tmp_path: Path
) -> None:
    browser = console.signed_in(AccountRole.VIEWER, "carol")
    job = recognised(console, browser, "carol", sound(tmp_path), name="只此一份的名字.wav")
    folder = console.desk.studio.folder.path.parent
    before = b"".join(each.read_bytes() for each in folder.glob("studio.sqlite3*"))
    library.erase(console.site, console.desk.studio, job)
    after = b"".join(each.read_bytes() for each in folder.glob("studio.sqlite3*"))

    assert "只此一份的名字".encode() in before
    assert "只此一份的名字".encode() not in after


def test_the_model_is_unloaded_from_the_page(console: Console, alice: TestClient, job: Job) -> None:
    queue = console.desk.studio.queue
    until(lambda: queue.running() is None)
    assert alice.post("/studio/engine/unload").status_code == 303
    assert queue.engine().state is EngineState.UNLOADED
    assert "没有加载" in alice.get("/studio").text
    alice.post("/studio/engine/load")
    until(lambda: queue.engine().state is EngineState.READY)
