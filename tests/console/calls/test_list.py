"""The list of a day's calls: worst first, a page at a time, what is chosen in the address."""

import re
from typing import Any

import pytest

from callqa.model.access.account import AccountRole, Scope
from callqa.model.review.verdicts import Verdict
from callqa.storage.reviews import Reviews
from tests.console.calls.days import BASE, HIDDEN, NUMBER, OTHERS, ref
from tests.support.builders import review
from tests.support.consoles import Console

ALL = [*"abcde", *(f"o{place:02}" for place in range(OTHERS))]
NAMES = {ref(call_id): call_id for call_id in ALL}


def shown(console: Console, query: str = "", **account: Any) -> list[str]:
    """Return the calls of one page, in order."""
    answer = console.signed_in(AccountRole.SUPERVISOR, **account).get(BASE + query)
    assert answer.status_code == 200
    return [NAMES[each] for each in re.findall(rf'href="{BASE}/([0-9a-f]{{24}})', answer.text)]


def every(console: Console, query: str = "") -> list[list[str]]:
    """Return the calls of all pages, following the link to the next."""
    browser, pages, path = console.signed_in(AccountRole.SUPERVISOR), [], BASE + query
    while path:
        text = browser.get(path).text
        pages.append([NAMES[each] for each in re.findall(rf'href="{BASE}/([0-9a-f]{{24}})', text)])
        found = re.search(r'rel="next" href="([^"]+)"', text)
        path = found[1].replace("&amp;", "&") if found else ""
    return pages


def test_the_worst_calls_come_first_as_in_the_report(console: Console) -> None:
    assert shown(console)[:4] == ["a", "b", "c", "o00"]


def test_pages_follow_each_other_and_hold_every_call_once(console: Console) -> None:
    pages = every(console, "?show=all")

    assert list(map(len, pages)) == [50, 25]
    assert sorted(call for page in pages for call in page) == sorted(ALL)


def test_calls_by_time(console: Console) -> None:
    assert [call for page in every(console, "?show=all&order=time") for call in page] == ALL


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?severity=critical", ["a", "b"]),
        ("?severity=critical&agent=1002", ["b"]),
        ("?category=退款", ["c"]),
        ("?rule=complaint&agent=1001", ["a", "c"]),
        ("?queue=售前", ["b"]),
        ("?outcome=failed", ["e"]),
        ("?agent=1003", []),
        ("?agent=1003&show=all", ["d"]),
        ("?severity=nonsense&agent=1002", ["b"]),
        ("?agent=%27%20OR%201=1--", []),
    ],
)
def test_what_is_chosen_narrows_the_list(console: Console, query: str, found: list[str]) -> None:
    assert shown(console, query) == found


def test_calls_whose_hits_are_judged_are_not_open_any_more(console: Console) -> None:
    verdict = review(Verdict.TRUE, finding_id="hit-b")
    Reviews(console.site.database).add(console.site, [verdict])

    assert shown(console, "?show=open&severity=critical") == ["a"]


def test_numbers_are_hidden_in_the_list(console: Console) -> None:
    text = console.signed_in(AccountRole.SUPERVISOR).get(BASE).text

    assert HIDDEN in text
    assert NUMBER not in text


@pytest.mark.parametrize(
    ("scope", "found"),
    [
        (Scope(agents=("1001",)), ["a", "c"]),
        (Scope(queues=("售前",)), ["b"]),
        (Scope(queues=("售前",), agents=("1001",)), ["a", "b", "c"]),
        (Scope(agents=("nobody",)), []),
    ],
)
def test_an_account_with_a_scope_sees_its_own_calls(console: Console, scope: Scope, found: list[str]) -> None:
    assert shown(console, scope=scope) == found


def test_the_filters_of_somebody_with_a_scope_name_nobody_else(console: Console) -> None:
    browser = console.signed_in(AccountRole.SUPERVISOR, scope=Scope(agents=("1001",)))

    assert "1002" not in browser.get(BASE).text


@pytest.mark.parametrize("path", ["/days/2026-99-99/calls", "/days/x/calls", f"{BASE}/{'z' * 24}"])
def test_an_address_that_cannot_be_is_a_clear_page(console: Console, path: str) -> None:
    answer = console.signed_in(AccountRole.SUPERVISOR).get(path)

    assert answer.status_code == 400
    assert "没有做成" in answer.text


def test_a_day_without_calls_says_so(console: Console) -> None:
    assert "没有符合条件的通话" in console.signed_in(AccountRole.VIEWER).get("/days/2026-01-01/calls").text
