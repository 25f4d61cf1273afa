"""Live sessions of a console: each outlives a connection that breaks off, and goes on with the next one.

Everything here happens in the console's event loop; only what the engine hears comes from another thread.
"""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import suppress
from secrets import token_hex
from typing import Any

from starlette.concurrency import run_in_threadpool

from callqa.host import logs
from callqa.model.finding import Finding
from callqa.operations.studio.live_rules import LiveRules
from callqa.operations.studio.messages import LiveHeard, LiveKind, LiveSound
from callqa.operations.studio.queue import Queue
from callqa.studio.job import Choices

AWAY_S = 30.0
"""So long a session is kept for a connection that broke off."""
_SAMPLE_BYTES = 2
_LAST = (LiveKind.END, LiveKind.LOST)


class LiveSession:
    """One microphone.

    Args:
        queue: of the studio.
        owner: the account that it is of.
        rules: that are put to what is said; None for none.
        choices: how it is recognised; None for the night's way.
        note: is called once when it is over, in another thread, with how many bytes of sound came.
        gone: is called when it is over.
    """

    def __init__(
        self,
        queue: Queue,
        owner: str,
        *,
        rules: LiveRules | None,
        choices: Choices | None,
        note: Callable[[int], None],
        gone: Callable[["LiveSession"], None],
    ) -> None:
        self.name, self.owner = token_hex(16), owner
        self._queue, self._rules, self._choices = queue, rules, choices
        self._note, self._gone = note, gone
        self._loop = asyncio.get_running_loop()
        self._heard: asyncio.Queue[LiveHeard] = asyncio.Queue()
        self._received = 0
        self._holder = 0
        self._told: list[LiveHeard | dict[str, Any]] = []
        self._partial: LiveHeard | None = None
        self._is_over = self._has_left = self._is_noted = False
        self._changed = asyncio.Condition()
        self._saying = asyncio.Lock()
        self._expiry: asyncio.TimerHandle | None = None
        self._working: asyncio.Task[None] | None = None

    @property
    def samples(self) -> int:
        """How many samples have come: with which one a new connection goes on."""
        return self._received // _SAMPLE_BYTES

    async def begin(self) -> bool:
        """Ask for a place; return whether there was one."""
        if not await run_in_threadpool(self._queue.listen, self.name, self._hear):
            return False
        self._working = asyncio.create_task(self._work())
        return True

    def _hear(self, answer: LiveHeard) -> None:
        """Take what the engine says, in its thread."""
        with suppress(RuntimeError):  # the console has ended, and its loop with it
            self._loop.call_soon_threadsafe(self._heard.put_nowait, answer)

    # the connection

    async def attach(self) -> int:
        """Take the session over; return the number by which its connection is known from now on."""
        if self._expiry:
            self._expiry.cancel()
        self._holder += 1
        holder = self._holder
        await self._tell()  # whoever had it before
        return holder

    def is_held(self, holder: int) -> bool:
        """Return whether no other connection has taken the session over."""
        return holder == self._holder

    def detach(self, holder: int) -> None:
        """Wait for another connection: this one broke off."""
        if holder == self._holder and not self._has_left:
            self._expiry = self._loop.call_later(AWAY_S, self.leave)

    async def say(self, holder: int, content: bytes, *, is_end: bool = False) -> bool:
        """Hand sound on; return False where another connection has taken the session over.

        Args:
            content: whole samples.
        """
        async with self._saying:
            if holder != self._holder or self._has_left:
                return False
            self._received += len(content)
            sound = LiveSound(session=self.name, content=content, is_end=is_end, choices=self._choices)
            await run_in_threadpool(self._queue.say, sound)
            return True

    async def messages(self, holder: int, seen: int) -> AsyncIterator[tuple[int, LiveHeard | dict[str, Any]]]:
        """Yield what is understood until everything is, or another connection takes over.

        Args:
            seen: number of the last message that the page has had.

        Yields:
            Each message with its number; 0 for what the next one replaces, which is not told again.
        """
        at, shown = max(seen, 0), None
        while holder == self._holder:
            while at < len(self._told):
                at += 1
                yield at, self._told[at - 1]
            if self._partial is not shown and self._partial is not None:
                yield 0, self._partial
            shown = self._partial
            if self._is_over and at >= len(self._told):
                return
            async with self._changed:
                if at >= len(self._told) and self._partial is shown and not self._is_over:
                    await self._changed.wait()

    async def conclude(self) -> None:
        """End the session, and wait until it is written down."""
        if self._received and not self._is_noted:
            self._is_noted = True
            await run_in_threadpool(self._note, self._received)
        self.leave()

    def leave(self) -> None:
        """End the session for good; not in a thread, as it must be done where a task is cancelled, too."""
        if self._has_left:
            return
        self._has_left = True
        if self._working:
            self._working.cancel()
        self._queue.leave(self.name)
        self._gone(self)
        if self._received and not self._is_noted:
            self._is_noted = True
            self._loop.run_in_executor(None, self._note, self._received)

    # what is understood

    async def _work(self) -> None:
        while not self._is_over:
            answer = await self._heard.get()
            if answer.kind is LiveKind.PARTIAL:
                self._partial = answer
            else:
                self._partial = None
                self._told.append(answer)
            await self._tell()
            if self._rules and answer.utterance is not None:
                await self._judge(self._rules, answer)
            self._is_over = answer.kind in _LAST
            await self._tell()

    async def _judge(self, rules: LiveRules, answer: LiveHeard) -> None:
        assert answer.utterance
        try:
            hits = await run_in_threadpool(rules.hear, answer.utterance)
        except Exception as error:  # the text goes on without them, and the page says so
            logs.unexpected(error, "putting the rules to live speech")
            self._rules = None
            self._told.append({"what": "no_rules", "told": ""})
            return
        if hits.found or hits.gone:
            found = list(map(_shown, hits.found))
            self._told.append({"what": "hits", "found": found, "gone": list(hits.gone)})

    async def _tell(self) -> None:
        async with self._changed:
            self._changed.notify_all()


def _shown(finding: Finding) -> dict[str, Any]:
    return {
        "id": finding.finding_id,
        "severity": finding.severity.value,
        "rule": finding.rule_name,
        "category": finding.category,
        "words": finding.evidence,
        "at_ms": finding.start_ms,
    }


class LiveSessions:
    """The live sessions of one console."""

    def __init__(self) -> None:
        self._kept: dict[str, LiveSession] = {}

    async def begin(
        self,
        queue: Queue,
        owner: str,
        *,
        note: Callable[[int], None],
        rules: LiveRules | None = None,
        choices: Choices | None = None,
    ) -> LiveSession | None:
        """Begin a session; None where there is no room for one more, or the night needs the device.

        Args:
            note, rules, choices: see `LiveSession`.
        """

        session = LiveSession(queue, owner, rules=rules, choices=choices, note=note, gone=self._forget)
        if not await session.begin():
            return None
        self._kept[session.name] = session
        return session

    def _forget(self, session: LiveSession) -> None:
        self._kept.pop(session.name, None)

    def find(self, name: str, owner: str) -> LiveSession | None:
        """Return a session that is kept for an account."""
        found = self._kept.get(name)
        return found if found and found.owner == owner else None

    def close(self) -> None:
        """End all sessions."""
        for session in list(self._kept.values()):
            session.leave()
