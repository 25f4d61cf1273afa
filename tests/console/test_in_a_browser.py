"""The console in Debian's Chromium: every page, wide and narrow, heard and by the keyboard."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from callqa.model.access.account import AccountRole
from tests.console.browsing import Visit, served
from tests.console.calls.days import BASE, link, store_whole_day, write_sounds
from tests.console.conftest import NOW
from tests.reports.conftest import browser  # noqa: F401  # a fixture
from tests.support.builders import DAY
from tests.support.consoles import Console, console_in


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    folder: Path = tmp_path_factory.mktemp("console")
    with console_in(folder, NOW) as made:
        write_sounds(folder)
        store_whole_day(made, folder)
        yield made


@pytest.fixture(scope="module")
def address(console: Console) -> Iterator[str]:
    with served(console) as found:
        yield found


@pytest.fixture
def visit(browser: Any, console: Console, address: str) -> Iterator[Callable[..., Visit]]:  # noqa: F811  # a fixture
    visits: list[Visit] = []

    def come(role: AccountRole = AccountRole.ADMIN, width: int = 1400, name: str = "") -> Visit:
        visits.append(Visit(browser, address, width))
        visits[-1].sign_in(console, role, name)
        return visits[-1]

    yield come
    for each in visits:
        each.close()


MIDDLE = 1_024
LOOKS = ((1_400, "light"), (MIDDLE, "light"), (390, "dark"))
"""Widths, and the colours at each; what axe looks at is the same in the middle as when wide."""
PAGES = {
    "home": "/",
    "days": "/days",
    "day": f"/days/{DAY}",
    "calls": f"{BASE}?show=all",
    "call": link("a"),
    "review": f"/review/{DAY}",
    "search": "/search",
    "agents": "/agents",
    "agent": "/agents/one?agent=1001",
    "coaching": "/agents/coaching?agent=1001",
    "trends": "/trends",
    "compare": "/compare",
    "rules": "/rules",
    "draft": "/rules/draft",
    "studio": "/studio",
    "studio-live": "/studio/live",
    "studio-history": "/studio/history",
    "studio-trash": "/studio/trash",
    "runs": "/runs",
    "backfill": "/runs/backfill",
    "appeals": "/appeals",
    "assign": f"/review/{DAY}/assign",
    "ask": f"/runs/new?day={DAY}&work=failed",
    "audit": "/audit",
    "account": "/account",
    "tokens": "/tokens",
    "api": "/api",
    "accounts": "/accounts",
}


def test_every_page_is_whole_and_for_everybody_at_every_width_without_an_error_or_a_foreign_request(
    visit: Callable[..., Visit],
) -> None:
    reader, serious = visit(), {}
    for name, path in PAGES.items():
        reader.go(path)
        assert reader.page.locator("h1").count() == 1, name
        assert not reader.page.locator(".waiting").count(), name
        for width, scheme in LOOKS:
            reader.look(width, scheme)
            reader.picture(f"{name}-{width}")
            assert reader.overflow() <= 0, (name, width)
            if width != MIDDLE and (found := reader.serious()):
                serious[name, width] = found
    assert serious == {}
    assert reader.errors == []
    assert reader.foreign == []


def test_a_hit_is_heard_from_shortly_before_it(visit: Callable[..., Visit]) -> None:
    reader = visit()
    reader.go(link("a"))

    reader.page.click(".hit .play")
    reader.until("document.querySelector('#audio').currentTime > 6.4")

    assert reader.page.locator(".timeline .wave").count() == 2
    assert "at=" in str(reader.page.get_attribute("#moment", "href"))
    assert reader.errors == []


def test_a_word_is_heard_where_it_is_clicked_and_the_keys_go_on(visit: Callable[..., Visit]) -> None:
    reader = visit()
    reader.go(link("a"))

    reader.page.click(".talk .line.customer .said", position={"x": 4, "y": 10})
    reader.until("document.querySelector('#audio').currentTime > 7.9")
    reader.page.locator("body").press("Space")
    reader.until("document.querySelector('#audio').paused")
    reader.page.locator("body").press("]")
    reader.page.wait_for_url(f"**{link('b')}")

    assert reader.errors == []


def test_words_are_found_and_heard_and_are_still_there_on_the_way_back(visit: Callable[..., Visit]) -> None:
    reader = visit()
    reader.go("/search")

    reader.page.locator("[name=words]").press_sequentially("电话是")
    reader.page.locator("[name=words]").press("Enter")
    reader.page.wait_for_selector(".matches mark")
    reader.picture("search-found")
    assert reader.page.url.endswith("/search")
    reader.page.click(".play-here")
    reader.page.wait_for_selector(".play-here:has-text('停')")
    reader.page.click(".matches .clock")
    reader.page.wait_for_url(f"**{link('a')}?at=9200")
    reader.page.go_back()
    reader.page.wait_for_selector(".matches mark")

    assert reader.page.input_value("[name=words]") == "电话是"
    assert reader.errors == []


def test_selected_words_become_a_miss(visit: Callable[..., Visit]) -> None:
    reader = visit()
    reader.go(link("d"))

    reader.page.locator(".talk .line.customer .said").first.click(click_count=3)
    reader.until("document.querySelector('#miss-text').value.includes('投诉')")
    reader.page.select_option("[name=about]", "complaint")
    reader.page.click("#heard button.main")
    reader.page.wait_for_selector("#heard .voices li")

    assert "漏标" in reader.page.inner_text("#heard .voices")
    assert reader.errors == []


def test_hits_are_judged_by_the_keyboard_alone(visit: Callable[..., Visit]) -> None:
    reader = visit(AccountRole.SUPERVISOR, name="bob")
    reader.go(f"/review/{DAY}")
    body = reader.page.locator("body")
    assert reader.page.get_attribute("article", "data-hit") == "hit-a"

    body.press("n")
    reader.page.keyboard.type("听过了")
    reader.page.keyboard.press("Escape")
    body.press("1")
    reader.page.wait_for_url("**after=hit-a")
    assert reader.page.get_attribute("article", "data-hit") == "hit-b"
    body.press("u")
    reader.page.wait_for_url("**hit=hit-a")
    assert reader.page.locator("[value=pending][aria-pressed=true]").count() == 1
    body.press("2")
    reader.page.wait_for_url("**after=hit-a")
    reader.picture("review-keyboard")

    assert reader.errors == []
    assert reader.foreign == []


def test_two_browsers_that_disagree_both_see_it(visit: Callable[..., Visit]) -> None:
    bob, carol = visit(AccountRole.SUPERVISOR, name="bob"), visit(AccountRole.SUPERVISOR, name="carol")
    for each in (bob, carol):
        each.go(f"/review/{DAY}?hit=hit-c")
    bob.page.click("[value=true]")
    bob.page.wait_for_url("**after=hit-c")
    carol.page.click("[value=false]")
    carol.page.wait_for_selector(".verdicts .disputed")

    assert "bob" in carol.page.inner_text(".verdicts .problem")
    assert carol.page.url.endswith("hit=hit-c")  # what contradicts is read before the next hit comes
    assert carol.errors == []


def test_a_sign_in_that_has_ended_loses_no_note(visit: Callable[..., Visit], console: Console) -> None:
    reader = visit(AccountRole.SUPERVISOR, name="dora")
    reader.go(f"/review/{DAY}?hit=hit-o01")
    reader.page.fill("[name=note]", "很长的备注")
    console.clock.forward(hours=9)

    reader.page.click("[value=true]")
    reader.page.wait_for_selector("#signed-out[open]")

    assert reader.page.input_value("[name=note]") == "很长的备注"
    assert reader.page.url.endswith("hit=hit-o01")


def test_a_draft_is_checked_while_it_is_written(visit: Callable[..., Visit]) -> None:
    reader = visit(AccountRole.SUPERVISOR, name="bob")
    reader.go("/rules/draft")
    reader.page.fill("#text", "categories:\n  - name: 投诉\n    severty: 严重\n")
    reader.page.wait_for_selector(".mistakes .goto")
    reader.picture("draft-mistake")
    reader.page.locator(".goto", has_text="第 3 行").first.click()

    place = "document.querySelector('#text').value.slice(0, document.querySelector('#text').selectionStart)"
    assert str(reader.page.evaluate(place)).count("\n") == 2
    assert reader.errors == []
