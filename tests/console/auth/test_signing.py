"""Signing in, staying signed in, signing out, and the links by which a password is set."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select
from starlette.testclient import TestClient

from callqa.console.auth.throttle import FREE
from callqa.model.access.account import AccountRole
from callqa.model.audit import AuditAction, Entry
from callqa.operations.accounts import accounts
from callqa.operations.accounts.sign_in import token_mark
from callqa.storage.accounts import accounts as stored
from callqa.storage.audit import noted
from callqa.storage.schema import sign_ins
from tests.console.conftest import NOW
from tests.support.consoles import PASSWORD, Console, console_in


@pytest.fixture
def console(tmp_path: Path) -> Iterator[Console]:
    with console_in(tmp_path, NOW) as made:
        yield made


def enter(browser: TestClient, name: str, password: str = PASSWORD, **more: str) -> int:
    return browser.post("/sign-in", data={"name": name, "password": password, **more}).status_code


def lines(console: Console, *actions: AuditAction) -> list[Entry]:
    return [line for line in noted(console.site.database) if line.action in actions]


def test_the_first_link_makes_an_administrator_once(console: Console) -> None:
    browser = console.browser()
    form = {"token": "first-link", "name": "alice", "password": PASSWORD, "again": PASSWORD}

    assert browser.get("/welcome?token=first-link").status_code == 200
    assert browser.post("/welcome", data=form).headers["location"] == "/"
    assert browser.get("/").status_code == 200
    assert browser.get("/accounts").status_code == 200
    assert console.browser().get("/welcome?token=first-link").status_code == 404
    assert console.browser().post("/welcome", data={**form, "name": "mallory"}).status_code == 404
    assert [each.name for each in accounts.everybody(console.site)] == ["alice"]
    (line,) = lines(console, AuditAction.ACCOUNT_CHANGED)
    assert (line.who, line.about["change"]) == ("alice (console)", "created")


@pytest.mark.parametrize(
    ("name", "password", "again"),
    [("alice", "short", "short"), ("alice", PASSWORD, PASSWORD + "!"), ("a/b", PASSWORD, PASSWORD)],
)
def test_the_first_link_still_works_after_a_mistake(
    console: Console, name: str, password: str, again: str
) -> None:
    form = {"token": "first-link", "name": name, "password": password, "again": again}
    answer = console.browser().post("/welcome", data=form)

    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert password not in answer.text
    assert not accounts.has_any(console.site)


def test_a_wrong_link_makes_nothing(console: Console) -> None:
    form = {"token": "guess", "name": "mallory", "password": PASSWORD, "again": PASSWORD}

    assert console.browser().post("/welcome", data=form).status_code == 404
    assert not accounts.has_any(console.site)


def test_who_knows_the_password_gets_in_and_the_log_names_them(console: Console) -> None:
    console.account(AccountRole.SUPERVISOR, "bob")
    browser = console.browser()

    assert enter(browser, "bob", next="/account") == 303
    assert "bob" in browser.get("/account").text
    (line,) = lines(console, AuditAction.SIGNED_IN)
    assert line.who == "bob (console)"


@pytest.mark.parametrize(("name", "password"), [("bob", "wrong"), ("nobody", PASSWORD), ("", "")])
def test_who_does_not_stays_outside(console: Console, name: str, password: str) -> None:
    console.account(AccountRole.SUPERVISOR, "bob")
    browser = console.browser()

    assert enter(browser, name, password) == 401
    assert browser.get("/").headers["location"] == "/sign-in"
    (line,) = lines(console, AuditAction.SIGN_IN_FAILED)
    assert line.about["account"] == ("bob" if name == "bob" else "")


def test_a_browser_keeps_a_secret_that_is_new_at_every_sign_in_and_stored_as_a_hash(console: Console) -> None:
    console.account(AccountRole.VIEWER, "bob")
    browser = console.browser()
    browser.cookies.set(console.desk.cookie, "planted")  # session fixation
    answer = browser.post("/sign-in", data={"name": "bob", "password": PASSWORD})
    token = answer.cookies[console.desk.cookie]

    with console.site.database.reading() as connection:
        marks = connection.execute(select(sign_ins.c.token_sha256)).scalars().all()
    assert token != "planted"
    assert marks == [token_mark(token)]
    assert {"HttpOnly", "SameSite=lax"} <= set(answer.headers["set-cookie"].split("; "))


def test_a_sign_in_ends_when_it_is_idle_and_when_it_is_old(console: Console) -> None:
    browser = console.signed_in(AccountRole.VIEWER)
    for _ in range(23):  # used all the time
        console.clock.forward(hours=7)
        assert browser.get("/").status_code == 200
    console.clock.forward(hours=7)
    assert browser.get("/").status_code == 303

    idle = console.signed_in(AccountRole.VIEWER)
    console.clock.forward(hours=8)
    assert idle.get("/").status_code == 303


def test_signing_out_ends_the_sign_in_itself_not_only_the_cookie(console: Console) -> None:
    browser, other = console.signed_in(AccountRole.VIEWER), console.signed_in(AccountRole.VIEWER)
    token = browser.cookies[console.desk.cookie]

    assert browser.post("/sign-out").headers["location"] == "/sign-in"
    browser.cookies.set(console.desk.cookie, token)
    assert browser.get("/").status_code == 303
    assert other.get("/").status_code == 200


def test_signing_out_everywhere_ends_all(console: Console) -> None:
    browser, other = console.signed_in(AccountRole.VIEWER), console.signed_in(AccountRole.VIEWER)

    browser.post("/sign-out", data={"everywhere": "1"})

    assert other.get("/").status_code == 303


def test_after_some_failures_nobody_gets_in_from_there_for_a_while(console: Console) -> None:
    console.account(AccountRole.VIEWER, "bob")
    seconds = 0.0
    console.desk.throttle.clock = lambda: seconds
    browser = console.browser()

    assert [enter(browser, "bob", "wrong") for _ in range(FREE)] == [401] * FREE
    assert enter(browser, "bob") == 429
    assert enter(browser, "carol") == 429  # from the same address
    seconds = 1.5
    assert enter(browser, "bob", "wrong") == 401
    seconds = 3.0
    assert enter(browser, "bob") == 429  # twice as long
    seconds = 4.0
    assert enter(browser, "bob") == 303
    assert enter(console.browser(), "bob", "wrong") == 401


@pytest.mark.parametrize(
    "next", ["//evil.example", "https://evil.example", "/\\evil.example", "/a\\b", "evil", "/a\nb"]
)
def test_signing_in_leads_to_no_other_site(console: Console, next: str) -> None:
    console.account(AccountRole.VIEWER, "bob")
    answer = console.browser().post("/sign-in", data={"name": "bob", "password": PASSWORD, "next": next})

    assert answer.headers["location"] == "/"


def test_a_link_to_a_page_survives_the_sign_in(console: Console) -> None:
    asked = console.browser().get("/account?at=12&x=a%26b").headers["location"]

    assert asked == "/sign-in?next=/account%3Fat%3D12%26x%3Da%2526b"


def test_an_invited_person_sets_a_password_once(console: Console) -> None:
    admin = console.signed_in(AccountRole.ADMIN, "alice")
    shown = admin.post("/accounts", data={"name": "王芳", "role": "supervisor", "queues": "售后，投诉"}).text
    token = shown.partition("/welcome?token=")[2].partition("<")[0]
    form = {"token": token, "password": PASSWORD, "again": PASSWORD}
    browser = console.browser()

    assert "王芳" in browser.get(f"/welcome?token={token}").text
    assert browser.post("/welcome", data={**form, "name": "alice"}).headers["location"] == "/"
    assert "售后、投诉" in browser.get("/account").text
    assert browser.get(f"/welcome?token={token}").status_code == 404
    assert console.browser().post("/welcome", data=form).status_code == 404


def test_a_link_is_too_old_after_three_days(console: Console) -> None:
    console.account(AccountRole.VIEWER, "bob")
    token = accounts.invite(console.site, "bob")
    console.clock.forward(hours=72)

    assert console.browser().get(f"/welcome?token={token}").status_code == 404


def test_a_new_link_ends_every_sign_in_when_it_is_used(console: Console) -> None:
    before = console.signed_in(AccountRole.VIEWER, "bob")
    token = accounts.invite(console.site, "bob")
    assert before.get("/").status_code == 200
    other = PASSWORD + "!"

    console.browser().post("/welcome", data={"token": token, "password": other, "again": other})

    assert before.get("/").status_code == 303
    assert enter(console.browser(), "bob") == 401
    assert enter(console.browser(), "bob", other) == 303


def test_changing_ones_password_ends_every_other_sign_in(console: Console) -> None:
    browser, other = (
        console.signed_in(AccountRole.VIEWER, "bob"),
        console.signed_in(AccountRole.VIEWER, "bob"),
    )
    new = {"password": PASSWORD + "!", "again": PASSWORD + "!"}

    assert browser.post("/account/password", data={"old": "wrong", **new}).status_code == 400
    assert browser.post("/account/password", data={"old": PASSWORD, **new}).status_code == 303
    assert browser.get("/").status_code == 200
    assert other.get("/").status_code == 303


def test_a_password_is_stored_as_an_argon2id_hash(console: Console) -> None:
    console.account(AccountRole.VIEWER, "bob")

    assert stored.password_of(console.site.database, "bob").startswith("$argon2id$")
