"""Robots that refuse with HTTP 200 are told as not delivered, each with what to do."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from apprise.plugins.dingtalk import NotifyDingTalk
from apprise.plugins.feishu import NotifyFeishu
from apprise.plugins.lark import NotifyLark
from apprise.plugins.wecombot import NotifyWeComBot
from hypothesis import given
from hypothesis import strategies as st

from callqa.monitoring import chat_robots, notify
from callqa.monitoring.notice import Urgency
from reports.words.lines import said
from tests.support.receiving import Received, receiving

TOKEN = "abcdef0123456789"
ADDRESSES = {
    "钉钉": f"dingtalk://{TOKEN}",
    "钉钉, signed": f"dingtalk://SECabc@{TOKEN}",
    "钉钉, markdown": f"dingtalk://{TOKEN}/?format=markdown",
    "钉钉, as copied": f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}",
    "钉钉, as copied and signed": f"https://oapi.dingtalk.com/robot/send?access_token={TOKEN}&secret=SECabc",
    "企业微信": f"wecombot://{TOKEN}",
    "企业微信, as copied": f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={TOKEN}",
    "飞书": f"feishu://{TOKEN}",
    "飞书, as copied": f"https://open.feishu.cn/open-apis/bot/v2/hook/{TOKEN}",
    "Lark": f"lark://{TOKEN}",
    "Lark, as copied": f"https://open.larksuite.com/open-apis/bot/v2/hook/{TOKEN}",
}
GOOD = {"errcode": 0, "errmsg": "ok", "code": 0}


@pytest.fixture
def robots(monkeypatch: pytest.MonkeyPatch) -> Iterator[Received]:
    """All services on one loopback receiver; nothing waits between tries."""
    with receiving() as received:
        base = f"http://127.0.0.1:{received.port}"
        monkeypatch.setattr(NotifyDingTalk, "notify_url", base + "/robot/send?access_token={token}")
        monkeypatch.setattr(NotifyWeComBot, "notify_url", base + "/cgi-bin/webhook/send?key={key}")
        monkeypatch.setattr(NotifyFeishu, "notify_url", base + "/open-apis/bot/v2/hook/{token}/")
        monkeypatch.setattr(NotifyLark, "notify_url", base + "/open-apis/bot/v2/hook/")
        monkeypatch.setattr(notify, "_RETRY_WAIT_S", 0.0)
        yield received


def sent(url: str, text: str = "收到 3 = 已分析 3") -> list[str]:
    return [*map(said, notify.send([url], "通话质检", text, next(iter(Urgency))))]


def texts(robots: Received) -> list[str]:
    posted: list[Any] = robots.posted
    return ["".join((each.get("text") or each["content"]).values()) for each in posted]


@pytest.mark.parametrize("url", ADDRESSES.values(), ids=ADDRESSES)
def test_a_message_that_is_taken_is_one_text_with_its_title(robots: Received, url: str) -> None:
    robots.answer = json.dumps(GOOD).encode()

    assert sent(url) == []

    assert texts(robots) == ["通话质检\n收到 3 = 已分析 3"]
    assert TOKEN in robots.posted_to[0]


@pytest.mark.parametrize("url", ADDRESSES.values(), ids=ADDRESSES)
@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (
            {"errcode": 310000, "errmsg": "keywords not in content"},
            "310000 keywords not in content　→ 机器人",
        ),
        ({"errcode": 45009, "errmsg": "api freq out of limit"}, "45009 api freq out of limit　→ 发得太频繁"),
        ({"code": 19024, "data": {}, "msg": "Key Words Not Found"}, "19024 Key Words Not Found　→ 机器人的"),
        ({"errcode": 7, "errmsg": f"bad {TOKEN}"}, "拒绝了：代码 7"),
        ([], "回答不是这类机器人的"),
    ],
)
def test_a_refusal_in_the_body_is_told(robots: Received, url: str, answer: object, why: str) -> None:
    robots.answer = json.dumps(answer).encode()

    (problem,) = sent(url)

    assert why in problem
    assert TOKEN not in problem


@pytest.mark.parametrize("answer", [b"", b"<html>login</html>"])
def test_an_answer_that_is_no_robot_s_is_no_delivery(robots: Received, answer: bytes) -> None:
    robots.answer = answer
    (problem,) = sent(ADDRESSES["钉钉"])
    assert "不是 JSON" in problem


def test_a_service_that_fails_is_asked_three_times(robots: Received) -> None:
    robots.status = 502
    (problem,) = sent(ADDRESSES["企业微信"])
    assert "HTTP 502" in problem
    assert len(robots.posted) == 3


def test_a_signed_message_carries_time_and_signature(robots: Received) -> None:
    robots.answer = json.dumps(GOOD).encode()
    sent(ADDRESSES["钉钉, signed"])
    assert "timestamp=" in robots.posted_to[0]
    assert "sign=" in robots.posted_to[0]


def test_a_long_text_is_told_in_several_messages(robots: Received) -> None:
    robots.answer = json.dumps(GOOD).encode()
    lines = [f"第 {number} 行：{'字' * 50}" for number in range(40)]

    assert sent(ADDRESSES["企业微信"], "\n".join(lines)) == []

    assert len(robots.posted) > 1
    assert "\n".join(texts(robots)) == "\n".join(["通话质检", *lines])


ONE_LINE = st.text(st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]))


@given(ONE_LINE, st.integers(8, 60))
def test_no_piece_is_larger_than_its_room_and_nothing_is_lost(text: str, most: int) -> None:
    found = list(chat_robots.pieces(text, most))
    assert all(len(piece.encode()) <= most for piece in found)
    assert "".join(found).replace("\n", "") == text


@pytest.mark.parametrize("encoding", ["utf-8-sig", "gbk", "utf-8"])
def test_an_address_file_of_any_editor_is_read(tmp_path: Path, encoding: str) -> None:
    file = tmp_path / "notify.urls"
    file.write_bytes(f"{ADDRESSES['钉钉, as copied']}\n# 早上的群\n".encode(encoding))
    (url,) = notify.addresses(file)
    assert notify.readable([url]) == []
