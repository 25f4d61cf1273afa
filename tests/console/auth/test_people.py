"""The administrators' page of accounts."""

from typing import Any

import pytest

from callqa.model.access.account import Account, AccountRole, Capability, Scope
from callqa.model.audit import AuditAction
from callqa.operations.accounts import accounts
from callqa.storage.audit import noted
from tests.support.consoles import Console


def known(console: Console, name: str) -> Account:
    return next(each for each in accounts.everybody(console.site) if each.name == name)


def change(console: Console, name: str, **values: Any) -> int:
    browser = console.signed_in(AccountRole.ADMIN, "alice")
    return browser.post("/accounts/change", data={"name": name, "role": "viewer", **values}).status_code


def test_a_change_of_rights_is_stored_logged_and_ends_the_sign_ins(console: Console) -> None:
    bob = console.signed_in(AccountRole.VIEWER, "bob")

    assert change(console, "bob", role="supervisor", granted=["reveal"], agents="8001, 8002") == 303
    found = known(console, "bob")
    assert (found.role, found.scope) == (AccountRole.SUPERVISOR, Scope(agents=("8001", "8002")))
    assert found.may(Capability.REVEAL)
    assert bob.get("/").status_code == 303
    line = noted(console.site.database)[-1]
    assert (line.who, line.action) == ("alice (console)", AuditAction.ACCOUNT_CHANGED)
    assert line.about == {"account": "bob", "role": "supervisor", "change": "rights"}


def test_who_is_disabled_is_out_and_stays_out(console: Console) -> None:
    carol = console.signed_in(AccountRole.VIEWER, "carol")

    assert change(console, "carol", disabled="1") == 303
    assert carol.get("/").status_code == 303
    assert not known(console, "carol").may(Capability.SIGNED_IN)


@pytest.mark.parametrize("values", [{"role": "viewer"}, {"role": "admin", "disabled": "1"}])
def test_the_last_administrator_stays_one(console: Console, values: dict[str, str]) -> None:
    console.account(AccountRole.ADMIN, "alice")
    others = [each for each in accounts.everybody(console.site) if each.role is AccountRole.ADMIN]

    assert [each.name for each in others] == ["alice"]
    assert change(console, "alice", **values) == 400
    assert known(console, "alice").may(Capability.MANAGE)


@pytest.mark.parametrize(
    "values", [{"name": "a b"}, {"name": ""}, {"name": "<b>"}, {"name": "zoe", "role": "root"}]
)
def test_what_cannot_be_an_account_is_refused(console: Console, values: dict[str, str]) -> None:
    before = len(accounts.everybody(console.site))
    browser = console.signed_in(AccountRole.ADMIN, "alice")

    answer = browser.post("/accounts", data={"role": "viewer", **values})

    assert answer.status_code == 400
    assert "<b>" not in answer.text.replace("<b>错误", "")
    assert len(accounts.everybody(console.site)) <= before + 1  # alice herself, at most


def test_two_people_cannot_have_one_name(console: Console) -> None:
    console.account(AccountRole.VIEWER, "dave")
    browser = console.signed_in(AccountRole.ADMIN, "alice")

    assert browser.post("/accounts", data={"name": "dave", "role": "admin"}).status_code == 400
    assert known(console, "dave").role is AccountRole.VIEWER


@pytest.mark.parametrize(
    ("role", "granted", "may"),
    [
        (AccountRole.VIEWER, Capability.LISTEN, True),
        (AccountRole.VIEWER, Capability.REVEAL, False),
        (AccountRole.SUPERVISOR, Capability.REVEAL, True),
        (AccountRole.OPERATOR, Capability.LISTEN, False),
        (AccountRole.OPERATOR, Capability.REVEAL, False),
    ],
)
def test_only_some_roles_can_be_given_more(role: AccountRole, granted: Capability, may: bool) -> None:
    assert Account(name="x", role=role, granted=frozenset({granted})).may(granted) is may


def test_operations_see_nothing_that_was_said() -> None:
    account = Account(name="x", role=AccountRole.OPERATOR, granted=frozenset(Capability))
    speech = (Capability.READ_SPEECH, Capability.LISTEN, Capability.JUDGE, Capability.REVEAL)

    assert not any(map(account.may, speech))
