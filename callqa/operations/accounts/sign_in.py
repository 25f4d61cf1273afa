"""Signing in at the console, staying signed in, and signing out."""

from dataclasses import replace
from datetime import timedelta
from hashlib import sha256
from secrets import token_urlsafe

from callqa.model.access.account import Account
from callqa.model.audit import AuditAction
from callqa.operations.accounts import passwords
from callqa.storage.accounts import accounts, sign_ins
from callqa.storage.accounts.sign_ins import Ages, SignIn
from callqa.storage.audit import note_in
from callqa.storage.session import Site

_TOUCH = timedelta(minutes=1)
"""A sign-in is written down no more often: every page would otherwise wait for whoever writes."""


def token_mark(token: str) -> str:
    """Return what is stored of a secret that a browser or a link keeps."""
    return sha256(token.encode()).hexdigest()


def actor(name: str, door: str = "console") -> str:
    """Return how the audit log names somebody at the console, or a program that has a token of theirs."""
    return f"{name} ({door})"


def for_account(site: Site, name: str, door: str = "console") -> Site:
    """Return the same site for somebody who is signed in; both use one database."""
    return replace(site, actor=actor(name, door), connect=lambda: site.database)


def ages(site: Site) -> Ages:
    """Return how long sign-ins last by the settings."""
    console = site.settings.console
    return Ages(idle=timedelta(hours=console.idle_hours), most=timedelta(days=console.session_days))


def sign_in(site: Site, name: str, password: str, address: str) -> str | None:
    """Return the secret for the browser of somebody who knows their password; None for everybody else.

    Args:
        address: whence the request came.
    """
    stored = accounts.password_of(site.database, name)
    is_right = passwords.matches(stored, password)
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        account = accounts.find(connection, name)
        if not (is_right and account and not account.is_disabled):
            # what was typed for a name may be a password: only names that exist are written down
            about = {"account": account.name if account else "", "address": address}
            note_in(connection, site, AuditAction.SIGN_IN_FAILED, about)
            return None
        token = token_urlsafe(32)
        sign_ins.add(
            connection, token_mark(token), account=name, address=address, now=site.now(), ages=ages(site)
        )
        note_in(connection, for_account(site, name), AuditAction.SIGNED_IN, {"address": address})
    return token


def signed_in(site: Site, token: str) -> SignIn | None:
    """Return who a browser's secret stands for; None where it is not signed in (any more)."""
    mark, now = token_mark(token), site.now()
    found = sign_ins.find(site.database, mark, now, ages(site)) if token else None
    if found and now - found.seen_at > _TOUCH:
        with site.database.transaction() as connection:
            sign_ins.touch(connection, mark, now)
    return found


def is_signed_in(site: Site, token: str) -> bool:
    """Return whether a browser's secret stands for somebody; asking is no use of the sign-in."""
    return sign_ins.find(site.database, token_mark(token), site.now(), ages(site)) is not None


def sign_out(site: Site, token: str, account: Account, *, everywhere: bool = False) -> None:
    """End one browser's sign-in, or all of an account."""
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        if everywhere:
            sign_ins.end_all(connection, account.name)
        else:
            sign_ins.end(connection, token_mark(token))
        note_in(connection, site, AuditAction.SIGNED_OUT, {"change": "everywhere" if everywhere else ""})
