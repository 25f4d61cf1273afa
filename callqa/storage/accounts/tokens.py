"""Tokens by which programs ask the console, by the hashes of their secrets: rows of ``tokens``."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from callqa.model.access.account import Capability
from callqa.model.access.token import Bearer, Token
from callqa.storage.accounts.accounts import find as find_account
from callqa.storage.database import Database
from callqa.storage.schema import tokens

_CAPABILITIES = frozenset(Capability)


def all_in(connection: Connection, account: str = "") -> list[Token]:
    """Return the tokens of an account, or of everybody; newest first."""
    query = select(tokens).order_by(tokens.c.number.desc())
    query = query.where(tokens.c.account == account) if account else query
    return list(map(_token, connection.execute(query).mappings()))


def find(connection: Connection, number: int) -> Token | None:
    """Return a token; None where it was revoked or never made."""
    row = connection.execute(select(tokens).where(tokens.c.number == number)).mappings().first()
    return _token(row) if row else None


def bearer(database: Database, token_sha256: str, now: datetime) -> Bearer | None:
    """Return whom a secret stands for; None where it is unknown, revoked or expired, or its owner is out."""
    query = select(tokens).where(tokens.c.token_sha256 == token_sha256)
    with database.reading() as connection:
        row = connection.execute(query).mappings().first()
        account = find_account(connection, row["account"]) if row else None
    if row is None or account is None or account.is_disabled or row["expires_at"] <= now:
        return None
    return Bearer(account=account, token=_token(row))


def add(connection: Connection, token: Token, token_sha256: str) -> Token:
    """Add a token under the next number, and return it with its number."""
    last = connection.execute(select(func.max(tokens.c.number))).scalar() or 0
    row = {
        "number": last + 1,
        "token_sha256": token_sha256,
        "account": token.account,
        "label": token.label,
        "scopes": sorted(token.scopes),
        "created_at": token.created_at,
        "expires_at": token.expires_at,
        "used_at": token.used_at,
    }
    connection.execute(insert(tokens), row)
    return _token(row)


def touch(connection: Connection, number: int, now: datetime) -> None:
    """Note that a token was used."""
    connection.execute(update(tokens).where(tokens.c.number == number).values(used_at=now))


def remove(connection: Connection, number: int) -> None:
    """Remove a token."""
    connection.execute(delete(tokens).where(tokens.c.number == number))


def _token(row: Mapping[Any, Any]) -> Token:
    values = {name: value for name, value in row.items() if name != "token_sha256"}
    # a scope that only a newer version knows opens nothing here
    return Token(**{**values, "scopes": frozenset(map(Capability, _CAPABILITIES & {*row["scopes"]}))})
