"""Appeals: an agent sees own calls only, appeals, and somebody decides who has not judged."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from callqa.model.access.account import Account, AccountRole, Capability, Scope
from callqa.model.audit import AuditAction
from callqa.model.review.appeals import AppealStep
from callqa.model.review.verdicts import Standing, judge
from callqa.operations.accounts import accounts
from callqa.operations.messages import notification
from callqa.operations.verdicts import appealing
from callqa.storage.accounts import accounts as stored_accounts
from callqa.storage.audit import noted
from callqa.storage.calls.appeals import steps_of
from callqa.storage.calls.queue import Queue, Source, next_hit
from callqa.storage.erasure import forget
from callqa.storage.reviews import Reviews
from reports.words.lines import said
from tests.console.calls.days import BASE, NUMBER, link, store_whole_day
from tests.console.conftest import NOW
from tests.support.builders import DAY
from tests.support.consoles import Console, console_in

RAISE, DECIDE = f"/appeals/{DAY}", f"/appeals/{DAY}/decide"
OWN = Scope(agents=("1002",))
"""Whose call b is."""


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Console, Path]]:
    folder = tmp_path_factory.mktemp("console")
    with console_in(folder, NOW) as made:
        store_whole_day(made, folder)
        yield made, folder


@pytest.fixture
def console(stored: tuple[Console, Path]) -> Iterator[Console]:
    """Provide a day without a verdict or an appeal, shortly after it."""
    made, _ = stored
    made.clock.now = NOW
    with made.site.database.transaction() as connection:
        for table in ("reviews", "appeals"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    yield made


def agent(console: Console) -> TestClient:
    return console.signed_in(AccountRole.AGENT, "anna", scope=OWN)


def supervisor(console: Console, name: str) -> TestClient:
    return console.signed_in(AccountRole.SUPERVISOR, name)


def appeal(browser: TestClient, hit: str = "hit-b", words: str = "客户说的是别家") -> str:
    answer = browser.post(RAISE, data={"hit": hit, "words": words})
    assert answer.status_code == 200, answer.text
    return answer.text


def decide(browser: TestClient, decision: str, hit: str = "hit-b", **more: str) -> str:
    fields = {"hit": hit, "words": "听过录音", "decision": decision, **more}
    answer = browser.post(DECIDE, data=fields)
    assert answer.status_code == 200, answer.text
    return answer.text


def steps(console: Console, hit: str = "hit-b") -> list[AppealStep]:
    with console.site.database.reading() as connection:
        return [each.step for each in steps_of(connection, DAY, hit)]


def standing(console: Console) -> Standing:
    (judgement,) = judge(Reviews(console.site.database).between(DAY, DAY)).values()
    return judgement.standing


def test_an_agent_sees_own_calls_and_nothing_else(console: Console) -> None:
    anna = agent(console)

    assert anna.get(link("b")).status_code == 200
    assert anna.get(link("a")).status_code == 400
    assert anna.get(f"{link('a')}/sound").status_code == 400
    assert set(re.findall(r"/calls/([0-9a-f]{24})", anna.get(f"{BASE}?show=all").text)) == {link("b")[-24:]}
    for path in ("/review", "/rules", "/runs", "/audit", "/accounts", "/studio", f"/review/{DAY}/assign"):
        assert anna.get(path).status_code == 403, path
    assert link("b") in anna.get("/").text


def test_an_agents_account_without_own_calls_opens_nothing(console: Console) -> None:
    for scope in (Scope(), Scope(queues=("售前",)), Scope(agents=("1002",), queues=("售前",))):
        account = Account(name="x", role=AccountRole.AGENT, scope=scope)
        assert not any(map(account.may, set(Capability) - {Capability.PUBLIC}))
    admin = console.signed_in(AccountRole.ADMIN, "alice")
    answer = admin.post("/accounts", data={"name": "nora", "role": "agent", "queues": "售前"})

    assert answer.status_code == 400
    assert "工号" in answer.text
    assert "nora" not in {each.name for each in accounts.everybody(console.site)}


def test_an_agent_has_no_tokens(console: Console) -> None:
    program = console.program(AccountRole.SUPERVISOR, name="turned")
    with console.site.database.transaction() as connection:
        became = Account(name="turned", role=AccountRole.AGENT, scope=OWN)
        stored_accounts.change(connection, became)

    assert program.get("/api/v1/days").status_code == 403
    answer = agent(console).post("/tokens", data={"label": "x", "scopes": "read_speech", "days": "30"})
    assert answer.status_code == 400


def test_an_agent_is_told_where_a_hit_stands_and_not_who_said_so(console: Console) -> None:
    bob = supervisor(console, "bobby")
    bob.post(f"/review/{DAY}/hit", data={"hit": "hit-b", "verdict": "true", "note": "内部备注"})
    text = agent(console).get(link("b")).text

    assert "真命中" in text
    assert "bobby" not in text
    assert "内部备注" not in text


def test_an_appeal_is_decided_by_somebody_else_and_settles_the_hit(console: Console) -> None:
    bob, carol = supervisor(console, "bob"), supervisor(console, "carol")
    bob.post(f"/review/{DAY}/hit", data={"hit": "hit-b", "verdict": "true"})
    anna = agent(console)

    assert "已经申诉" not in appeal(anna)
    assert "处理期限" in anna.get(link("b")).text
    assert "不能处理" in decide(bob, "refused")
    assert steps(console) == [AppealStep.RAISED]
    decide(carol, "accepted")

    assert steps(console) == [AppealStep.RAISED, AppealStep.ACCEPTED]
    assert standing(console) is Standing.FALSE  # not disputed: the decision is final
    console.clock.forward(minutes=1)
    bob.post(f"/review/{DAY}/hit", data={"hit": "hit-b", "verdict": "true", "note": "仍然认为"})
    assert standing(console) is Standing.FALSE
    assert next_hit(console.site.database, Queue(day=DAY, scope=Scope(), source=Source.DISPUTED)) is None
    told = anna.get("/appeals").text
    assert "申诉成立" in told
    assert "听过录音" in told
    assert "carol" not in told
    deeds = [(each.who, each.action) for each in noted(console.site.database)]
    assert ("anna (console)", AuditAction.APPEALED) in deeds
    assert ("carol (console)", AuditAction.APPEAL_DECIDED) in deeds


def test_a_refusal_can_be_appealed_once_more_and_then_it_is_final(console: Console) -> None:
    anna = agent(console)
    appeal(anna)
    decide(supervisor(console, "carol"), "refused")
    appeal(anna, words="再看一次")
    assert "不能处理" in decide(supervisor(console, "carol"), "accepted")
    decide(supervisor(console, "dave"), "refused")

    assert "最终结论" in appeal(anna)
    assert steps(console) == [AppealStep.RAISED, AppealStep.REFUSED] * 2
    assert standing(console) is Standing.TRUE


def test_a_refusal_may_be_final_at_once(console: Console) -> None:
    anna = agent(console)
    appeal(anna)
    decide(supervisor(console, "carol"), "refused", final="1")

    assert "最终结论" in appeal(anna)


def test_two_who_decide_at_once_are_one_decision(console: Console) -> None:
    appeal(agent(console))
    decide(supervisor(console, "carol"), "accepted")

    assert "没有待处理的申诉（carol）" in decide(supervisor(console, "dave"), "refused")
    assert steps(console) == [AppealStep.RAISED, AppealStep.ACCEPTED]


@pytest.mark.parametrize(
    ("hit", "words", "status"), [("hit-a", "x", 400), ("none", "x", 400), ("hit-b", "  ", 200)]
)
def test_what_cannot_be_appealed_is_refused(console: Console, hit: str, words: str, status: int) -> None:
    answer = agent(console).post(RAISE, data={"hit": hit, "words": words})

    assert answer.status_code == status
    assert steps(console, hit) == []


def test_nobody_appeals_too_late_and_what_waits_too_long_is_told(console: Console) -> None:
    anna = agent(console)
    appeal(anna)
    assert said(appealing.remark(console.site)) == "坐席申诉待处理 1 处"  # type: ignore[arg-type]  # there is one
    console.clock.forward(days=4)

    assert "其中 1 处已过处理期限" in said(appealing.remark(console.site))  # type: ignore[arg-type]  # as above
    assert "已过期" in supervisor(console, "carol").get("/appeals").text
    assert "1 处已过期" in supervisor(console, "carol").get("/").text
    decide(supervisor(console, "carol"), "refused")
    console.clock.forward(days=15)
    assert "最终结论" in appeal(agent(console))
    assert appealing.remark(console.site) is None


def test_a_first_appeal_has_its_time(console: Console) -> None:
    console.clock.forward(days=20)
    anna = agent(console)

    assert "以前提出" in appeal(anna)
    assert "hx-post" not in anna.get(link("b")).text


def test_the_queue_shows_appeals_to_who_may_decide(console: Console) -> None:
    bob, carol = supervisor(console, "bob"), supervisor(console, "carol")
    bob.post(f"/review/{DAY}/hit", data={"hit": "hit-b", "verdict": "true"})
    appeal(agent(console))
    query = f"/review/{DAY}?source=appealed"

    assert 'data-hit="hit-b"' in carol.get(query).text
    assert 'data-hit="hit-b"' not in bob.get(query).text


def test_words_are_escaped_and_their_numbers_are_hidden(console: Console) -> None:
    appeal(agent(console), words=f"<script>alert(1)</script> {NUMBER}")
    text = supervisor(console, "carol").get("/appeals").text

    assert "<script>alert" not in text
    assert NUMBER not in text


def test_the_morning_message_tells_of_it(console: Console) -> None:
    appeal(agent(console))
    sent: list[object] = []

    def keep(_site: object, notice: object, *_: object) -> list[object]:
        sent.append(notice)
        return []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(notification, "tell", keep)
        result = notification.load_day(console.site, DAY)
        notification.finished(console.site, result, problem=None, failed=0, earlier_problems=())

    assert "坐席申诉待处理 1 处" in sent[0].notes  # type: ignore[attr-defined]  # a notice


def test_a_forgotten_call_takes_its_appeal_with_it(stored: tuple[Console, Path], console: Console) -> None:
    appeal(agent(console))
    forget(console.site, DAY, ["b"])

    assert steps(console) == []
    store_whole_day(*stored)
