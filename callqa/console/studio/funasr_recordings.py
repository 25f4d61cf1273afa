"""Recordings of a client of FunASR's runtime: told while they are spoken, or read as a whole."""

import asyncio
import json
import struct
import time
from collections.abc import Iterable
from dataclasses import dataclass, replace
from tempfile import TemporaryFile
from typing import Any, BinaryIO, Protocol, cast

import numpy as np
import soxr
from fastapi import WebSocket
from starlette.concurrency import run_in_threadpool

from callqa.console.api.doors import Caller
from callqa.console.desk import Desk
from callqa.console.studio.jobs import deleted, ended_job, taken
from callqa.console.studio.sessions import LiveSession
from callqa.host import logs
from callqa.model.errors import BadInputError, CallqaError
from callqa.operations.studio import library
from callqa.operations.studio.messages import LiveHeard, LiveKind
from callqa.studio.funasr_words import Growing, hotwords_of, stamps
from callqa.studio.job import Choices, Job, State
from callqa.studio.result import Result, written

_MODES = ("2pass", "online", "offline")
_RATE = 16_000
_RATES = (8_000, 48_000)
_AHEAD_S = 30.0
"""So much sound may come faster than it was spoken; a live session reads all of it again and again."""
_LATE_S = 60.0
_BYTES = 2
_WORD = range(2, 9)
_WAV = "<4sI8sIHHIIHH4sI"


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """What a client has set; each message changes what it names.

    Args:
        rate: of its samples, in Hz.
        is_pcm: whether what comes are plain samples rather than a file.
    """

    mode: str = "2pass"
    name: str = "microphone"
    rate: int = _RATE
    is_pcm: bool = True
    itn: bool = True
    words: tuple[str, ...] = ()

    def changed(self, told: dict[str, Any]) -> "Asked":
        """Return what holds after a message.

        Raises:
            BadInputError: it asks for something that there is not.
        """
        mode, rate = str(told.get("mode") or self.mode), told.get("audio_fs", self.rate)
        if mode not in _MODES:
            raise BadInputError("没有这种模式", "mode", f"可选：{'、'.join(_MODES)}")
        if not (isinstance(rate, int) and _RATES[0] <= rate <= _RATES[1]):
            raise BadInputError("采样率不对", "audio_fs", f"写 {_RATES[0]} 到 {_RATES[1]} 之间的整数")
        words = hotwords_of(told["hotwords"]) if "hotwords" in told else self.words
        return replace(
            self,
            mode=mode,
            rate=rate,
            name=str(told.get("wav_name") or self.name)[:200],
            is_pcm=str(told.get("wav_format", "pcm" if self.is_pcm else "others")).lower() == "pcm",
            itn=bool(told.get("itn", self.itn)),
            words=tuple(word for word in words if len(word) in _WORD),
        )


def last(asked: Asked) -> dict[str, Any]:
    """Return what tells a client that everything was heard."""
    mode = "2pass-offline" if asked.mode == "2pass" else asked.mode
    return {"mode": mode, "wav_name": asked.name, "text": "", "is_final": True, "is_end": True}


class Client(Protocol):
    """Whoever sends a recording."""

    socket: WebSocket
    desk: Desk
    caller: Caller
    asked: Asked

    async def say(self, told: dict[str, Any]) -> None:
        """Send an answer."""


class Live:
    """A recording whose text comes while it is spoken."""

    def __init__(self, client: Client, session: LiveSession, holder: int) -> None:
        self._client, self._session, self._holder = client, session, holder
        self._asked = client.asked
        self._resampled = soxr.ResampleStream(self._asked.rate, _RATE, 1, dtype="int16")
        self._growing = Growing()
        self._odd = b""
        self._began, self._seconds = time.monotonic(), 0.0
        self._telling = asyncio.create_task(self._tell())

    @classmethod
    async def begun(cls, client: Client, session: LiveSession) -> "Live":
        """Return a session that its client has."""
        return cls(client, session, await session.attach())

    async def take(self, content: bytes) -> None:
        """Take the next samples; faster than they were spoken only for a while."""
        content = self._odd + content
        whole = len(content) // _BYTES * _BYTES
        content, self._odd = content[:whole], content[whole:]
        self._seconds += whole / _BYTES / self._asked.rate
        await self._say(content)
        early = self._seconds - (time.monotonic() - self._began) - _AHEAD_S
        if early > 0:
            await asyncio.sleep(early)

    async def _say(self, content: bytes, *, is_end: bool = False) -> None:
        if self._asked.rate != _RATE:
            samples = np.frombuffer(content, "<i2")
            content = self._resampled.resample_chunk(samples, last=is_end).astype("<i2").tobytes()
        await self._session.say(self._holder, content, is_end=is_end)

    async def finish(self) -> None:
        """Wait until everything was heard."""
        await self._say(b"", is_end=True)
        await asyncio.wait({self._telling}, timeout=_LATE_S)
        is_whole = self._telling.done() and not self._telling.cancelled() and self._telling.result()
        await self._session.conclude()
        self.close()
        ending = last(self._asked)
        await self._client.say(
            ending if is_whole else {**ending, "is_final": False, "error": "识别进程意外结束"}
        )

    def close(self) -> None:
        """End it, whatever was heard."""
        self._telling.cancel()
        self._session.leave()

    async def _tell(self) -> bool:
        """Send what is understood; return whether that is everything."""
        async for _, each in self._session.messages(self._holder, 0):
            if not isinstance(each, LiveHeard):
                continue
            if each.kind is LiveKind.LOST:
                return False
            if told := self._told(each):
                await self._client.say(told)
        return True

    def _told(self, heard: LiveHeard) -> dict[str, Any] | None:
        """Return what a client is told; None for nothing."""
        mode, is_two = self._asked.mode, self._asked.mode == "2pass"
        told = {"wav_name": self._asked.name, "is_final": False}
        if heard.kind is LiveKind.PARTIAL:
            more = self._growing.more(heard.text, is_cut=heard.is_cut)
            return {"mode": "2pass-online" if is_two else mode, "text": more, **told} if more else None
        if heard.utterance is None:
            self._growing.rest("")
            return None
        rest = self._growing.rest(heard.text)
        if not is_two:
            return {"mode": mode, "text": rest, **told}
        text = heard.written if self._asked.itn else heard.text
        times = stamps(heard.text, heard.utterance.char_times)
        return {"mode": "2pass-offline", "text": text, **told, **times}


class File:
    """A recording that is recognised as a whole, as one that is dropped in."""

    def __init__(self, client: Client, choices: Choices) -> None:
        self._client, self._choices, self._asked = client, choices, client.asked
        # in the studio's private folder: see the application
        self._file = cast(BinaryIO, TemporaryFile())  # noqa: SIM115 - it outlives this call
        self._size = 0
        if self._asked.is_pcm:
            self._file.write(bytes(struct.calcsize(_WAV)))

    async def take(self, content: bytes) -> None:
        """Take the next bytes.

        Raises:
            BadInputError: it is larger than a recording may be.
        """
        self._size += len(content)
        if self._size > self._client.desk.settings.upload.max_mb << 20:
            raise BadInputError("文件太大", "", "剪短再传（console.upload.max_mb）")
        try:
            await run_in_threadpool(self._file.write, content)
        except OSError as error:
            logs.unexpected(error, "keeping a recording of a client")
            raise CallqaError("录音存不下", "", "请管理员检查磁盘") from None

    async def finish(self) -> None:
        """Recognise it, and answer with its text."""
        desk, caller = self._client.desk, self._client.caller
        job = await run_in_threadpool(self._dropped)
        async with deleted(desk, caller, job):
            ended = await ended_job(self._client.socket, desk, caller, job)
            if ended.state is not State.DONE:
                told = {**last(self._asked), "is_final": False, "error": ended.problem or "识别被停止"}
                await self._client.say(told)
                return
            result = await run_in_threadpool(library.result_of, desk.studio, ended)
        await self._client.say({**last(self._asked), **_whole(result, itn=self._asked.itn)})

    def _dropped(self) -> Job:
        if self._asked.is_pcm:
            self._file.seek(0)
            self._file.write(_wave_head(self._size, self._asked.rate))
        size = self._file.seek(0, 2)
        self._file.seek(0)
        name = self._asked.name + (".wav" if self._asked.is_pcm else "")
        return taken(
            self._client.desk, self._client.caller, self._file, name=name, size=size, choices=self._choices
        )

    def close(self) -> None:
        """Let the file go."""
        self._file.close()


def _whole(result: Result, *, itn: bool) -> dict[str, Any]:
    turns = result.turns
    times = [stamps(turn.text, list(turn.char_times)) for turn in turns]
    every: Iterable[list[int]] = (each for one in times for each in json.loads(one["timestamp"]))
    return {
        "text": "".join(written(turn) if itn else turn.text for turn in turns),
        "timestamp": json.dumps(list(every), separators=(",", ":")),
        "stamp_sents": [each for one in times for each in one["stamp_sents"]],
    }


def _wave_head(size: int, rate: int) -> bytes:
    riff, data = 36 + size, size
    parts = (b"RIFF", riff, b"WAVEfmt ", 16, 1, 1, rate, rate * _BYTES, _BYTES, 16, b"data", data)
    return struct.pack(_WAV, *parts)
