"""Live text: a microphone's sound comes in through a WebSocket, and what is understood goes back.

A connection that breaks off is taken up again: the page names its session, the console says how many samples
have come, and the page goes on with the next one; what it has not been told is told then.
"""

import asyncio
from functools import partial
from typing import Any

from fastapi import Request, WebSocket
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from callqa.console.desk import Desk, desk_of
from callqa.console.doors import Doors, Signed, Visitor, visitor_of
from callqa.console.rendering import page
from callqa.console.studio.sessions import LiveSession
from callqa.host import logs
from callqa.model.access.account import Capability
from callqa.model.audit import AuditAction
from callqa.model.errors import CallqaError
from callqa.model.recording import Role
from callqa.operations.studio.live_rules import LiveRules, rules_for
from callqa.operations.studio.messages import LiveHeard
from callqa.storage import audit
from callqa.storage.session import Site

doors = Doors("/studio/live")
NOT_SIGNED_IN, NOT_ALLOWED, FULL, TOO_MUCH, GONE = 4401, 4403, 4429, 4413, 4410
"""Codes with which a socket is closed; the page says what each means."""
_MOST_BYTES = 1 << 17
"""Of one message: four seconds; a page sends a tenth of one."""
_LATE_S = 60.0
"""So long the end is waited for: the engine may be loading."""
_BYTES_A_SECOND = 32_000
_ENDED_BY_THE_PAGE = (1000, 1001)
"""Codes of a page that ends or is left; any other is an accident: a lost connection is uvicorn's 1005."""
_ROLES = {"agent": Role.AGENT, "customer": Role.CUSTOMER, "unknown": Role.UNKNOWN}
"""By what a page says of whoever speaks; anything else wants no rules."""


@doors.get("", Capability.STUDIO)
def live(request: Request, visitor: Signed) -> Response:
    """Show the page of the microphone."""
    most = visitor.site.settings.console.live.sessions
    return page(request, "studio/live.html", account=visitor.account, sessions=most)


@doors.socket("/socket", Capability.STUDIO)
async def speak(socket: WebSocket) -> None:
    """Take a microphone's sound until its page says that it ends, and send what is understood."""
    desk = desk_of(socket)
    visitor = await run_in_threadpool(visitor_of, socket)
    await socket.accept()  # refused before, a page could not read the code
    if visitor is None:
        await socket.close(NOT_SIGNED_IN)
    elif not visitor.account.may(Capability.STUDIO):
        await socket.close(NOT_ALLOWED)
    else:
        await _session(socket, desk, visitor)


async def _session(socket: WebSocket, desk: Desk, visitor: Visitor) -> None:
    session = await _of(socket, desk, visitor)
    if session is None:
        return
    holder, is_done = await session.attach(), False
    begun = {"what": "begun", "session": session.name, "samples": session.samples}
    telling = asyncio.create_task(_tell(socket, session, holder, begun))
    try:
        is_done = await _take(socket, session, holder, telling) and session.is_held(holder)
        if is_done:
            await asyncio.wait({telling}, timeout=_LATE_S)
            await session.conclude()
    finally:
        telling.cancel()
        if is_done:
            session.leave()
        else:
            session.detach(holder)


async def _of(socket: WebSocket, desk: Desk, visitor: Visitor) -> LiveSession | None:
    """Return the session that a page goes on with, or a new one; close the socket where there is none."""
    asked, owner = socket.query_params, visitor.account.name
    if "session" in asked:
        kept = desk.live.find(asked["session"], owner)
        if kept is None:
            await socket.close(GONE)
        return kept
    rules = await run_in_threadpool(_rules, visitor.site, asked.get("role", ""))
    begun = await desk.live.begin(desk.studio.queue, owner, note=partial(note, visitor.site), rules=rules)
    if begun is None:
        await socket.close(FULL)
    elif rules is None and asked.get("role", "") in _ROLES:
        await socket.send_json({"what": "no_rules"})
    return begun


def _rules(site: Site, role: str) -> LiveRules | None:
    """Return the rules that a page wants; None also where there is no good book, which the page then says."""
    if role not in _ROLES:
        return None
    try:
        return rules_for(site, _ROLES[role])
    except CallqaError as error:
        logs.unexpected(error, "reading the rule book for a live session")
        return None


def note(site: Site, received: int) -> None:
    """Write down for how long somebody has spoken; never what.

    Args:
        received: bytes of sound that came.
    """
    if seconds := received // _BYTES_A_SECOND:
        audit.note(site, AuditAction.TRANSCRIBED_LIVE, seconds=seconds)


async def _take(socket: WebSocket, session: LiveSession, holder: int, telling: "asyncio.Task[None]") -> bool:
    """Hand on what the page sends; return whether it ended, rather than broke off."""
    while not telling.done():
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            is_over = telling.done() or message.get("code") in _ENDED_BY_THE_PAGE
            telling.cancel()  # nobody is there to be told
            return is_over
        content = message.get("bytes") or b""
        if len(content) > _MOST_BYTES:
            telling.cancel()
            await socket.close(TOO_MUCH)
            return True
        is_end = message.get("text") == "end"
        if not await session.say(holder, content[: len(content) // 2 * 2], is_end=is_end):
            return False
        if is_end:
            return True
    return True


async def _tell(socket: WebSocket, session: LiveSession, holder: int, begun: dict[str, Any]) -> None:
    """Send what is understood until everything was heard."""
    await socket.send_json(begun)
    seen = socket.query_params.get("seen", "0")
    async for number, each in session.messages(holder, int(seen) if seen.isdigit() else 0):
        told = each if isinstance(each, dict) else _heard(each)
        await socket.send_json({**told, "n": number})
    await socket.close()


def _heard(answer: LiveHeard) -> dict[str, Any]:
    return {
        "what": answer.kind.value,
        "text": answer.text,
        "written": answer.written,
        "from_ms": answer.from_ms,
        "to_ms": answer.to_ms,
        "cut": answer.is_cut,
    }
