"""One process that listens to recordings, and this side's end of the pipe to it.

What goes through the pipe: numbered paths one way; the other way, for each, what was heard and then
the samples of every stretch of speech, raw, straight into the array that the recogniser gets.
"""

import contextlib
import multiprocessing
import signal
import time
from collections import deque
from collections.abc import Callable
from multiprocessing.connection import Connection
from pathlib import Path

import numpy as np

from callqa.host import logs
from callqa.model.errors import CallqaError, Failure
from callqa.model.speech import Heard
from callqa.recognition.front_end.ports import VoiceDetector
from callqa.recognition.front_end.queue import Piece
from callqa.recognition.front_end.segments import listen

_READY = "ready"
_BROKEN = b""
"""Instead of samples: the recording cannot be read any more, and what it is now comes next."""
_PATIENCE_S = 5.0


class Dead(Exception):  # noqa: N818 - it is a worker's state, and only told between two modules
    """A worker is gone; the text says how, in Chinese."""

    failure = Failure.READER_DIED


class Stuck(Dead):
    """A worker that says nothing any more."""

    failure = Failure.READER_STUCK


class Worker:
    """A worker process, started with its first recording.

    Args:
        load: the voice detector, in the worker.
        max_duration_s: longer recordings are refused.
        accept_incomplete: whether one that is cut off is taken as it is.
        call, path: of the first recording.
    """

    def __init__(
        self,
        load: Callable[[], VoiceDetector],
        max_duration_s: float,
        accept_incomplete: bool,
        call: int,
        path: Path,
    ) -> None:
        # spawn, because torch and FFmpeg hold threads and locks that a fork would copy
        context = multiprocessing.get_context("spawn")
        self.connection, theirs = context.Pipe()
        self._process = context.Process(
            target=_serve, args=(theirs, load, max_duration_s, accept_incomplete), daemon=True
        )
        self._process.start()
        theirs.close()  # so that its death is the end of the pipe
        self.has_started = self.is_idle = False
        self.listen(call, path)

    def listen(self, call: int, path: Path) -> None:
        """Give it the next recording."""
        self.task, self.call = (call, path), call
        self.is_idle = False
        self.since = time.monotonic()
        self._expected: deque[tuple[int, int]] = deque()
        with contextlib.suppress(OSError):  # a dead worker is noticed when it is listened to
            self.connection.send(path)

    def receive(self) -> Heard | Piece | CallqaError | None:
        """Its next message; None when it only says that it has started.

        Raises:
            Dead: there is none.
        """
        self.since = time.monotonic()
        try:
            return self._piece() if self._expected else self._message()
        except (EOFError, OSError):
            raise Dead(self._how_it_died()) from None

    def _message(self) -> Heard | CallqaError | None:
        message = self.connection.recv()
        if message == _READY:
            self.has_started = True
            return None
        if isinstance(message, Heard):
            self._expected.extend((i, s.end - s.start) for i, (_, s) in enumerate(message.found))
            self.is_idle = not self._expected
            return message
        return message if isinstance(message, CallqaError) else CallqaError(type(message).__name__)

    def _piece(self) -> Piece | Heard | CallqaError | None:
        position, length = self._expected.popleft()
        samples = np.empty(length, np.float32)
        if self.connection.recv_bytes_into(samples) == len(_BROKEN) < length:
            self._expected.clear()
            return self._message()
        self.is_idle = not self._expected
        return Piece(call=self.call, position=position, samples=samples)

    def _how_it_died(self) -> str:
        self._process.join(_PATIENCE_S)
        code = self._process.exitcode
        how = f"信号 {-code}" if code is not None and code < 0 else f"代码 {code}"
        return f"读取这个文件的进程意外退出（{how}）"

    def end(self, *, kill: bool = False) -> None:
        """End the process: kindly, by closing the pipe, or at once."""
        self.connection.close()
        if kill:
            self._process.kill()
        self._process.join(_PATIENCE_S)


def _serve(
    connection: Connection,
    load: Callable[[], VoiceDetector],
    max_duration_s: float,
    accept_incomplete: bool,
) -> None:
    """Read recordings until told to stop: what runs in the worker."""
    logs.inherit()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the one who started us
    with contextlib.suppress(EOFError, OSError):  # nobody there any more: nothing left to do
        try:
            detector = load()
        except CallqaError as error:
            connection.send(error)
            return
        connection.send(_READY)
        while True:
            _answer(connection, connection.recv(), detector, max_duration_s, accept_incomplete)


def _answer(
    connection: Connection,
    path: Path,
    detector: VoiceDetector,
    max_duration_s: float,
    accept_incomplete: bool,
) -> None:
    heard, parts = listen(path, detector, max_duration_s=max_duration_s, accept_incomplete=accept_incomplete)
    connection.send(heard)
    for samples in parts:
        if isinstance(samples, Heard):
            connection.send_bytes(_BROKEN)
            connection.send(samples)
        else:
            connection.send_bytes(np.ascontiguousarray(samples).data)
