"""A console over a small project, answered in this process, and browsers that are signed in at it."""

import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

from argon2 import PasswordHasher
from fastapi import FastAPI
from starlette.testclient import TestClient

from callqa.console.application import application
from callqa.console.desk import Desk
from callqa.console.operating.children import Children
from callqa.days.day import DayResult
from callqa.model.access.account import EVERYTHING, Account, AccountRole, Capability, Scope
from callqa.model.access.token import grantable
from callqa.operations.accounts import passwords, tokens
from callqa.operations.accounts.sign_in import ages, token_mark
from callqa.operations.studio.messages import Request
from callqa.operations.studio.process import Hear, Start
from callqa.settings import pipeline_yaml
from callqa.storage.accounts import accounts, sign_ins
from callqa.storage.session import Site
from callqa.storage.store import Store
from tests.support import sites
from tests.support.project import write_project

ORIGIN = "http://127.0.0.1:8788"
PASSWORD = "a long enough password"
QUICK = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
"""Hashes in no time; what it costs to guess is argon2's matter, and is set in `passwords`."""


@dataclass
class Clock:
    """Stands still until it is moved."""

    now: datetime

    def __call__(self) -> datetime:
        return self.now

    def forward(self, **by: float) -> None:
        self.now += timedelta(**by)


@dataclass
class Console:
    """A console, its site and its clock."""

    site: Site
    desk: Desk
    clock: Clock

    @cached_property
    def app(self) -> FastAPI:
        """The application; it keeps nothing but its desk."""
        return application(self.desk)

    def browser(self, **options: Any) -> TestClient:
        """Return a browser that nobody has signed in with; it sends what browsers send."""
        headers = {"origin": ORIGIN, "sec-fetch-site": "same-origin"}
        client = TestClient(self.app, base_url=ORIGIN, follow_redirects=False, raise_server_exceptions=False)
        client.headers.update(headers | options)
        return client

    def account(
        self,
        role: AccountRole,
        name: str = "",
        *,
        granted: frozenset[Capability] = frozenset(),
        scope: Scope = EVERYTHING,
    ) -> Account:
        """Add an account, with the password that all have here; one that is there is changed."""
        account = Account(name=name or role.value, role=role, granted=granted, scope=scope)
        with self.site.database.transaction() as connection:
            if accounts.find(connection, account.name):
                accounts.change(connection, account)
            else:
                accounts.add(connection, account, self.clock())
            accounts.set_password(connection, account.name, QUICK.hash(PASSWORD))
        return account

    def signed_in(self, role: AccountRole, name: str = "", **options: Any) -> TestClient:
        """Return a browser in which somebody of a role is signed in."""
        account = self.account(role, name, **options)
        token = token_urlsafe(32)
        with self.site.database.transaction() as connection:
            sign_ins.add(
                connection,
                token_mark(token),
                account=account.name,
                address="testclient",
                now=self.clock(),
                ages=ages(self.site),
            )
        browser = self.browser()
        browser.cookies.set(self.desk.cookie, token)
        return browser

    def program(
        self, role: AccountRole, scopes: Iterable[Capability] = (), name: str = "", **options: Any
    ) -> TestClient:
        """Return a program with a token of somebody of a role, by default for all that they may."""
        account = self.account(role, name, **options)
        chosen = frozenset(scopes) or frozenset(grantable(account))
        secret, _ = tokens.create(self.site, account, "test", chosen, 90)
        client = TestClient(self.app, base_url=ORIGIN, follow_redirects=False, raise_server_exceptions=False)
        client.headers["authorization"] = f"Bearer {secret}"
        return client


class Silent:
    """An engine of the studio that never says anything."""

    def __init__(self, _config: Path, _hear: Hear) -> None:
        pass

    def send(self, request: Request) -> None:
        pass

    def end(self) -> None:
        pass


@contextmanager
def console_in(folder: Path, now: datetime, start_engine: Start = Silent) -> Iterator[Console]:
    """Provide a console over a new project in a folder, whose clock stands at a moment."""
    configuration = pipeline_yaml.load(write_project(folder))
    clock = Clock(now)
    before, passwords.hasher = passwords.hasher, lambda: QUICK  # type: ignore[assignment]  # a function as well
    site = sites.site(configuration)
    site = Site(configuration=configuration, actor="console", clock=clock, connect=site.connect)
    assert isinstance(site.store, Store)
    callqa = Children(callqa=(sys.executable, "-c", ""))
    desk = Desk(site=site, first="first-link", children=callqa, start_engine=start_engine)
    try:
        yield Console(site=site, desk=desk, clock=clock)
    finally:
        desk.studio.close()
        site.database.close()
        passwords.hasher = before


def store_day(console: Console, day: DayResult) -> None:
    """Store a day as a night would have left it, reports aside."""
    store, when = console.site.store, day.window.day
    recordings = [call.recording for call in day.calls]
    store.save_collection(when, recordings, [], [])
    heard = [call.transcript for call in day.calls if not call.pending]
    store.save_transcripts(when, heard, recordings)
    store.save_evaluations(when, [call.evaluation for call in day.calls if not call.pending])
    store.save_rules(when, day.rules_revision, day.rules)
    if day.engine:
        store.save_engine(when, day.engine)
