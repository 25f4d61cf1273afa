"""Live text: a microphone's sound comes in through a WebSocket, and what is understood goes back."""

import asyncio
from contextlib import suppress
from secrets import token_hex

from fastapi import Request, WebSocket
from starlette.concurrency import run_in_threadpool
from starlette.responses import Response

from callqa.console.desk import Desk, desk_of
from callqa.console.doors import Doors, Signed, Visitor, visitor_of
from callqa.console.rendering import page
from callqa.model.access.account import Capability
from callqa.model.audit import AuditAction
from callqa.operations.studio.messages import LiveHeard, LiveKind, LiveSound
from callqa.storage import audit

doors = Doors("/studio/live")
NOT_SIGNED_IN, NOT_ALLOWED, FULL, TOO_MUCH = 4401, 4403, 4429, 4413
"""Codes with which a socket is closed; the page says what each means."""
_MOST_BYTES = 1 << 17
"""Of one message: four seconds; a page sends a tenth of one."""
_LATE_S = 60.0
"""So long the end is waited for: the engine may be loading."""
_BYTES_A_SECOND = 32_000


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
    name, loop = token_hex(8), asyncio.get_running_loop()
    heard: asyncio.Queue[LiveHeard] = asyncio.Queue()

    def hear(answer: LiveHeard) -> None:
        with suppress(RuntimeError):  # the console has ended, and its loop with it
            loop.call_soon_threadsafe(heard.put_nowait, answer)

    queue = desk.studio.queue
    if not await run_in_threadpool(queue.listen, name, hear):
        await socket.close(FULL)
        return
    telling = asyncio.create_task(_tell(socket, heard))
    try:
        received = await _take(socket, desk, name, telling)
        await run_in_threadpool(_note, visitor, received // _BYTES_A_SECOND)
        await run_in_threadpool(queue.say, LiveSound(session=name, is_end=True))
        await asyncio.wait({telling}, timeout=_LATE_S)
    finally:
        telling.cancel()
        queue.leave(name)  # not in a thread: it must be done where this is cancelled, too


def _note(visitor: Visitor, seconds: int) -> None:
    if seconds:
        audit.note(visitor.site, AuditAction.TRANSCRIBED_LIVE, seconds=seconds)


async def _take(socket: WebSocket, desk: Desk, name: str, telling: "asyncio.Task[None]") -> int:
    """Hand on what the page sends until it ends or goes away; return how many bytes that were."""
    received = 0
    while not telling.done():
        message = await socket.receive()
        if message["type"] == "websocket.disconnect":
            telling.cancel()
            break
        content = message.get("bytes") or b""
        if len(content) > _MOST_BYTES:
            telling.cancel()
            await socket.close(TOO_MUCH)
            break
        if message.get("text") == "end":
            break
        received += len(content)
        sound = LiveSound(session=name, content=content[: len(content) // 2 * 2])
        await run_in_threadpool(desk.studio.queue.say, sound)
    return received


async def _tell(socket: WebSocket, heard: "asyncio.Queue[LiveHeard]") -> None:
    """Send what is understood until everything was heard."""
    while True:
        answer = await heard.get()
        await socket.send_json(
            {
                "what": answer.kind.value,
                "text": answer.text,
                "written": answer.written,
                "from_ms": answer.from_ms,
                "to_ms": answer.to_ms,
                "cut": answer.is_cut,
            }
        )
        if answer.kind in (LiveKind.END, LiveKind.LOST):
            await socket.close()
            return
