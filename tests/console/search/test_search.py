"""The page of the search: results with context, no words in an address, nothing that may not be seen."""

from typing import Any

import pytest

from callqa.model.access.account import AccountRole, Scope
from tests.console.calls.days import NUMBER, link
from tests.support.consoles import Console


def search(console: Console, role: AccountRole = AccountRole.SUPERVISOR, **form: str) -> Any:
    options: dict[str, Any] = {"scope": form.pop("scope")} if "scope" in form else {}
    return console.signed_in(role, **options).post("/search", data=form)


def test_a_result_leads_to_the_second_and_plays(console: Console) -> None:
    answer = search(console, words="电话是")

    assert answer.status_code == 200
    assert f'href="{link("a", "?at=9200")}"' in answer.text
    assert f'data-sound="{link("a", "/sound")}" data-at="9200"' in answer.text
    assert "我要投诉我的<mark>电话是</mark>138****5678" in answer.text
    assert "在 74 通里找到 1 通" in answer.text


def test_who_may_not_listen_has_no_button_to_play(console: Console) -> None:
    answer = search(console, AccountRole.VIEWER, words="电话是")

    assert "<mark>电话是</mark>" in answer.text
    assert "play-here" not in answer.text


def test_nothing_that_was_looked_for_stands_in_an_address(console: Console) -> None:
    browser = console.signed_in(AccountRole.SUPERVISOR)

    assert browser.get("/search?words=电话是").text.count("电话是") == 0
    assert 'method="post"' in browser.get("/search").text


def test_only_what_somebody_sees_is_found(console: Console) -> None:
    answer = search(console, words="投诉", scope=Scope(queues=("售前",)))  # type: ignore[arg-type]  # an option of the account

    assert "在 1 通里找到 1 通" in answer.text


@pytest.mark.parametrize("words", ["", "，", "投" * 50, "x" * 401])
def test_what_cannot_be_looked_for_is_said(console: Console, words: str) -> None:
    assert search(console, words=words).status_code == 400


def test_a_date_that_is_none_is_refused(console: Console) -> None:
    assert search(console, words="投诉", first="yesterday").status_code == 400


@pytest.mark.parametrize(
    "words",
    ['"><script>alert(1)</script> 投诉', "投诉 {{ 7*7 }}", "' OR 1=1 --", "投诉* NEAR(a b)", "rule:<b>"],
)
def test_hostile_words_are_words(console: Console, words: str) -> None:
    answer = search(console, words=words)

    assert answer.status_code in (200, 400)
    assert "<script>alert" not in answer.text
    assert "<b>" not in answer.text.replace("<b></b>", "")
    assert "49" not in answer.text


def test_pages_go_on_behind_the_last_call(console: Console) -> None:
    browser = console.signed_in(AccountRole.SUPERVISOR)
    first = browser.post("/search", data={"words": "投诉"}).text
    after = first.split('name="after" value="')[1].split('"')[0]
    second = browser.post("/search", data={"words": "投诉", "after": after}).text

    seen = [
        {text.split("/calls/")[n][:24] for n in range(1, text.count("/calls/") + 1)}
        for text in (first, second)
    ]
    assert len(seen[0]) == len(seen[1]) == 20
    assert not seen[0] & seen[1]


def test_a_number_is_not_found(console: Console) -> None:
    assert "看了 74 通，没有一通说过" in search(console, words=NUMBER).text
