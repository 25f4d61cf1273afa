"""Tokens: made once, shown once, for no more than their owner may, and gone when they are revoked."""

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from callqa.model.access.account import AccountRole
from callqa.model.audit import AuditAction
from callqa.operations.accounts import tokens
from callqa.operations.accounts.sign_in import token_mark
from callqa.storage import schema
from callqa.storage.audit import noted
from tests.support.consoles import Console

ME = "/api/v1/me"


def made(console: Console, role: AccountRole = AccountRole.SUPERVISOR, name: str = "", **form: Any) -> str:
    browser = console.signed_in(role, name)
    answer = browser.post("/tokens", data={"label": "BI", "scopes": ["read_speech"], "days": "30", **form})
    return re.findall(r"cq_[\w-]+", answer.text)[0]


def asks(console: Console, secret: str) -> Any:
    return console.browser(authorization=f"Bearer {secret}").get(ME)


def test_a_token_is_shown_once_and_only_its_hash_is_stored(console: Console) -> None:
    secret = made(console, name="ann")

    with console.site.database.reading() as connection:
        marks = connection.execute(select(schema.tokens.c.token_sha256)).scalars().all()
    assert token_mark(secret) in marks
    assert secret not in console.signed_in(AccountRole.SUPERVISOR, "ann").get("/tokens").text
    assert asks(console, secret).json()["account"] == "ann"


def test_a_made_and_a_revoked_token_are_lines_of_the_audit_log(console: Console) -> None:
    made(console, name="bea", label="weekly numbers")
    number = tokens.owned(console.site, "bea")[0].number
    console.signed_in(AccountRole.SUPERVISOR, "bea").post("/tokens/revoke", data={"number": number})

    lines = noted(console.site.database)[-2:]
    assert [line.action for line in lines] == [AuditAction.ACCESS_CHANGED] * 2
    assert [line.about["change"] for line in lines] == ["created", "revoked"]
    assert {line.who for line in lines} == {"bea (console)"}
    assert lines[0].about["label"] == "weekly numbers"


def test_a_revoked_and_an_expired_token_open_nothing(console: Console) -> None:
    secret, soon = made(console, name="cleo"), made(console, name="dora", days="1")
    number = tokens.owned(console.site, "cleo")[0].number
    tokens.revoke(console.site, number)
    before = console.clock.now
    assert asks(console, soon).status_code == 200
    console.clock.forward(days=1)

    assert [asks(console, each).status_code for each in (secret, soon)] == [401, 401]
    console.clock.now = before


def test_who_is_disabled_is_out_with_their_programs(console: Console) -> None:
    secret = made(console, name="eve")
    admin = console.signed_in(AccountRole.ADMIN, "alice")
    admin.post("/accounts/change", data={"name": "eve", "role": "supervisor", "disabled": "1"})

    assert asks(console, secret).status_code == 401


def test_a_token_may_never_do_more_than_its_owner_now(console: Console) -> None:
    secret = made(console, name="fay", scopes=["read_speech", "judge"])
    console.account(AccountRole.OPERATOR, "fay")

    assert asks(console, secret).json()["scopes"] == []


@pytest.mark.parametrize(
    "form",
    [
        {"label": " "},
        {"scopes": []},
        {"scopes": ["operate"]},
        {"scopes": ["manage"]},
        {"scopes": ["root"]},
        {"days": "0"},
        {"days": "999"},
    ],
)
def test_what_cannot_be_a_token_is_refused(console: Console, form: dict[str, Any]) -> None:
    browser = console.signed_in(AccountRole.SUPERVISOR, "gil")
    before = len(tokens.owned(console.site, "gil"))
    answer = browser.post("/tokens", data={"label": "BI", "scopes": ["judge"], "days": "30", **form})

    assert answer.status_code == 400
    assert 'role="alert"' in answer.text
    assert len(tokens.owned(console.site, "gil")) == before


def test_administrators_see_and_revoke_everybodys_tokens_and_nobody_else_does(console: Console) -> None:
    made(console, name="hal", label="Hal <b>script</b>")
    number = tokens.owned(console.site, "hal")[0].number
    other, admin = console.signed_in(AccountRole.VIEWER, "ian"), console.signed_in(AccountRole.ADMIN, "alice")

    assert "Hal" not in other.get("/tokens").text
    assert "Hal &lt;b&gt;script&lt;/b&gt;" in admin.get("/tokens").text
    assert other.post("/tokens/revoke", data={"number": number}).status_code == 400
    assert admin.post("/tokens/revoke", data={"number": number}).status_code == 303
    assert tokens.owned(console.site, "hal") == []


def test_when_a_token_was_last_used_is_noted_once_a_minute(console: Console) -> None:
    secret = made(console, name="jo")
    first = console.clock.now
    for seconds in (0, 30, 40):
        console.clock.forward(seconds=seconds)
        asks(console, secret)

    assert tokens.owned(console.site, "jo")[0].used_at == first + timedelta(seconds=70)


@pytest.mark.parametrize("header", ["", "Bearer", "Bearer ", "Bearer cq_", "Basic cq_x", "Bearer nothing"])
def test_what_is_no_token_is_refused_in_the_one_shape(console: Console, header: str) -> None:
    answer = console.browser(authorization=header).get(ME)

    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert set(answer.json()["error"]) == {"message", "type", "code", "param", "cure"}


def test_a_token_is_made_listed_and_revoked_from_the_command_line(console: Console, callqa: Any) -> None:
    def ask(*arguments: str) -> tuple[int, str, str]:
        return callqa("console", "token", *arguments, "--config", str(console.site.configuration.path))

    console.account(AccountRole.VIEWER, "kim")
    code, out, _ = ask("create", "kim", "--label", "cron", "--scope", "read_numbers")
    secret = re.findall(r"cq_[\w-]+", out)[0]
    assert code == 0
    assert asks(console, secret).json()["scopes"] == ["read_numbers"]

    _, listed, _ = ask("list")
    assert "cron" in listed
    assert secret not in listed

    assert ask("revoke", str(tokens.owned(console.site, "kim")[0].number))[0] == 0
    assert asks(console, secret).status_code == 401


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["create", "nobody", "--label", "x"], "没有叫“nobody”的账号"),
        (["create", "kim", "--label", "x", "--scope", "reveal"], "没有“reveal”这种用途"),
        (["revoke", "4711"], "没有这个令牌"),
    ],
)
def test_what_the_command_line_cannot_do_is_said(
    console: Console, callqa: Any, arguments: list[str], told: str
) -> None:
    console.account(AccountRole.VIEWER, "kim")
    code, _, err = callqa("console", "token", *arguments, "--config", str(console.site.configuration.path))

    assert code == 2
    assert told in err
