"""One call: what was said, what it may be heard by, its numbers for a reason, its neighbours."""

import json
import re

import pytest

from callqa.model.access.account import AccountRole, Capability, Scope
from callqa.model.audit import AuditAction, Entry
from callqa.storage.audit import noted
from tests.console.calls.days import BASE, HIDDEN, NUMBER, link, ref
from tests.reports.hostile import EXAMPLES
from tests.support.consoles import Console

LISTENER = frozenset({Capability.LISTEN})
REVEALER = frozenset({Capability.REVEAL})


def lines(console: Console, action: AuditAction) -> list[Entry]:
    return [line for line in noted(console.site.database) if line.action is action]


def test_a_call_shows_its_hits_its_words_and_its_facts(console: Console) -> None:
    text = console.signed_in(AccountRole.VIEWER).get(link("c")).text

    assert "未报开场白" in text
    assert '<mark class="' not in text
    assert "我要<mark>投诉</mark>你们的快递" in text
    assert "1001" in text
    assert 'class="timeline"' in text


def test_numbers_are_hidden_and_never_in_an_address(console: Console) -> None:
    text = console.signed_in(AccountRole.SUPERVISOR).get(link("a")).text

    assert HIDDEN in text
    assert NUMBER not in text


def test_a_number_is_shown_for_a_reason_that_is_kept(console: Console) -> None:
    browser = console.signed_in(AccountRole.SUPERVISOR, "carol", granted=REVEALER)
    answer = browser.post(link("a") + "/reveal", data={"reason": " 客户要求\n回电 "})

    assert NUMBER in answer.text
    assert NUMBER not in browser.get(link("a")).text
    (line,) = lines(console, AuditAction.REVEALED)
    assert line.who == "carol (console)"
    assert (line.about["call"], line.about["reason"]) == ("a", "客户要求 回电")


def test_without_a_reason_no_number_is_shown(console: Console) -> None:
    before = len(lines(console, AuditAction.REVEALED))
    answer = console.signed_in(AccountRole.ADMIN).post(link("a") + "/reveal", data={"reason": " "})

    assert answer.status_code == 400
    assert NUMBER not in answer.text
    assert len(lines(console, AuditAction.REVEALED)) == before


def test_who_may_not_see_a_call_does_not_find_it_in_any_way(console: Console) -> None:
    browser = console.signed_in(
        AccountRole.SUPERVISOR, "scoped", scope=Scope(agents=("1002",)), granted=REVEALER
    )

    for path in (link("a"), link("a") + "/sound", link("a") + "/outline"):
        assert browser.get(path).status_code == 400, path
    assert browser.post(link("a") + "/reveal", data={"reason": "x"}).status_code == 400
    assert browser.get(link("b")).status_code == 200


def test_the_neighbours_are_those_of_the_list(console: Console) -> None:
    browser = console.signed_in(AccountRole.VIEWER)
    text = browser.get(link("b")).text
    narrow = browser.get(link("c", "?agent=1001")).text

    assert f'id="before" rel="prev" href="{link("a")}"' in text
    assert f'id="after" rel="next" href="{link("c")}"' in text
    assert f'id="before" rel="prev" href="{link("a", "?agent=1001")}"' in narrow
    assert 'id="after"' not in narrow


def test_a_link_leads_to_a_moment(console: Console) -> None:
    assert 'data-start="8400"' in console.signed_in(AccountRole.VIEWER).get(link("b", "?at=8400")).text


def test_the_sound_is_played_from_where_the_recording_lies(console: Console) -> None:
    browser = console.signed_in(AccountRole.SUPERVISOR, "bob")
    pieces = re.search(r'data-sound="([^"]+)"', browser.get(link("a")).text)
    assert pieces
    (piece,) = json.loads(pieces[1].replace("&#34;", '"'))
    whole = browser.get(link("a") + "/sound")
    part = browser.get(link("a") + "/sound", headers={"range": "bytes=100-199"})

    assert piece == [f"../calls/{ref('a')}/sound", 0, 20_000]
    assert whole.status_code == 200
    assert (part.status_code, part.content) == (206, whole.content[100:200])
    assert part.headers["content-range"] == f"bytes 100-199/{len(whole.content)}"


def test_listening_is_written_down_once_for_each_call_and_hour(console: Console) -> None:
    browser = console.signed_in(AccountRole.SUPERVISOR, "dora")
    for _ in range(3):
        browser.get(link("a") + "/sound", headers={"range": "bytes=0-9"})
    console.clock.forward(hours=1)
    browser.get(link("a") + "/sound", headers={"range": "bytes=0-9"})

    found = [line for line in lines(console, AuditAction.LISTENED) if line.who == "dora (console)"]
    assert [line.about["call"] for line in found] == ["a", "a"]


@pytest.mark.parametrize(
    ("asked", "status", "size"),
    [
        ("bytes=0-99", 206, 100),
        ("bytes=-50", 206, 50),
        ("bytes=10-", 206, -10),
        ("bytes=99999999-", 416, 0),
        ("bytes=9-3", 416, 0),
        ("bytes=-", 200, None),
        ("lines=1-2", 200, None),
    ],
)
def test_what_browsers_do_not_play_is_opus_with_stretches(
    console: Console, asked: str, status: int, size: int | None
) -> None:
    browser = console.signed_in(AccountRole.SUPERVISOR)
    whole = browser.get(link("b") + "/sound")
    part = browser.get(link("b") + "/sound", headers={"range": asked})

    assert whole.headers["content-type"] == "audio/ogg"
    assert whole.content[:4] == b"OggS"
    assert part.status_code == status
    expected = len(whole.content) if size is None else size if size >= 0 else len(whole.content) + size
    assert len(part.content) == expected


def test_the_outline_has_both_channels(console: Console) -> None:
    channels = console.signed_in(AccountRole.SUPERVISOR).get(link("a") + "/outline").json()["channels"]

    assert list(map(len, channels)) == [1_200, 1_200]
    assert max(channels[1]) == 100
    assert 40 <= max(channels[0]) <= 60  # half as loud
    assert min(min(each) for each in channels) > 0


@pytest.mark.parametrize("call_id", ["c", "o00"])
def test_a_recording_that_is_gone_or_lies_outside_is_not_played(console: Console, call_id: str) -> None:
    browser = console.signed_in(AccountRole.SUPERVISOR)

    assert "data-sound" not in browser.get(link(call_id)).text
    assert browser.get(link(call_id) + "/sound").status_code == 400


def test_a_viewer_listens_only_where_the_account_says_so(console: Console) -> None:
    assert "data-sound" not in console.signed_in(AccountRole.VIEWER, "eve").get(link("a")).text
    assert "data-sound" in console.signed_in(AccountRole.VIEWER, "eve", granted=LISTENER).get(link("a")).text


def test_a_failed_call_says_why(console: Console) -> None:
    assert "文件不是音频" in console.signed_in(AccountRole.VIEWER).get(link("e")).text


@pytest.mark.parametrize(
    "text", [each for each in EXAMPLES if "\ud800" not in each]
)  # no address can hold it
def test_no_text_in_an_address_becomes_markup(console: Console, text: str) -> None:
    browser = console.signed_in(AccountRole.ADMIN)
    for answer in (
        browser.get(BASE, params={"agent": text, "category": text, "rule": text, "queue": text}),
        browser.post(link("a") + "/reveal", params={"agent": text}, data={"reason": ""}),
    ):
        assert "<script>alert" not in answer.text
        assert "<img src=x" not in answer.text
        assert ' onmouseover="' not in answer.text
        assert "49" not in re.findall(r"<h1>(.*?)</h1>", answer.text)
