"""The protocol of FunASR's runtime servers (``websocket_protocol.md``), so that its clients work here.

Settings come as JSON, sound as bytes, and ``is_speaking: false`` ends a recording; the same connection may
bring the next one. ``2pass`` and ``online`` are live sessions; ``offline`` is a job of the studio that is
deleted when it is answered.
"""

import json
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from fastapi import WebSocket
from starlette.concurrency import run_in_threadpool

from callqa.console.api.doors import Caller, socket_caller
from callqa.console.desk import Desk, desk_of
from callqa.console.doors import Doors
from callqa.console.studio.funasr_recordings import Asked, File, Live, last
from callqa.console.studio.live import FULL, NOT_ALLOWED, NOT_SIGNED_IN, TOO_MUCH, note
from callqa.model.access.account import Capability
from callqa.model.errors import BadInputError, CallqaError
from callqa.operations.studio.choosing import choices_of

doors = Doors()
_MOST_BYTES = 1 << 20


@doors.socket("/", Capability.STUDIO)
async def speak_at_the_root(socket: WebSocket) -> None:
    """Serve clients that can be told a host and a port, but no path."""
    await speak(socket)


@doors.socket("/v1/funasr", Capability.STUDIO)
async def speak(socket: WebSocket) -> None:
    """Serve a client of FunASR's runtime: recordings, one after the other."""
    desk = desk_of(socket)
    caller = await run_in_threadpool(socket_caller, socket)
    offered = socket.scope.get("subprotocols") or []
    await socket.accept(subprotocol="binary" if "binary" in offered else None)
    if caller is None:
        await socket.close(NOT_SIGNED_IN)
    elif not caller.bearer.may(Capability.STUDIO):
        await socket.close(NOT_ALLOWED)
    else:
        await _Client(socket, desk, caller).serve()


@dataclass
class _Client:
    """One connection."""

    socket: WebSocket
    desk: Desk
    caller: Caller
    asked: Asked = field(default_factory=Asked)

    async def serve(self) -> None:
        """Take recordings until the client goes."""
        recording: Live | File | None = None
        try:
            while (message := await self.socket.receive())["type"] != "websocket.disconnect":
                content, text = message.get("bytes") or b"", message.get("text")
                if len(content) > _MOST_BYTES or len(text or "") > _MOST_BYTES:
                    await self.socket.close(TOO_MUCH)
                    return
                if content:
                    recording = recording or await self._begin()
                    if recording is None:
                        return
                    await recording.take(content)
                if text and await self._told(text):
                    if recording:
                        await recording.finish()
                    else:
                        await self.say(last(self.asked))
                    recording = None
        except CallqaError as error:
            await self.say({**last(self.asked), "is_final": False, "error": str(error)})
            await self.socket.close()
        finally:
            if recording:
                recording.close()

    async def _told(self, text: str) -> bool:
        """Take settings; return whether they say that the recording has ended."""
        try:
            told = json.loads(text)
        except ValueError:
            told = None
        if not isinstance(told, dict):
            raise BadInputError("不是 JSON", "", "设置用 JSON 发，声音用二进制发")
        self.asked = self.asked.changed(told)
        return told.get("is_speaking", True) is False

    async def _begin(self) -> "Live | File | None":
        choices = choices_of(
            self.desk.studio.queue.engine().facts, words="\n".join(self.asked.words), itn=self.asked.itn
        )
        if self.asked.mode == "offline":
            return File(self, choices)
        if not self.asked.is_pcm:
            raise BadInputError("边说边识别只收 pcm", "wav_format", "文件用 mode: offline")
        session = await self.desk.live.begin(
            self.desk.studio.queue,
            self.caller.account.name,
            note=partial(note, self.caller.site),
            choices=choices,
        )
        if session is None:
            await self.socket.close(FULL)
            return None
        return await Live.begun(self, session)

    async def say(self, told: dict[str, Any]) -> None:
        """Send an answer."""
        await self.socket.send_text(json.dumps(told, ensure_ascii=False))
