"""Searches that somebody has kept: one's own, found again, never in an address."""

import pytest
from starlette.testclient import TestClient

from callqa.model.access.account import AccountRole
from callqa.operations.search import saving
from tests.support.consoles import Console


def supervisor(console: Console, name: str) -> TestClient:
    return console.signed_in(AccountRole.SUPERVISOR, name)


def keep(browser: TestClient, label: str, **asked: str) -> str:
    answer = browser.post("/search/save", data={"label": label, **asked})
    assert answer.status_code == 200, answer.text
    return answer.text


def test_a_kept_search_is_looked_for_again_with_its_choices(console: Console) -> None:
    bob = supervisor(console, "bob")
    keep(bob, " 电话 ", words="电话是", agent="1001", first="2026-11-01", x="y")
    text = bob.post("/search/saved", data={"label": "电话"}).text

    assert "<mark>电话是</mark>" in text
    assert 'name="agent" value="1001"' in text
    others = supervisor(console, "carol").get("/search").text
    assert 'value="电话"' not in others
    assert supervisor(console, "carol").post("/search/saved", data={"label": "电话"}).status_code == 400


def test_one_of_the_same_name_is_replaced_and_what_is_removed_is_gone(console: Console) -> None:
    dora = supervisor(console, "dora")
    keep(dora, "x", words="退款")
    keep(dora, "x", words="快递")
    (kept,) = saving.saved(console.site, "dora")

    assert kept.asked == {"words": "快递"}
    assert dora.post("/search/forget", data={"label": "x"}).headers["location"] == "/search"
    assert saving.saved(console.site, "dora") == []


@pytest.mark.parametrize(("label", "words"), [("", "退款"), ("x", " ")])
def test_what_cannot_be_kept_is_told(console: Console, label: str, words: str) -> None:
    assert "要写搜索词" in keep(supervisor(console, "erin"), label, words=words)
    assert saving.saved(console.site, "erin") == []


def test_nobody_keeps_more_than_so_many(console: Console) -> None:
    fred = supervisor(console, "fred")
    for number in range(saving.MOST):
        saving.save(console.site, "fred", f"n{number}", {"words": "退款"})

    assert "最多保存" in keep(fred, "one more", words="退款")
    text = keep(supervisor(console, "gus"), "<script>x", words="<script>y")
    assert "<script>x" not in text
    assert "<script>y" not in text
