"""Who may sign in: rows of ``accounts``."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, func, insert, select, update

from callqa.model.access.account import Account, Capability, Scope
from callqa.storage.database import Database
from callqa.storage.schema import accounts

_OF_AN_ACCOUNT = (
    accounts.c.name,
    accounts.c.role,
    accounts.c.granted,
    accounts.c.queues,
    accounts.c.agents,
    accounts.c.disabled,
)


def everybody(database: Database) -> list[Account]:
    """Return all accounts by name."""
    with database.reading() as connection:
        return all_in(connection)


def all_in(connection: Connection) -> list[Account]:
    """Return all accounts by name, inside a transaction."""
    found = connection.execute(select(*_OF_AN_ACCOUNT).order_by(accounts.c.name)).mappings()
    return list(map(to_account, found))


def count(database: Database) -> int:
    """Return how many accounts there are."""
    with database.reading() as connection:
        return count_in(connection)


def count_in(connection: Connection) -> int:
    """Return how many accounts there are, inside a transaction."""
    return int(connection.execute(select(func.count()).select_from(accounts)).scalar_one())


def find(connection: Connection, name: str) -> Account | None:
    """Return an account; None where nobody is called so."""
    row = connection.execute(select(*_OF_AN_ACCOUNT).where(accounts.c.name == name)).mappings().first()
    return to_account(row) if row else None


def password_of(database: Database, name: str) -> str:
    """Return the hash of an account's password; empty where there is none."""
    query = select(accounts.c.password).where(accounts.c.name == name)
    with database.reading() as connection:
        return str(connection.execute(query).scalar() or "")


def invited(connection: Connection, invitation: str, now: datetime) -> Account | None:
    """Return the account that a link was made for; None where it is unknown, used or too old."""
    query = select(*_OF_AN_ACCOUNT, accounts.c.invited_until).where(accounts.c.invitation == invitation)
    row = connection.execute(query).mappings().first()
    if not (row and invitation and row["invited_until"] and row["invited_until"] > now):
        return None
    return to_account(row)


def add(connection: Connection, account: Account, now: datetime) -> None:
    """Add an account without a password."""
    row = {**_row(account), "name": account.name, "password": "", "invitation": "", "created_at": now}
    connection.execute(insert(accounts), row)


def change(connection: Connection, account: Account) -> None:
    """Replace what an account may do and see."""
    connection.execute(update(accounts).where(accounts.c.name == account.name).values(**_row(account)))


def invite(connection: Connection, name: str, invitation: str, until: datetime) -> None:
    """Let a link set an account's password."""
    _set(connection, name, invitation=invitation, invited_until=until)


def set_password(connection: Connection, name: str, password: str) -> None:
    """Store the hash of a password; what link there was is used."""
    _set(connection, name, password=password, invitation="")


def _set(connection: Connection, name: str, **values: Any) -> None:
    connection.execute(update(accounts).where(accounts.c.name == name).values(**values))


def _row(account: Account) -> dict[str, Any]:
    return {
        "role": account.role,
        "granted": sorted(account.granted),
        "queues": list(account.scope.queues),
        "agents": list(account.scope.agents),
        "disabled": account.is_disabled,
    }


def to_account(row: Mapping[Any, Any]) -> Account:
    """Return the record of a row of ``accounts``."""
    return Account(
        name=row["name"],
        role=row["role"],
        granted=frozenset(map(Capability, row["granted"])),
        scope=Scope(queues=tuple(row["queues"]), agents=tuple(row["agents"])),
        is_disabled=row["disabled"],
    )
