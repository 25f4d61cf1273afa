"""A console that is served on a free port, and a browser that notices every error and request."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import uvicorn

from callqa.console.application import application
from callqa.console.desk import Desk
from callqa.model.access.account import AccountRole
from callqa.storage.session import Site
from tests.reports.browsing import SHOTS
from tests.support import axe
from tests.support.consoles import PASSWORD, Console

PATIENCE_MS = 60_000
"""How long a browser may take for anything: only a failure waits so long, and a busy machine is none."""


@contextmanager
def served(console: Console) -> Iterator[str]:
    """Serve a console for the length of the block; provides its address."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
        settings = console.site.settings
        own = settings.model_copy(update={"console": settings.console.model_copy(update={"port": port})})
        site = console.site
        on_port = Site(
            configuration=replace(site.configuration, settings=own),
            actor=site.actor,
            clock=site.clock,
            connect=lambda: site.database,
        )
        desk = Desk(site=on_port, start_engine=console.desk.start_engine)
        config = uvicorn.Config(application(desk), log_config=None, timeout_graceful_shutdown=1)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        thread.join()


class Visit:
    """Somebody of a role at the console, in a browser of their own."""

    def __init__(self, browser: Any, address: str, width: int = 1400) -> None:
        self.address = address
        self.context = browser.new_context(viewport={"width": width, "height": 900}, locale="zh-CN")
        self.context.set_default_timeout(PATIENCE_MS)
        self.errors: list[str] = []
        self.foreign: list[str] = []
        self.page = self.context.new_page()
        self.page.on("console", self._hear)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self._open: set[Any] = set()
        self.page.on("request", self._see)
        self.page.on("requestfinished", self._done)
        self.page.on("requestfailed", self._done)

    def _hear(self, message: Any) -> None:
        if message.type in ("error", "warning"):
            self.errors.append(message.text)

    def _see(self, request: Any) -> None:
        if request.resource_type != "eventsource":  # open as long as the page is
            self._open.add(request)
        if not request.url.startswith((self.address, "data:")):
            self.foreign.append(request.url)

    def _done(self, request: Any) -> None:
        self._open.discard(request)

    def sign_in(self, console: Console, role: AccountRole, name: str = "", **options: Any) -> None:
        account = console.account(role, name, **options)
        self.go("/sign-in")
        self.page.fill("[name=name]", account.name)
        self.page.fill("[name=password]", PASSWORD)
        self.page.click("button.main")
        self.page.wait_for_url(self.address + "/")

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.settle()

    def settle(self) -> None:
        """Wait until nothing is asked for any more: half a second, or less where nothing waits."""
        quiet = 0
        for _ in range(PATIENCE_MS // 25):
            quiet = 0 if self._open else quiet + 1
            if quiet > 20 or (quiet > 2 and not self.page.locator(".waiting").count()):
                return
            self.page.wait_for_timeout(25)
        raise AssertionError(f"still asked for: {[request.url for request in self._open]}")

    def picture(self, name: str) -> None:
        if SHOTS:
            self.page.screenshot(path=Path(SHOTS) / f"console-{name}.png", full_page=True)

    def overflow(self) -> int:
        """By how much the page is wider than the window, in pixels."""
        return int(
            self.page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        )

    def look(self, width: int, scheme: str) -> None:
        """Make the window so wide, and prefer light or dark colours."""
        self.page.set_viewport_size({"width": width, "height": 900})
        self.page.emulate_media(color_scheme=scheme)

    def serious(self) -> list[tuple[str, list[str]]]:
        """Return what axe calls serious or worse, each with its first places."""
        # evaluated by the debugger: the page's own policy lets in no script of somebody else
        if not self.page.evaluate("Boolean(window.axe)"):
            self.page.evaluate(axe.AXE.read_text(encoding="utf-8") + ";0")
        return axe.serious(self.page.evaluate(axe.RUN))

    def until(self, condition: str) -> None:
        """Wait for a condition on the page, which may evaluate no text itself: its policy forbids it."""
        for _ in range(PATIENCE_MS // 50):
            if self.page.evaluate(condition):
                return
            self.page.wait_for_timeout(50)
        raise AssertionError(f"never came true: {condition}")

    def close(self) -> None:
        self.context.close()
