"""The morning message, received by a real server on loopback."""

import json
import logging
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from callqa.monitoring import notify
from callqa.monitoring.notice import Kind
from callqa.operations.messages import notification
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from reports.words.lines import said
from tests.support.calls import write_call
from tests.support.receiving import SECRET, Received
from tests.support.sites import site

DAY = date(2026, 2, 14)
Command = Callable[..., tuple[int, str, str]]


def ping(monkeypatch: pytest.MonkeyPatch, receiver: Received) -> None:
    url = f"http://127.0.0.1:{receiver.port}/ping/{SECRET}"
    monkeypatch.setenv("CALLQA_NOTIFICATIONS__PING_URL", url)


@pytest.mark.usefixtures("prefect_server", "recogniser")
def test_a_night_that_finished_is_told_with_its_digest_and_without_speech(
    callqa: Command, receiver: Received
) -> None:
    code, _, _ = callqa("run", "--day", "2026-02-14")

    (message,) = receiver.posted
    assert code == 0
    assert message["title"] == "通话质检 2026-02-14：已完成"
    assert "收到 3 = 已分析 3 + 无语音 0 + 失败 0" in message["message"]
    assert "qa-2026-02-14.html" in message["message"]
    assert "“" not in message["message"]


@pytest.mark.usefixtures("prefect_server", "recogniser")
def test_failed_calls_are_told(callqa: Command, receiver: Received, project: Path) -> None:
    broken = next((project.parent.parent / "inbox").iterdir())
    broken.write_bytes(b"no audio")

    code, _, _ = callqa("run", "--day", "2026-02-14")

    assert code == 3
    (message,) = receiver.posted
    assert message["title"] == "通话质检 2026-02-14：已完成，有失败"
    assert "注意：已隔离 1 通" in message["message"]


@pytest.mark.usefixtures("prefect_server", "recogniser")
def test_an_earlier_day_that_was_caught_up_is_told(
    callqa: Command, receiver: Received, project: Path, configuration: Configuration
) -> None:
    yesterday = configuration.settings.yesterday(datetime.now(UTC))
    for number, day in enumerate((yesterday, yesterday - timedelta(days=1))):
        name = f"{day:%Y%m%d}-120000_in_8001_1200000001{number}_x{number}.wav"
        write_call(project.parent.parent / "inbox" / name, 300 + number)

    code, _, _ = callqa("run")

    (message,) = receiver.posted
    assert code == 0
    assert f"已补做 {yesterday - timedelta(days=1)}，报告已更新：成功 1 通，失败 0 通" in message["message"]


def test_a_night_that_cannot_begin_is_told(callqa: Command, receiver: Received, project: Path) -> None:
    project.write_text(project.read_text(encoding="utf-8").replace("[inbox]", "[nowhere]"), encoding="utf-8")

    code, _, _ = callqa("run", "--day", "2026-02-14")

    (message,) = receiver.posted
    assert code == 2
    assert message["title"] == "通话质检 2026-02-14：没有做完"
    assert "nowhere" in message["message"]


@pytest.mark.usefixtures("prefect_server", "recogniser")
def test_an_error_in_the_middle_is_told_without_what_it_said(
    callqa: Command, receiver: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise ValueError("客户说：我要投诉")

    monkeypatch.setattr("flows.nightly.clock.refuse_wrong", broken)
    code, out, err = callqa("run", "--day", "2026-02-14")

    assert code == 1
    assert "错误：程序意外出错（ValueError）" in err
    assert "客户说" not in out
    (message,) = receiver.posted
    assert message["title"].endswith("没有做完")
    assert "程序意外出错（ValueError），详情见运行日志" in message["message"]
    assert "客户说" not in message["message"]


@pytest.mark.usefixtures("prefect_server", "recogniser")
def test_a_message_that_does_not_arrive_is_a_warning_and_never_names_its_address(
    callqa: Command, receiver: Received, caplog: pytest.LogCaptureFixture
) -> None:
    receiver.status = 500

    with caplog.at_level(logging.DEBUG):
        code, out, err = callqa("run", "--day", "2026-02-14")

    assert code == 0
    assert "注意：第 1 个通知地址（json://…）没有送达" in out
    assert SECRET not in out + err + caplog.text


@pytest.mark.usefixtures("prefect_server", "recogniser")
def test_a_message_that_cannot_be_made_does_not_fail_the_night(
    callqa: Command, receiver: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> str:
        raise RuntimeError("template")

    monkeypatch.setattr(notification, "digest_of", broken)
    code, out, _ = callqa("run", "--day", "2026-02-14")

    assert code == 0
    assert "注意：早上的消息没有写成：RuntimeError" in out


def test_a_report_that_is_not_there_is_told_with_exit_code_6(callqa: Command, receiver: Received) -> None:
    code, out, _ = callqa("expect", "--day", "2026-02-14", "--json")

    (message,) = receiver.posted
    assert code == 6
    assert json.loads(out) == {"day": "2026-02-14", "ok": False, "problem": "没有出过报告", "unsent": []}
    assert message["title"] == "通话质检 2026-02-14：没有运行"
    assert "callqa doctor" in message["message"]


def test_a_database_that_cannot_be_read_is_told(callqa: Command, receiver: Received, project: Path) -> None:
    database = project.parent.parent / "data" / "qa.sqlite3"
    database.parent.mkdir()
    database.write_bytes(b"no database at all" * 100)

    code, _, _ = callqa("expect", "--day", "2026-02-14")

    assert code == 6
    assert "查不出来" in receiver.posted[0]["message"]


@pytest.mark.usefixtures("prefect_server", "recogniser")
def test_a_complete_report_is_no_news_and_one_that_was_deleted_is(
    callqa: Command, receiver: Received, project: Path
) -> None:
    callqa("run", "--day", "2026-02-14")
    receiver.posted.clear()

    complete, _, _ = callqa("expect", "--day", "2026-02-14")
    told_of_complete = list(receiver.posted)
    (project.parent.parent / "data" / "reports" / "2026-02-14" / "qa-2026-02-14.xlsx").unlink()
    gone, out, _ = callqa("expect", "--day", "2026-02-14")

    assert (complete, told_of_complete) == (0, [])
    assert gone == 6
    assert "qa-2026-02-14.xlsx" in out


@pytest.mark.parametrize(
    ("kind", "colour"),
    [
        (Kind.FINISHED, "success"),
        (Kind.UNUSUAL, "warning"),
        (Kind.WITH_FAILURES, "warning"),
        (Kind.FAILED, "failure"),
        (Kind.DID_NOT_RUN, "failure"),
        (Kind.BACKFILLED, "success"),
        (Kind.BACKFILLED_PARTLY, "warning"),
        (Kind.RULES_REFUSED, "warning"),
        (Kind.TEST, "info"),
    ],
)
def test_chat_programs_colour_a_message_by_how_urgent_it_is(
    configuration: Configuration, receiver: Received, kind: Kind, colour: str
) -> None:
    problems = notification.tell(site(configuration), notification.notice_of(kind, DAY))

    assert problems == []
    assert [each["type"] for each in receiver.posted] == [colour]


@pytest.mark.parametrize(
    ("kind", "asked"),
    [
        (Kind.FINISHED, f"/ping/{SECRET}"),
        (Kind.UNUSUAL, f"/ping/{SECRET}"),
        (Kind.WITH_FAILURES, f"/ping/{SECRET}"),
        (Kind.FAILED, f"/ping/{SECRET}/fail"),
        (Kind.DID_NOT_RUN, f"/ping/{SECRET}/fail"),
    ],
)
def test_an_outside_monitor_hears_about_last_night(
    project: Path, receiver: Received, monkeypatch: pytest.MonkeyPatch, kind: Kind, asked: str
) -> None:
    from callqa.settings import pipeline_yaml

    ping(monkeypatch, receiver)
    configuration = pipeline_yaml.load(project)
    last_night = configuration.settings.yesterday(datetime.now(UTC))

    problems = [
        notification.tell(site(configuration), notification.notice_of(kind, day)) for day in (DAY, last_night)
    ]

    assert problems == [[], []]
    assert receiver.asked == [asked]


def test_a_monitor_that_refuses_is_told_without_its_address(receiver: Received) -> None:
    receiver.status = 404
    problem = notify.ping(f"http://127.0.0.1:{receiver.port}/{SECRET}", good=True)
    nobody = notify.ping(f"http://127.0.0.1:9/{SECRET}", good=True)

    assert problem
    assert nobody
    assert "404" in said(problem)
    assert "ConnectError" in said(nobody)
    assert SECRET not in said(problem) + said(nobody)


def test_addresses_come_from_the_environment_and_a_file_with_remarks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(notify.URLS_VARIABLE, "json://a json://b")
    file = tmp_path / "notify.urls"
    file.write_text("# 值班群\n\njson://c\n", encoding="utf-8")

    assert notify.addresses(file) == ["json://a", "json://b", "json://c"]


def test_an_address_that_apprise_does_not_know_is_named_by_its_place_only() -> None:
    (problem,) = map(said, notify.readable([f"dingdingding://{SECRET}"]))

    assert problem.startswith("第 1 个通知地址（dingdingding://…）写得不对：写成 dingtalk://…")
    assert SECRET not in problem


def test_how_much_was_recognised_is_remembered_for_the_weeks_to_come(
    configuration: Configuration, store: Store
) -> None:
    from datetime import timedelta

    from callqa.days.anomalies import Speech
    from callqa.storage import counts

    counts.save_speech(store, DAY, Speech(characters=1, duration_ms=2))
    counts.save_speech(store, DAY, Speech(characters=30, duration_ms=60_000))

    assert counts.load_speech(store, DAY + timedelta(days=7)) == {
        DAY: Speech(characters=30, duration_ms=60_000)
    }
    assert counts.load_speech(store, DAY) == {}
