"""This side's end of the engine process: started when it is needed, ended by closing its pipe."""

import contextlib
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Protocol

from callqa.operations.studio.messages import Answer, Gone, Request

_PROGRAM = "import sys; from callqa.operations.studio.engine import main; main(sys.argv[1], int(sys.argv[2]))"
_PATIENCE_S = 5.0

Hear = Callable[[Answer], None]


class Engine(Protocol):
    """An engine that runs."""

    def send(self, request: Request) -> None:
        """Ask it for something; nobody is told where it has ended: that is heard."""

    def end(self) -> None:
        """End it, and give back all of its memory."""


Start = Callable[[Path, Hear], Engine]
"""Starts an engine of a configuration file; its answers are heard in another thread."""


def command(config: Path) -> Sequence[str]:
    """Return how the engine of this very installation is called; the pipe's number comes behind it."""
    return (sys.executable, "-c", _PROGRAM, str(config))


class EngineProcess:
    """A process that recognises; torch is loaded in it and nowhere else.

    Args:
        arguments: its command; the number of its end of the pipe is added.
        hear: is given every answer, and at last `Gone`.
    """

    def __init__(self, arguments: Sequence[str], hear: Hear) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  # our own program
                [*arguments, str(theirs.fileno())],
                stdin=subprocess.DEVNULL,
                pass_fds=(theirs.fileno(),),
                start_new_session=True,  # Ctrl-C is for the console, which ends it by the pipe
            )
        self._connection = Connection(ours.detach())
        self._hear = hear
        self._sending = threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    @property
    def pid(self) -> int:
        """Of the process."""
        return self._process.pid

    def send(self, request: Request) -> None:
        """Ask it for something."""
        with contextlib.suppress(OSError), self._sending:
            self._connection.send(request)

    def end(self) -> None:
        """Close the pipe, and kill what does not end by that."""
        with contextlib.suppress(OSError), socket.socket(fileno=self._connection.fileno()) as pipe:
            pipe.shutdown(socket.SHUT_RDWR)  # the reader of this side wakes up as well
            pipe.detach()
        try:
            self._process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()

    def _read(self) -> None:
        with contextlib.suppress(EOFError, OSError):
            while True:
                self._hear(self._connection.recv())
        self._hear(Gone(how=self._how_it_ended()))
        self._connection.close()

    def _how_it_ended(self) -> str:
        try:
            code = self._process.wait(_PATIENCE_S)
        except subprocess.TimeoutExpired:
            return "不再回答"
        return f"信号 {-code}" if code < 0 else f"代码 {code}"


def start(config: Path, hear: Hear) -> Engine:
    """Start the engine of this installation."""
    return EngineProcess(command(config), hear)
