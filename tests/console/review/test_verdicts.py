"""Verdicts at the console: stored at once, kept when people disagree, and the queue that asks for them."""

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from callqa.model.access.account import AccountRole, Scope
from callqa.model.audit import AuditAction
from callqa.model.review.verdicts import Review, Standing, Verdict, judge
from callqa.storage.audit import noted
from callqa.storage.reviews import Reviews
from tests.console.calls.days import NUMBER, link, store_whole_day
from tests.console.conftest import NOW
from tests.support.builders import DAY, review
from tests.support.consoles import Console, console_in

HIT = f"/review/{DAY}/hit"
QUEUE = f"/review/{DAY}"


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Console, Path]]:
    folder = tmp_path_factory.mktemp("console")
    with console_in(folder, NOW) as made:
        store_whole_day(made, folder)
        yield made, folder


@pytest.fixture
def console(stored: tuple[Console, Path]) -> Iterator[Console]:
    """Provide a day without a single verdict."""
    made, _ = stored
    with made.site.database.transaction() as connection:
        connection.exec_driver_sql("DELETE FROM reviews")
    yield made


def given(console: Console) -> list[Review]:
    return Reviews(console.site.database).between(DAY, DAY)


def say(browser: TestClient, hit: str, verdict: str, note: str = "", seen: int = 0) -> str:
    answer = browser.post(HIT, data={"hit": hit, "verdict": verdict, "note": note, "seen": str(seen)})
    assert answer.status_code == 200, answer.text
    return answer.text


def asked(browser: TestClient, query: str = "") -> str:
    """Return which hit the queue asks for; empty at its end."""
    found = re.search(r'data-hit="([^"]+)"', browser.get(QUEUE + query).text)
    return found[1] if found else ""


def test_a_verdict_is_stored_at_once_under_ones_own_name(console: Console) -> None:
    bob = console.signed_in(AccountRole.SUPERVISOR, "bob")
    text = say(bob, "hit-b", "true", "客户确实要投诉")

    (found,) = given(console)
    assert (found.finding_id, found.rule_id, found.verdict) == ("hit-b", "complaint", Verdict.TRUE)
    assert (found.reviewer, found.note, found.at) == ("bob", "客户确实要投诉", console.clock())
    assert 'value="true" aria-pressed="true"' in text
    line = noted(console.site.database)[-1]
    assert (line.who, line.action) == ("bob (console)", AuditAction.REVIEWED)


def test_the_same_verdict_twice_is_one(console: Console) -> None:
    bob = console.signed_in(AccountRole.SUPERVISOR, "bob")
    for _ in range(3):
        say(bob, "hit-b", "false")

    assert len(given(console)) == 1


def test_a_changed_mind_is_another_row_and_the_later_one_counts(console: Console) -> None:
    bob, other_tab = (console.signed_in(AccountRole.SUPERVISOR, "bob") for _ in range(2))
    say(bob, "hit-b", "true")
    console.clock.forward(minutes=1)
    say(other_tab, "hit-b", "false")

    assert [each.verdict for each in given(console)] == [Verdict.TRUE, Verdict.FALSE]
    (judgement,) = judge(given(console)).values()
    assert judgement.standing is Standing.FALSE


def test_two_who_disagree_are_both_kept_and_the_second_is_told(console: Console) -> None:
    bob, carol = (console.signed_in(AccountRole.SUPERVISOR, name) for name in ("bob", "carol"))
    say(bob, "hit-b", "true")
    told = say(carol, "hit-b", "false", seen=0)

    assert {(each.reviewer, each.verdict) for each in given(console)} == {
        ("bob", Verdict.TRUE),
        ("carol", Verdict.FALSE),
    }
    assert "分歧" in told
    assert "bob 刚才判了“真命中”" in told
    assert "分歧" in bob.get(link("b")).text


def test_what_was_seen_is_not_told_again(console: Console) -> None:
    bob, carol = (console.signed_in(AccountRole.SUPERVISOR, name) for name in ("bob", "carol"))
    seen = re.search(r'name="seen" value="(\d+)"', say(bob, "hit-b", "true"))
    assert seen

    assert "刚才判了" not in say(carol, "hit-b", "true", seen=int(seen[1]))


@pytest.mark.parametrize(
    "form", [{"hit": "nothing", "verdict": "true"}, {"hit": "hit-b", "verdict": "maybe"}, {"hit": "hit-b"}]
)
def test_what_cannot_be_judged_is_refused(console: Console, form: dict[str, str]) -> None:
    assert console.signed_in(AccountRole.SUPERVISOR, "bob").post(HIT, data=form).status_code == 400
    assert given(console) == []


def test_nobody_judges_calls_beyond_their_scope(console: Console) -> None:
    scoped = console.signed_in(AccountRole.SUPERVISOR, "scoped", scope=Scope(agents=("1001",)))

    assert scoped.post(HIT, data={"hit": "hit-b", "verdict": "true"}).status_code == 400
    assert scoped.get(HIT, params={"hit": "hit-b"}).status_code == 400
    assert scoped.get(QUEUE, params={"hit": "hit-b"}).text.count('class="hit"') == 0
    say(scoped, "hit-a", "true")


def test_a_note_is_escaped_and_its_numbers_are_hidden(console: Console) -> None:
    bob = console.signed_in(AccountRole.SUPERVISOR, "bob")
    text = say(bob, "hit-b", "pending", f"<script>alert(1)</script> {NUMBER}")
    others = console.signed_in(AccountRole.SUPERVISOR, "carol").get(HIT, params={"hit": "hit-b"}).text

    assert "<script>alert" not in text
    assert NUMBER not in others
    assert "&lt;script&gt;" in others


def test_a_viewer_sees_what_was_said_and_cannot_say_anything(console: Console) -> None:
    say(console.signed_in(AccountRole.SUPERVISOR, "bob"), "hit-b", "true")
    text = console.signed_in(AccountRole.VIEWER).get(link("b")).text

    assert "真命中" in text
    assert 'class="judge"' not in text


def test_the_queue_asks_for_the_worst_first_and_goes_on(console: Console) -> None:
    bob = console.signed_in(AccountRole.SUPERVISOR, "bob")
    first = asked(bob)
    say(bob, first, "true")
    second = asked(bob, f"?after={first}")

    assert (first, second) == ("hit-a", "hit-b")
    assert asked(bob) == "hit-b"  # what is judged is not asked for again
    assert asked(bob, "?after=hit-b") == "hit-a-2"  # what is skipped comes back from the first


def test_a_hit_that_was_undone_is_asked_for_again(console: Console) -> None:
    bob = console.signed_in(AccountRole.SUPERVISOR, "bob")
    say(bob, "hit-a", "true")
    console.clock.forward(seconds=1)
    say(bob, "hit-a", "pending")

    assert asked(bob) == "hit-a"


def test_every_hit_is_asked_for_once(console: Console) -> None:
    bob, seen, after = console.signed_in(AccountRole.SUPERVISOR, "bob"), [], ""
    for _ in range(12):
        after = asked(bob, f"?source=sample&after={after}")
        seen.append(after)

    assert len(set(seen)) == 12
    assert seen == sorted(seen)  # ids are hashes in a real day: their order is one of chance


def test_contradictions_have_a_queue_of_their_own(console: Console) -> None:
    bob, carol = (console.signed_in(AccountRole.SUPERVISOR, name) for name in ("bob", "carol"))
    assert asked(bob, "?source=disputed") == ""
    say(bob, "hit-b", "true")
    say(carol, "hit-b", "false")

    assert asked(bob, "?source=disputed") == "hit-b"
    assert asked(bob) == "hit-a"
    assert "分歧 1" in bob.get(QUEUE).text


def test_rules_that_are_mostly_wrong_have_a_queue_of_their_own(console: Console) -> None:
    bob = console.signed_in(AccountRole.SUPERVISOR, "bob")
    assert asked(bob, "?source=noisy") == ""
    at = NOW - timedelta(hours=1)
    wrong = [review(Verdict.FALSE, "dora", finding_id=f"hit-o{place:02}", at=at) for place in range(5)]
    Reviews(console.site.database).add(console.site, wrong)

    assert asked(bob, "?source=noisy") == "hit-a"


def test_the_queue_says_how_far_everybody_is(console: Console) -> None:
    bob, carol = (console.signed_in(AccountRole.SUPERVISOR, name) for name in ("bob", "carol"))
    say(bob, "hit-a", "true")
    say(bob, "hit-b", "pending")
    say(carol, "hit-b", "false")
    text = bob.get(QUEUE).text

    assert "已复核 2 / 75" in text
    assert "bob 2" in text
    assert "carol 1" in text


def test_the_queue_of_the_newest_day_is_found(console: Console) -> None:
    assert console.signed_in(AccountRole.SUPERVISOR, "bob").get("/review").headers["location"] == QUEUE
