"""Making and changing accounts of the console; every change is a line of the audit log."""

import re
from datetime import timedelta
from secrets import token_urlsafe

from sqlalchemy import Connection

from callqa.model.access.account import Account, AccountRole
from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError
from callqa.operations.accounts import passwords
from callqa.operations.accounts.sign_in import token_mark
from callqa.storage.accounts import accounts, sign_ins
from callqa.storage.audit import note_in
from callqa.storage.session import Site

_NAME = re.compile(r"[\w.@-]{1,60}")
LINK_HOURS = 72
"""How long a link that sets a password works."""


def everybody(site: Site) -> list[Account]:
    """Return all accounts by name."""
    return accounts.everybody(site.database)


def has_any(site: Site) -> bool:
    """Return whether anybody was ever given an account."""
    return accounts.count(site.database) > 0


def create_first(site: Site, name: str, password: str) -> None:
    """Make the first account, an administrator's.

    Raises:
        BadInputError: name or password cannot be used, or somebody was quicker.
    """
    _refuse_name(name)
    stored = passwords.hashed(password, name)
    account = Account(name=name, role=AccountRole.ADMIN)
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        if accounts.count_in(connection):
            raise BadInputError("已经有账号了", "", "用自己的账号登录")
        accounts.add(connection, account, site.now())
        accounts.set_password(connection, name, stored)
        _note(connection, site, account, "created")


def create(site: Site, account: Account) -> str:
    """Make an account, and return the secret of the link by which its owner sets a password.

    Raises:
        BadInputError: the name cannot be used, somebody has it, or it is an agent's without own calls.
    """
    _refuse_name(account.name)
    _refuse_unlimited(account)
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        if accounts.find(connection, account.name):
            raise BadInputError(f"已经有叫“{account.name}”的账号", "用户名", "换一个名字")
        accounts.add(connection, account, site.now())
        _note(connection, site, account, "created")
        return _invite(connection, site, account)


def invite(site: Site, name: str) -> str:
    """Return the secret of a new link by which somebody sets another password; the old one works until then.

    Raises:
        BadInputError: nobody is called so.
    """
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        account = _known(connection, name)
        _note(connection, site, account, "invited")
        return _invite(connection, site, account)


def change(site: Site, account: Account) -> None:
    """Replace what an account may do and see, and end its sign-ins.

    Raises:
        BadInputError: nobody is called so, nobody would be left who may manage accounts, or it is an
            agent's without own calls.
    """
    _refuse_unlimited(account)
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        before = _known(connection, account.name)
        _refuse_without_admin(connection, account)
        accounts.change(connection, account)
        sign_ins.end_all(connection, account.name)
        kind = "rights"
        if before.is_disabled != account.is_disabled:
            kind = "disabled" if account.is_disabled else "enabled"
        _note(connection, site, account, kind)


def invited(site: Site, token: str) -> Account | None:
    """Return whose password a link sets; None where it is unknown, used or too old."""
    with site.database.reading() as connection:
        return accounts.invited(connection, token_mark(token), site.now())


def accept(site: Site, token: str, password: str) -> Account:
    """Set the password that the owner of a link has chosen, and end the account's sign-ins.

    Raises:
        BadInputError: the link does not work, or the password cannot be used.
    """
    account = invited(site, token)
    stored = passwords.hashed(password, account.name) if account else ""
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        account = accounts.invited(connection, token_mark(token), site.now())
        if account is None or not stored:
            raise BadInputError("这个链接用不了", "", "可能已经用过或过期，请管理员再发一个")
        _set_password(connection, site, account, stored)
    return account


def change_password(site: Site, account: Account, old: str, new: str) -> None:
    """Replace one's own password, and end all one's sign-ins.

    Raises:
        BadInputError: the old one is wrong, or the new one cannot be used.
    """
    if not passwords.matches(accounts.password_of(site.database, account.name), old):
        raise BadInputError("原来的密码不对", "原来的密码", "再写一次")
    stored = passwords.hashed(new, account.name)
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        _set_password(connection, site, account, stored)


def _set_password(connection: Connection, site: Site, account: Account, stored: str) -> None:
    accounts.set_password(connection, account.name, stored)
    sign_ins.end_all(connection, account.name)
    _note(connection, site, account, "password")


def _refuse_name(name: str) -> None:
    if not _NAME.fullmatch(name):
        raise BadInputError("用户名不能用", "用户名", "1 到 60 个字：汉字、字母、数字和 . _ @ -")


def _refuse_unlimited(account: Account) -> None:
    if not account.is_limited:
        raise BadInputError(
            "坐席账号要写明工号，不写队列", "只看这些坐席", "写录音记录里的坐席工号，例如 8001"
        )


def _known(connection: Connection, name: str) -> Account:
    account = accounts.find(connection, name)
    if account is None:
        raise BadInputError(f"没有叫“{name}”的账号", "用户名", "在“账号”页里选一个")
    return account


def _refuse_without_admin(connection: Connection, account: Account) -> None:
    others = [each for each in accounts.all_in(connection) if each.name != account.name]
    if not any(each.role is AccountRole.ADMIN and not each.is_disabled for each in (*others, account)):
        raise BadInputError("这样就没有管理员了", account.name, "先让另一个人当管理员")


def _invite(connection: Connection, site: Site, account: Account) -> str:
    token = token_urlsafe(32)
    until = site.now() + timedelta(hours=LINK_HOURS)
    accounts.invite(connection, account.name, token_mark(token), until)
    return token


def _note(connection: Connection, site: Site, account: Account, kind: str) -> None:
    about = {"account": account.name, "role": account.role.value, "change": kind}
    note_in(connection, site, AuditAction.ACCOUNT_CHANGED, about)
