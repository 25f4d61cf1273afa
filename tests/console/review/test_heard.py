"""What somebody hears in a call: words that no rule has marked, or that nothing was missed."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from callqa.model.access.account import AccountRole, Scope
from callqa.model.review.misses import Heard, Miss, standing
from callqa.storage.reviews import Reviews
from tests.console.calls.days import NUMBER, link, store_whole_day
from tests.console.conftest import NOW
from tests.support.builders import DAY
from tests.support.consoles import Console, console_in


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    folder: Path = tmp_path_factory.mktemp("console")
    with console_in(folder, NOW) as made:
        store_whole_day(made, folder)
        yield made


@pytest.fixture
def console(stored: Console) -> Console:
    """Provide a day of which nobody has heard anything."""
    with stored.site.database.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM misses")
    return stored


def known(console: Console) -> tuple[Miss, ...]:
    return standing(Reviews(console.site.database).misses(DAY, DAY))


def tell(console: Console, name: str = "sue", ref: str = "d", **form: str) -> Any:
    browser = console.signed_in(AccountRole.SUPERVISOR, name)
    return browser.post(link(ref, "/heard"), data=form)


def test_words_become_a_miss_of_the_rule_with_their_turn(console: Console) -> None:
    answer = tell(console, text="投诉 你们的", about="complaint", note="说得很清楚")

    assert answer.headers["location"] == link("d") + "#heard"
    (miss,) = known(console)
    assert (miss.call_id, miss.heard, miss.rule_id, miss.turn) == ("d", Heard.MISSED, "complaint", 1)
    assert (miss.text, miss.reviewer, miss.note) == ("投诉 你们的", "sue", "说得很清楚")


def test_misheard_words_and_a_category_alone_are_a_miss_too(console: Console) -> None:
    category = console.site.store.day(DAY).rules[0].category
    tell(console, text="头宿你们", about=category)

    (miss,) = known(console)
    assert (miss.rule_id, miss.category, miss.turn) == ("", category, None)


def test_saying_the_same_twice_is_once(console: Console) -> None:
    for _ in range(2):
        tell(console, text="投诉", about="complaint")

    assert len(Reviews(console.site.database).misses(DAY, DAY)) == 1


def test_a_whole_call_is_heard_and_everybody_sees_by_whom(console: Console) -> None:
    tell(console, clean="1", text="", about="")
    text = console.signed_in(AccountRole.VIEWER).get(link("d")).text

    assert [each.heard for each in known(console)] == [Heard.CLEAN]
    assert "听完了，没有漏标" in text
    assert f'action="{link("d", "/heard")}"' not in text


def test_one_takes_back_what_one_has_said_and_nobody_elses(console: Console) -> None:
    tell(console, text="投诉", about="complaint")
    page = console.signed_in(AccountRole.SUPERVISOR, "sue").get(link("d")).text
    mark = re.findall(r'name="back" value="(\w+)"', page)[0]

    assert 'name="back"' not in console.signed_in(AccountRole.SUPERVISOR, "tim").get(link("d")).text
    assert tell(console, "tim", back=mark).status_code == 400
    assert tell(console, back=mark).status_code == 303
    assert known(console) == ()
    assert tell(console, back=mark).status_code == 400


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"text": "投诉"},
        {"about": "complaint"},
        {"text": "投诉", "about": "no-such-rule"},
        {"text": "x" * 401, "about": "complaint"},
    ],
)
def test_what_says_nothing_is_refused(console: Console, form: dict[str, str]) -> None:
    assert tell(console, **form).status_code == 400
    assert known(console) == ()


def test_hostile_words_and_a_number_are_shown_as_text_and_hidden(console: Console) -> None:
    tell(console, text=f"<script>alert(1)</script>{NUMBER}", about="complaint")
    text = console.signed_in(AccountRole.SUPERVISOR, "sue").get(link("d")).text

    assert "&lt;script&gt;alert(1)" in text
    assert "<script>alert" not in text
    assert NUMBER not in text


def test_nobody_judges_a_call_that_they_do_not_see(console: Console) -> None:
    browser = console.signed_in(AccountRole.SUPERVISOR, "uma", scope=Scope(queues=("售前",)))

    assert browser.post(link("d", "/heard"), data={"clean": "1"}).status_code == 400
    assert known(console) == ()
