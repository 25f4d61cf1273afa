"""What programs read and do: the same as people see, and no more."""

from typing import Any

import pytest
from starlette.testclient import TestClient

from callqa.console.api import shapes
from callqa.days.export_rows import CALLS, HITS
from callqa.model.access.account import AccountRole, Capability, Scope
from callqa.model.audit import AuditAction
from callqa.storage.audit import noted
from reports.words.chinese import access as chinese
from tests.console.calls.days import HIDDEN, NUMBER, ref
from tests.console.rules.test_rules import MORE, WRONG
from tests.support.builders import DAY
from tests.support.consoles import Console
from tests.support.project import RULES

V1 = "/api/v1"
OF_DAY = f"{V1}/days/{DAY}"


@pytest.fixture(scope="module")
def program(console: Console) -> TestClient:
    return console.program(AccountRole.ADMIN, name="alice")


def test_rows_have_the_columns_of_the_exports() -> None:
    for shape, columns in ((shapes.Call, CALLS), (shapes.Hit, HITS)):
        assert set(shape.model_fields) == {"ref", *(each.name for each in columns)}


def test_days_are_listed_with_their_counts(program: TestClient) -> None:
    (day,) = program.get(f"{V1}/days").json()["days"]

    assert (day["day"], day["received"], day["failed"], day["reported"]) == (str(DAY), 75, 1, False)


def test_who_sees_some_of_the_calls_reads_no_counts_of_all(console: Console) -> None:
    some = console.program(AccountRole.VIEWER, name="vic", scope=Scope(queues=("售前",)))

    assert some.get(f"{V1}/days").json()["days"][0]["received"] is None
    assert some.get(OF_DAY).json()["received"] == 1
    assert [each["call_id"] for each in some.get(f"{OF_DAY}/calls").json()["calls"]] == ["b"]
    assert some.get(f"{V1}/calls/{DAY}/{ref('a')}").status_code == 404


def test_a_day_says_whether_it_is_complete(program: TestClient) -> None:
    told = program.get(OF_DAY).json()

    assert told["received"] == told["ok"] + told["no_speech"] + told["failed"] + told["pending"] == 75
    assert told["title"]


@pytest.mark.parametrize(("what", "name", "total"), [("calls", "call_id", 75), ("hits", "finding_id", 75)])
def test_pages_follow_each_other_and_leave_nothing_out(
    program: TestClient, what: str, name: str, total: int
) -> None:
    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        page = program.get(f"{OF_DAY}/{what}", params={"show": "all", "limit": 20, "after": after}).json()
        seen += [each[name] for each in page[what]]
        after = page["next"]

    assert len(seen) == len(set(seen)) == total


def test_filters_are_those_of_the_page(program: TestClient) -> None:
    hits = program.get(f"{OF_DAY}/hits", params={"agent": "1002"}).json()["hits"]

    assert [(each["call_id"], each["severity"]) for each in hits] == [("b", "critical")]
    assert hits[0]["ref"] == ref("b")
    assert hits[0]["turn_text"] == "我要投诉你们的快递"


def test_agents_and_trends_are_counted_as_on_the_pages(console: Console, program: TestClient) -> None:
    asked = {"first": str(DAY), "last": str(DAY)}
    agents = program.get(f"{V1}/agents", params=asked).json()
    trends = program.get(f"{V1}/trends", params=asked).json()
    own = console.program(AccountRole.VIEWER, name="one", scope=Scope(agents=("1002",)))

    assert (agents["days_counted"], agents["days_stored"]) == (1, 1)
    assert sum(each["calls"] for each in agents["agents"]) == 75
    assert {each["agent"]: each["hits"] for each in agents["agents"]}["1002"] == 1
    assert [(each["day"], each["received"], each["hits"]) for each in trends["days"]] == [(str(DAY), 75, 75)]
    assert sum(each["hits"] for each in trends["rules"]) == 75
    assert [each["agent"] for each in own.get(f"{V1}/agents", params=asked).json()["agents"]] == ["1002"]


def test_accounts_and_the_audit_are_read_by_a_token_for_that(console: Console, program: TestClient) -> None:
    users = program.get(f"{V1}/users").json()["users"]
    log = program.get(f"{V1}/audit", params={"limit": 1}).json()

    assert "alice" in {each["name"] for each in users}
    assert "password" not in program.get(f"{V1}/users").text
    assert len(log["entries"]) == 1 < log["total"]
    assert program.get(f"{V1}/users", params={"x": 1}).status_code == 200
    other = console.program(AccountRole.ADMIN, [Capability.READ_NUMBERS], name="alice2")
    assert other.get(f"{V1}/users").status_code == 403
    assert console.program(AccountRole.OPERATOR).get(f"{V1}/audit").status_code == 403


def test_a_call_is_read_with_hidden_numbers(program: TestClient) -> None:
    told = program.get(f"{V1}/calls/{DAY}/{ref('a')}")

    assert told.json()["turns"][1]["text"].endswith(HIDDEN)
    assert told.json()["turns"][1]["start_s"] == 8
    assert len(told.json()["hits"]) == 2
    assert NUMBER not in told.text


def test_a_call_is_heard_and_that_is_noted(program: TestClient, console: Console) -> None:
    answer = program.get(f"{V1}/calls/{DAY}/{ref('a')}/sound", headers={"range": "bytes=0-3"})

    assert (answer.status_code, answer.content) == (206, b"RIFF")
    line = noted(console.site.database)[-1]
    assert (line.who, line.action) == ("alice (api)", AuditAction.LISTENED)


def test_verdicts_are_added_and_a_contradiction_is_told(console: Console, program: TestClient) -> None:
    path = f"{V1}/hits/{DAY}/hit-a-2/verdicts"
    other = console.program(AccountRole.SUPERVISOR, name="sue")
    first = program.post(path, json={"verdict": "true", "note": f"打 {NUMBER}"}).json()
    second = other.post(path, json={"verdict": "false", "seen": 0}).json()

    assert first["standing"] == "true"
    assert second["standing"] == "disputed"
    assert [each["reviewer"] for each in second["since"]] == ["alice"]
    assert NUMBER not in other.get(path).text
    assert other.get(path).json()["newest"] == second["newest"]


@pytest.mark.parametrize(
    "body", [{}, {"verdict": "maybe"}, {"verdict": "true", "reviewer": "bob"}, {"verdict": 1}]
)
def test_a_verdict_that_is_none_is_refused_without_repeating_it(program: TestClient, body: Any) -> None:
    answer = program.post(f"{V1}/hits/{DAY}/hit-a-2/verdicts", json=body)

    assert answer.status_code == 400
    assert answer.json()["error"]["param"]
    assert "bob" not in answer.text


def test_words_are_found_with_their_places(program: TestClient) -> None:
    found = program.post(f"{V1}/search", json={"words": "电话是", "role": "customer"}).json()

    assert (found["total"], found["looked"], found["next"]) == (1, 74, None)
    assert found["calls"][0]["places"][0]["start_s"] == 9.2
    assert program.post(f"{V1}/search", json={"words": NUMBER}).json()["total"] == 0
    assert program.post(f"{V1}/search", json={"words": ""}).json()["error"]["type"] == "invalid_request_error"


def test_a_rule_book_is_put_in_force_only_tried_and_on_top_of_what_was_seen(program: TestClient) -> None:
    seen = program.get(f"{V1}/rules")
    tag = {"if-match": seen.headers["etag"]}
    assert seen.json()["text"] == RULES
    assert program.get(f"{V1}/rules", headers={"if-none-match": tag["if-match"]}).status_code == 304

    assert program.put(f"{V1}/rules", json={"text": MORE}).status_code == 428
    assert program.put(f"{V1}/rules", json={"text": MORE}, headers=tag).status_code == 400
    trial = program.post(f"{V1}/rules/trial", json={"text": MORE, "days": 1})
    assert (trial.status_code, trial.json()["state"]) == (202, "done")
    assert trial.json()["gained"] > 0
    assert program.get(f"{V1}/rules/trial").json() == trial.json()

    done = program.put(f"{V1}/rules", json={"text": MORE}, headers=tag)
    assert (done.status_code, done.json()["number"], done.json()["author"]) == (200, 2, "alice")
    again = program.put(f"{V1}/rules", json={"text": MORE}, headers=tag)
    assert (again.status_code, again.headers["etag"]) == (412, done.headers["etag"])
    assert [each["number"] for each in program.get(f"{V1}/rules/publications").json()["publications"]] == [
        2,
        1,
    ]
    assert program.get(f"{V1}/rules/publications/1").json()["text"] == RULES
    assert program.get(f"{V1}/rules/publications/9").status_code == 404


def test_a_rule_book_is_checked_with_the_places_of_its_problems(program: TestClient) -> None:
    told = program.post(f"{V1}/rules/check", json={"text": WRONG}).json()

    assert not told["good"]
    assert told["problems"][0]["line"] > 0
    assert "severity" in told["problems"][0]["cure"]


def test_who_sees_some_of_the_calls_tries_and_publishes_nothing(console: Console) -> None:
    some = console.program(AccountRole.SUPERVISOR, name="sam", scope=Scope(queues=("售前",)))

    assert some.post(f"{V1}/rules/trial", json={"text": MORE}).status_code == 400
    assert some.put(f"{V1}/rules", json={"text": MORE}, headers={"if-match": '"1"'}).status_code == 400


def test_a_night_is_started_followed_and_stopped(console: Console) -> None:
    program = console.program(AccountRole.OPERATOR, name="otto")
    started = program.post(f"{V1}/runs", json={"day": str(DAY), "work": "report"})
    number = started.json()["number"]

    assert (started.status_code, started.json()["who"]) == (202, "otto (api)")
    console.desk.children.find(number).process.wait(60)
    assert program.get(f"{V1}/runs/{number}").json()["exit_code"] == 0
    assert program.post(f"{V1}/runs/{number}/stop").status_code == 200
    assert program.get(f"{V1}/runs").json()["runs"][0]["number"] == number
    assert program.get(f"{V1}/runs/999").status_code == 404
    assert program.post(f"{V1}/runs", json={"day": "2999-01-01"}).status_code == 400


def test_a_program_may_do_no_more_than_its_token(console: Console) -> None:
    program = console.program(AccountRole.ADMIN, [Capability.READ_NUMBERS], name="alice")

    assert program.get(f"{V1}/days").status_code == 200
    assert program.get(f"{OF_DAY}/calls").status_code == 403
    assert program.post(f"{V1}/search", json={"words": "投诉"}).status_code == 403


@pytest.mark.parametrize(
    "path",
    [
        "/nothing",
        "/days/x",
        f"/days/{DAY}/calls?limit=0",
        f"/calls/{DAY}/..%2f..%2fetc",
        f"/calls/{DAY}/{'0' * 24}",
    ],
)
def test_every_error_has_the_one_shape(program: TestClient, path: str) -> None:
    answer = program.get(V1 + path)

    assert answer.status_code in (400, 404)
    assert set(answer.json()["error"]) == {"message", "type", "code", "param", "cure"}


def test_refusals_of_the_guard_have_it_too(program: TestClient) -> None:
    assert program.get(f"{V1}/days", headers={"host": "evil.example"}).json()["error"]["message"]
    assert program.post(f"{V1}/search", content=iter([b"{}"])).status_code == 413


def test_the_description_is_complete_and_for_the_signed_in_only(console: Console) -> None:
    browser = console.signed_in(AccountRole.VIEWER)
    known = browser.get("/api/openapi.json").json()
    page = browser.get("/api").text

    assert set(known["paths"]) >= {f"{V1}/days", f"{V1}/search", f"{V1}/rules", f"{V1}/runs"}
    assert all(path.startswith(("/api/v1/", "/v1/")) for path in known["paths"])
    assert all(path in page for path in known["paths"])
    own = {f"{method.upper()} {path}" for path, each in known["paths"].items() for method in each}
    assert {each for each in own if V1 in each} == set(chinese.API_ROUTES)
    assert "https://" not in page.replace("https://127.0.0.1", "")
    assert console.browser().get("/api/openapi.json").status_code == 303
