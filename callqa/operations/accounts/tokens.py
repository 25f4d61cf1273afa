"""Making and revoking tokens, and knowing whose a secret is; every change is a line of the audit log."""

from collections.abc import Collection
from datetime import timedelta
from secrets import token_urlsafe

from sqlalchemy import Connection

from callqa.model.access.account import Account, Capability
from callqa.model.access.token import PREFIX, Bearer, Token, grantable
from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError
from callqa.operations.accounts.sign_in import token_mark
from callqa.storage.accounts import accounts, tokens
from callqa.storage.audit import note_in
from callqa.storage.session import Site

MOST_DAYS = 366
"""A token lives a year at most: what nobody renews nobody uses."""
_MOST_LABEL = 60
_MOST_TOKENS = 50
_TOUCH = timedelta(minutes=1)


def create(
    site: Site, account: Account, label: str, scopes: Collection[Capability], days: int
) -> tuple[str, Token]:
    """Make a token, and return its secret, which is not stored, and the token.

    Args:
        label: what it is for; people tell tokens apart by it.
        scopes: what of the account's capabilities it has.
        days: how long it lives.

    Raises:
        BadInputError: there is no label or no scope, the account may not do that itself, or has many tokens.
    """
    told, secret = " ".join(label.split())[:_MOST_LABEL], PREFIX + token_urlsafe(32)
    _refuse(account, told, scopes, days)
    now = site.now()
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        if len(tokens.all_in(connection, account.name)) >= _MOST_TOKENS:
            raise BadInputError(f"令牌太多（最多 {_MOST_TOKENS} 个）", account.name, "先收回不用的")
        new = Token(
            number=0,
            account=account.name,
            label=told,
            scopes=frozenset(scopes),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
        made = tokens.add(connection, new, token_mark(secret))
        _note(connection, site, made, "created")
    return secret, made


def _refuse(account: Account, label: str, scopes: Collection[Capability], days: int) -> None:
    if not label:
        raise BadInputError("要写明令牌的用途", "用途", "例如：BI 报表")
    if not scopes or not {*scopes} <= {*grantable(account)}:
        may = "、".join(each.value for each in grantable(account))
        raise BadInputError(
            "令牌至少要可用于一件事，而且是这个账号自己能做的", account.name, f"可以选：{may}"
        )
    if not 1 <= days <= MOST_DAYS:
        raise BadInputError(f"令牌的有效期不能是 {days} 天", "有效期", f"写 1 到 {MOST_DAYS} 天")


def owned(site: Site, account: str = "") -> list[Token]:
    """Return the tokens of an account, or of everybody; newest first."""
    with site.database.reading() as connection:
        return tokens.all_in(connection, account)


def revoke(site: Site, number: int, account: str = "") -> Token:
    """Remove a token, and return it.

    Args:
        account: whose it must be; empty for anybody's.

    Raises:
        BadInputError: there is no such token, or it is another's.
    """
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        found = tokens.find(connection, number)
        if found is None or account not in ("", found.account):
            raise BadInputError("没有这个令牌", str(number), "可能已经收回")
        tokens.remove(connection, number)
        _note(connection, site, found, "revoked")
    return found


def bearer(site: Site, secret: str) -> Bearer | None:
    """Return whom a secret stands for; None where it opens nothing (any more)."""
    now = site.now()
    found = tokens.bearer(site.database, token_mark(secret), now) if secret.startswith(PREFIX) else None
    if found and (found.token.used_at is None or now - found.token.used_at > _TOUCH):
        with site.database.transaction() as connection:
            tokens.touch(connection, found.token.number, now)
    return found


def account_of(site: Site, name: str) -> Account:
    """Return the account that a token is to be made for.

    Raises:
        BadInputError: nobody is called so.
    """
    with site.database.reading() as connection:
        found = accounts.find(connection, name)
    if found is None:
        raise BadInputError(f"没有叫“{name}”的账号", "用户名", "名字要和“账号”页里的一样")
    return found


def _note(connection: Connection, site: Site, token: Token, kind: str) -> None:
    about = {"account": token.account, "label": token.label, "change": kind}
    note_in(connection, site, AuditAction.ACCESS_CHANGED, {**about, "scopes": " ".join(sorted(token.scopes))})
