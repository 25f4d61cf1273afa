"""The list of days, a day in counts, and the start page."""

from collections.abc import Iterator

import pytest

from callqa.model.access.account import AccountRole, Scope
from callqa.storage import lease
from callqa.storage.schema import seals
from tests.console.calls.days import NUMBER, store_whole_day
from tests.console.conftest import NOW
from tests.support.builders import DAY
from tests.support.consoles import Console, console_in


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    folder = tmp_path_factory.mktemp("console")
    with console_in(folder, NOW) as made:
        store_whole_day(made, folder)
        yield made


def test_the_list_has_the_day_with_its_counts(console: Console) -> None:
    text = console.signed_in(AccountRole.OPERATOR).get("/days").text

    assert f'<a href="/days/{DAY}">' in text
    for number in (75, 1, 73, 75):
        assert f'<td class="number">{number}</td>' in text
    assert "没有报告" in text
    assert "/calls" not in text  # nothing that operations may not open


def test_somebody_with_a_scope_does_not_see_the_counts_of_all(console: Console) -> None:
    browser = console.signed_in(AccountRole.SUPERVISOR, "scoped", scope=Scope(agents=("1001",)))

    assert '<td class="number">75</td>' not in browser.get("/days").text
    assert "收到 3" in browser.get(f"/days/{DAY}/numbers").text


def test_a_day_says_in_the_words_of_its_report_whether_it_is_complete(console: Console) -> None:
    text = console.signed_in(AccountRole.OPERATOR).get(f"/days/{DAY}/numbers").text

    assert "收到 75" in text
    assert 'class="trust ' in text


def test_a_day_that_is_worked_on_says_so_and_is_counted_anew(console: Console) -> None:
    browser = console.signed_in(AccountRole.OPERATOR)
    with lease.holding(console.site.database, DAY, 60):
        assert "正在处理" in browser.get(f"/days/{DAY}/numbers").text
    assert "正在处理" not in browser.get(f"/days/{DAY}/numbers").text


def test_a_reported_day_is_counted_once(console: Console) -> None:
    with console.site.database.transaction() as connection:
        row = {"day": DAY, "kind": "content", "name": "", "sha256": "1"}
        connection.execute(seals.insert(), row)
    browser = console.signed_in(AccountRole.OPERATOR)

    texts = {browser.get(f"/days/{DAY}/numbers").text for _ in range(2)}

    assert len(texts) == 1
    assert "报告已出" in browser.get("/days").text


def test_home_shows_the_worst_calls_to_who_may_read_them(console: Console) -> None:
    text = console.signed_in(AccountRole.SUPERVISOR).get("/").text

    assert text.count('class="clock"') == 5
    assert NUMBER not in text


@pytest.mark.parametrize("path", ["/", "/days", f"/days/{DAY}", f"/days/{DAY}/numbers"])
def test_operations_see_no_call(console: Console, path: str) -> None:
    text = console.signed_in(AccountRole.OPERATOR).get(path).text

    assert "投诉" not in text
    assert 'class="clock"' not in text
    assert "1001" not in text


def test_earlier_days_come_page_by_page(console: Console) -> None:
    browser = console.signed_in(AccountRole.OPERATOR)

    assert f'/days/{DAY}"' not in browser.get(f"/days?before={DAY}").text
