"""Assignment: a lead gives hits of a day to those who judge, none twice, and everybody sees the own pile."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from callqa.model.access.account import AccountRole, Capability, Scope
from callqa.model.audit import AuditAction
from callqa.operations.verdicts.assigning import take_back
from callqa.storage.audit import noted
from callqa.storage.calls.assignments import Pile, piles
from callqa.storage.schema import assignments
from tests.console.calls.days import store_whole_day
from tests.console.conftest import NOW
from tests.support.builders import DAY
from tests.support.consoles import Console, console_in

ASSIGN = f"/review/{DAY}/assign"


@pytest.fixture(scope="module")
def stored(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    folder: Path = tmp_path_factory.mktemp("console")
    with console_in(folder, NOW) as made:
        store_whole_day(made, folder)
        for name in ("bob", "carol"):
            made.account(AccountRole.SUPERVISOR, name)
        yield made


@pytest.fixture
def console(stored: Console) -> Iterator[Console]:
    with stored.site.database.transaction() as connection:
        for table in ("reviews", "assignments"):
            connection.exec_driver_sql(f"DELETE FROM {table}")
    yield stored


def lead(console: Console) -> TestClient:
    return console.signed_in(AccountRole.SUPERVISOR, "lead", granted=frozenset({Capability.ASSIGN}))


def give(console: Console, each: int, *names: str, **more: str) -> int:
    data = {"names": list(names), "each": str(each), **more}
    return lead(console).post(ASSIGN, data=data).status_code


def given(console: Console) -> dict[str, list[str]]:
    c = assignments.c
    found: dict[str, list[str]] = {}
    with console.site.database.reading() as connection:
        for account, finding_id in connection.execute(select(c.account, c.finding_id)):
            found.setdefault(account, []).append(finding_id)
    return found


def test_everybody_gets_so_many_of_the_worst_in_turn_and_none_twice(console: Console) -> None:
    assert give(console, 3, "bob", "carol") == 303
    assert give(console, 2, "bob", "carol") == 303
    found = given(console)

    assert {name: len(hits) for name, hits in found.items()} == {"bob": 5, "carol": 5}
    assert len({*found["bob"], *found["carol"]}) == 10
    assert {"hit-a", "hit-b"} <= {*found["bob"], *found["carol"]}
    line = noted(console.site.database)[-1]
    assert (line.who, line.action) == ("lead (console)", AuditAction.ASSIGNED)
    assert line.about["hits"] == "4"


def test_there_is_no_more_than_there_is(console: Console) -> None:
    assert give(console, 1_000, "bob") == 303
    assert give(console, 1_000, "carol") == 303

    assert set(given(console)) == {"bob"}


def test_a_call_goes_to_one_person_whole(console: Console) -> None:
    give(console, 1, "bob", "carol", unit="calls")
    found = given(console)

    assert {"hit-a", "hit-a-2"} in [{*hits} for hits in found.values()]


def test_nobody_is_given_what_they_do_not_see(console: Console) -> None:
    console.account(AccountRole.SUPERVISOR, "scoped", scope=Scope(agents=("1002",)))
    give(console, 5, "scoped")

    assert given(console) == {"scoped": ["hit-b"]}


@pytest.mark.parametrize(("each", "names"), [(3, []), (0, ["bob"]), (9_999, ["bob"]), (3, ["viewer"])])
def test_what_cannot_be_given_is_refused(console: Console, each: int, names: list[str]) -> None:
    console.account(AccountRole.VIEWER)

    assert give(console, each, *names) == 400
    assert given(console) == {}


def test_only_a_lead_assigns(console: Console) -> None:
    assert console.signed_in(AccountRole.SUPERVISOR, "bob").get(ASSIGN).status_code == 403


def test_everybody_sees_the_own_pile_and_not_that_of_others(console: Console) -> None:
    give(console, 1, "bob")
    bob, carol = (console.signed_in(AccountRole.SUPERVISOR, name) for name in ("bob", "carol"))

    assert 'data-hit="hit-a"' in bob.get(f"/review/{DAY}?source=mine").text
    assert 'data-hit="hit-a"' not in carol.get(f"/review/{DAY}").text
    assert 'data-hit="hit-b"' in carol.get(f"/review/{DAY}").text
    bob.post(f"/review/{DAY}/hit", data={"hit": "hit-a", "verdict": "true"})
    assert "已判 1 / 1" in bob.get(f"/review/{DAY}?source=mine").text
    assert piles(console.site.database, DAY) == {"bob": Pile(given=1, left=0)}


def test_what_is_taken_back_can_be_given_again_and_what_was_judged_stays(console: Console) -> None:
    give(console, 3, "bob")
    console.signed_in(AccountRole.SUPERVISOR, "bob").post(
        f"/review/{DAY}/hit", data={"hit": "hit-a", "verdict": "false"}
    )

    assert lead(console).post(f"{ASSIGN}/back", data={"name": "bob"}).status_code == 303
    assert given(console) == {"bob": ["hit-a"]}
    assert take_back(console.site, DAY, "bob") == 0
    give(console, 3, "carol")
    assert len(given(console)["carol"]) == 3
