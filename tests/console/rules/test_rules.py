"""The rule book at the console: read, drafted, tried, published on top of what was seen, taken back."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from callqa.model.access.account import AccountRole, Scope
from callqa.model.audit import AuditAction
from callqa.operations.books.publish import latest_number, publish
from callqa.operations.privacy.audit import entries
from callqa.rules.books import book_file
from callqa.rules.publication import Origin
from callqa.rules.published import PublishedBooks
from tests.console.calls.days import store_whole_day
from tests.console.conftest import NOW
from tests.support.consoles import Console, console_in
from tests.support.project import RULES

MORE = RULES + "      - {id: courier, name: 说到快递, keywords: [快递]}\n"
OTHER = RULES + "      - {id: number, name: 说到电话, keywords: [电话]}\n"
WRONG = RULES.replace("severity", "severty")


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    """Provide a stored day, and a first book in force; trials are done at once."""
    with console_in(tmp_path, NOW) as made:
        store_whole_day(made, tmp_path)
        made.desk.trials.start = lambda work: work()
        put_in_force(made, RULES, 0)
        yield made


def put_in_force(console: Console, text: str, based_on: int) -> None:
    publish(console.site, text, name="x", author="dora", origin=Origin.COMMAND, based_on=based_on)


def book(console: Console) -> str:
    latest = PublishedBooks(console.site.database).latest()
    assert latest
    return latest.text


@pytest.fixture
def bob(console: Console) -> TestClient:
    return console.signed_in(AccountRole.SUPERVISOR, "bob")


def keep(browser: TestClient, text: str, based_on: int = 1) -> str:
    return browser.post("/rules/draft", data={"text": text, "based_on": str(based_on)}).text


def attempt(browser: TestClient, text: str, based_on: int = 1) -> str:
    """Try a text, and return the page of the trial."""
    form = {"text": text, "based_on": str(based_on), "days": "1"}
    assert browser.post("/rules/trial", data=form).headers["location"] == "/rules/trial"
    return browser.get("/rules/trial").text


def test_the_book_in_force_is_shown_to_every_role_but_agents(console: Console) -> None:
    for role in set(AccountRole) - {AccountRole.AGENT}:
        text = console.signed_in(role).get("/rules").text
        assert "客户要投诉" in text
        assert ("/rules/draft" in text) is (role in (AccountRole.SUPERVISOR, AccountRole.ADMIN))


def test_a_draft_is_kept_for_its_author_and_changes_nothing(console: Console, bob: TestClient) -> None:
    keep(bob, MORE)

    assert "说到快递" in bob.get("/rules/draft").text
    assert "说到快递" not in console.signed_in(AccountRole.SUPERVISOR, "carol").get("/rules/draft").text
    assert book(console) == RULES


def test_a_mistake_is_named_with_its_place_and_cure(bob: TestClient) -> None:
    text = keep(bob, WRONG)

    assert "severty" in text
    assert "severity" in text
    assert re.search(r'class="goto" data-line="4" data-column="\d+"', text)


@pytest.mark.parametrize(
    "text", ["", "categories: [", "\t- a", "x" * 500, "a: &a [*a]", "<script>alert(1)</script>"]
)
def test_no_text_breaks_the_check(bob: TestClient, text: str) -> None:
    answer = bob.post("/rules/draft", data={"text": text, "based_on": "1"})

    assert answer.status_code == 200
    assert "problem" in answer.text or "mistakes" in answer.text
    assert "<script>alert" not in answer.text


def test_a_good_draft_says_what_it_changes(bob: TestClient) -> None:
    text = keep(bob, MORE)

    assert "没有错误" in text
    assert "说到快递" in text


def test_lines_end_as_the_file_does_whatever_a_form_sends(console: Console, bob: TestClient) -> None:
    attempt(bob, MORE.replace("\n", "\r\n"))
    bob.post("/rules/publish")

    assert book(console) == MORE


def test_a_trial_shows_what_is_gained_with_its_words(bob: TestClient) -> None:
    text = attempt(bob, MORE)

    assert "新增的命中" in text
    assert "<mark>快递</mark>" in text
    (call, *_) = re.findall(r'href="(/days/[^/]+/calls/[^"]+)"', text)
    assert bob.get(call).status_code == 200  # where it is heard


def test_what_was_tried_is_published_under_its_authors_name(console: Console, bob: TestClient) -> None:
    attempt(bob, MORE)
    answer = bob.post("/rules/publish")

    assert answer.headers["location"] == "/rules"
    assert book(console) == MORE
    assert (console.site.configuration.home / "config" / "keywords.yaml").read_text(encoding="utf-8") == MORE
    lines = [each for each in entries(console.site) if each.action is AuditAction.PUBLISHED]
    told = {(each.who, each.about["author"], each.about["origin"]) for each in lines}
    assert told == {("console", "dora", "命令发布"), ("bob (console)", "bob", "控制台发布")}


def test_what_was_not_tried_is_not_published(console: Console, bob: TestClient) -> None:
    keep(bob, MORE)
    untried = bob.post("/rules/publish")
    attempt(bob, MORE)
    keep(bob, OTHER)
    other_than_tried = bob.post("/rules/publish")

    assert (untried.status_code, other_than_tried.status_code) == (409, 409)
    assert book(console) == RULES


def test_nobody_undoes_silently_what_somebody_else_has_published(console: Console, bob: TestClient) -> None:
    attempt(bob, MORE)
    put_in_force(console, OTHER, 1)
    answer = bob.post("/rules/publish")

    assert answer.status_code == 409
    assert "别人已经发布了新的一版" in answer.text
    assert "说到电话" in answer.text  # what they changed
    assert "说到快递" in answer.text  # what is one's own
    assert book(console) == OTHER


def test_a_conflict_is_shown_in_three_ways_and_merged_by_itself(console: Console, bob: TestClient) -> None:
    keep(bob, "# 我的说明\n" + RULES)
    put_in_force(console, OTHER, 1)
    text = bob.get("/rules/draft").text
    assert "只有对方改了" in text
    assert "只有您改了" in text
    assert "没有冲突" in text
    bob.post("/rules/draft/merge")

    merged = "# 我的说明\n" + OTHER
    assert "三方对照" not in bob.get("/rules/draft").text
    attempt(bob, merged, based_on=2)
    bob.post("/rules/publish")
    assert book(console) == merged


def test_what_both_have_changed_is_settled_by_hand_before_it_is_published(
    console: Console, bob: TestClient
) -> None:
    keep(bob, MORE)
    put_in_force(console, OTHER, 1)
    assert "1 处两边都改了" in bob.get("/rules/draft").text
    bob.post("/rules/draft/merge")
    text = bob.get("/rules/draft").text

    assert "&lt;&lt;&lt;&lt;&lt;&lt;&lt; 2 dora" in text
    assert 'class="mistakes"' in text
    assert bob.post("/rules/publish").status_code == 409
    assert book(console) == OTHER


def test_selected_words_become_a_rule_of_ones_draft(console: Console, bob: TestClient) -> None:
    words = {"text": " 我要 找记者 ", "about": "complaint"}
    to = bob.post("/rules/draft/rule", data=words).headers["location"]
    line = int(to.removeprefix("/rules/draft?at="))
    again = bob.post("/rules/draft/rule", data={"text": "上热搜"})
    text = bob.get("/rules/draft").text

    assert again.headers["location"] == f"/rules/draft?at={line + 5}"
    assert f'data-line="{line}"' in bob.get(to).text
    assert RULES.rstrip("\n") in text
    for said in (
        "keywords: [我要找记者]",
        "hit: [上热搜]",
        "words_20261122_1",
        "words_20261122_2",
    ):
        assert said in text
    assert "没有错误 · 3 条规则" in text
    assert book(console) == RULES


@pytest.mark.parametrize("words", ["", "好", "138****5678", "很" * 80, "<script>"])
def test_what_makes_no_rule_is_told(console: Console, bob: TestClient, words: str) -> None:
    answer = bob.post("/rules/draft/rule", data={"text": words, "about": "投诉"})

    assert answer.status_code == 400 or "words_" in bob.get("/rules/draft").text
    assert "<script>" not in bob.get("/rules/draft").text.replace("<script src", "")


def test_who_has_merged_publishes_on_top_of_the_new_book(console: Console, bob: TestClient) -> None:
    attempt(bob, MORE)
    put_in_force(console, OTHER, 1)
    bob.post("/rules/draft/rebase")
    both = OTHER + MORE[len(RULES) :]
    attempt(bob, both, based_on=2)
    bob.post("/rules/publish")

    assert book(console) == both
    assert latest_number(console.site) == 3


def test_a_dropped_draft_begins_with_the_book_in_force(console: Console, bob: TestClient) -> None:
    keep(bob, MORE)
    bob.post("/rules/draft/forget")

    assert "说到快递" not in bob.get("/rules/draft").text


def test_an_earlier_book_is_put_in_force_again(console: Console, bob: TestClient) -> None:
    put_in_force(console, OTHER, 1)
    text = bob.get("/rules/history?old=2").text
    bob.post("/rules/rollback", data={"number": "1", "based_on": "2"})

    assert "说到电话" in text
    assert book(console) == RULES
    assert latest_number(console.site) == 3


def test_going_back_from_a_page_that_is_old_is_refused(console: Console, bob: TestClient) -> None:
    put_in_force(console, OTHER, 1)

    assert bob.post("/rules/rollback", data={"number": "1", "based_on": "1"}).status_code == 400
    assert book(console) == OTHER


def test_who_sees_only_some_calls_tries_and_publishes_nothing(console: Console) -> None:
    scoped = console.signed_in(AccountRole.SUPERVISOR, "scoped", scope=Scope(agents=("1001",)))
    form = {"text": MORE, "based_on": "1", "days": "1"}

    for path, data in (("trial", form), ("publish", {}), ("rollback", {"number": "1"})):
        assert scoped.post(f"/rules/{path}", data=data).status_code == 400, path
    assert scoped.get("/rules/trial").status_code == 400


def test_a_trial_that_is_stopped_says_so(console: Console, bob: TestClient) -> None:
    begun: list[object] = []
    console.desk.trials.start = begun.append  # type: ignore[assignment]  # keeps what would be run
    assert "在等另一次试运行" in attempt(bob, MORE)
    job = console.desk.trials.of("bob")
    assert job
    job.stop.set()
    begun[0]()  # type: ignore[operator]  # the work itself

    assert "已停止" in bob.get("/rules/trial").text
    assert bob.post("/rules/publish").status_code == 409


def test_a_file_of_another_encoding_is_told_with_its_cure(tmp_path: Path) -> None:
    with console_in(tmp_path, NOW) as fresh:
        book_file(fresh.site.configuration).write_bytes(RULES.encode("gb18030"))
        answer = fresh.signed_in(AccountRole.SUPERVISOR, "bob").get("/rules/draft")

    assert answer.status_code == 400
    assert "编码选 UTF-8" in answer.text
