"""Who is signed in, by the hash of what their browser keeps: rows of ``sign_ins``."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, insert, select, update

from callqa.model.access.account import Account
from callqa.storage.accounts.accounts import to_account
from callqa.storage.database import Database
from callqa.storage.schema import accounts, sign_ins


@dataclass(frozen=True, kw_only=True, slots=True)
class Ages:
    """How long a sign-in lasts.

    Args:
        idle: since its last request.
        most: since it was made.
    """

    idle: timedelta
    most: timedelta


@dataclass(frozen=True, kw_only=True, slots=True)
class SignIn:
    """One browser that is signed in; both moments are aware."""

    account: Account
    since: datetime
    seen_at: datetime


def find(database: Database, token_sha256: str, now: datetime, ages: Ages) -> SignIn | None:
    """Return a sign-in; None where it is unknown, ended or too old, or its account may not sign in."""
    whose = accounts.c.name == sign_ins.c.account
    found = select(sign_ins, accounts).join_from(sign_ins, accounts, whose)
    query = found.where(sign_ins.c.token_sha256 == token_sha256)
    with database.reading() as connection:
        row = connection.execute(query).mappings().first()
    if row is None or row["seen_at"] + ages.idle <= now or row["since"] + ages.most <= now:
        return None
    account = to_account(row)
    if account.is_disabled:
        return None
    return SignIn(account=account, since=row["since"], seen_at=row["seen_at"])


def add(
    connection: Connection, token_sha256: str, *, account: str, address: str, now: datetime, ages: Ages
) -> None:
    """Add a sign-in, and remove those that are too old."""
    old = [row.token_sha256 for row in connection.execute(select(sign_ins)) if _is_old(row, now, ages)]
    for each in old:
        connection.execute(delete(sign_ins).where(sign_ins.c.token_sha256 == each))
    row = {"token_sha256": token_sha256, "account": account, "address": address, "since": now, "seen_at": now}
    connection.execute(insert(sign_ins), row)


def _is_old(row: object, now: datetime, ages: Ages) -> bool:
    return bool(row.seen_at + ages.idle <= now or row.since + ages.most <= now)  # type: ignore[attr-defined]  # columns


def touch(connection: Connection, token_sha256: str, now: datetime) -> None:
    """Note that a browser is still there."""
    connection.execute(update(sign_ins).where(sign_ins.c.token_sha256 == token_sha256).values(seen_at=now))


def end(connection: Connection, token_sha256: str) -> None:
    """End one sign-in."""
    connection.execute(delete(sign_ins).where(sign_ins.c.token_sha256 == token_sha256))


def end_all(connection: Connection, account: str) -> None:
    """End every sign-in of an account."""
    connection.execute(delete(sign_ins).where(sign_ins.c.account == account))
