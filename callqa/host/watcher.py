"""A file that people save, watched: editors truncate, rename over, and write in several goes."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

SETTLE_S = 0.4
"""For so long a file has to stay as it is before it counts as saved."""
PATIENCE_S = 2.5
"""For so long a file that was left empty is waited for, and one whose writer closes nothing that is told."""
WRITER_S = 300.0
"""For so long a writer that still has the file open is waited for, counted from its last change."""
POLL_S = 10.0
"""A network folder tells nothing: the file is looked at this often anyway."""

_TELLS_CLOSING = sys.platform == "linux"
"""Whether the system says that a writer has closed the file: inotify does, macOS and Windows do not."""

_READING = {"opened", "closed_no_write"}
_WRITING = {"created", "modified"}
_DONE = {"closed", "moved", "deleted"}


class _Noticed(FileSystemEventHandler):
    """Notes events about one file; every other file of its folder is ignored."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.happened = Event()
        self.being_written = False

    def on_any_event(self, event: FileSystemEvent) -> None:
        if event.event_type in _READING or not self._is_about(event):
            return
        if event.event_type in _WRITING:
            self.being_written = True
        elif event.event_type in _DONE:
            self.being_written = False
        self.happened.set()

    def _is_about(self, event: FileSystemEvent) -> bool:
        names = {Path(str(place)).name for place in (event.src_path, event.dest_path) if place}
        return self.path.name in names and not event.is_directory


def saves(path: Path, stop: Event, tell: Callable[[str], None] = lambda _: None) -> Iterator[bytes]:
    """Yield the content of a file now, and again whenever it was saved with another, until told to stop.

    A save is over when the file was closed, or its writer has left it alone for `WRITER_S`, and it stays
    the same over `SETTLE_S`. A file that is gone counts as empty; its name may come back.

    Args:
        path: the file; its folder exists.
        stop: set it to end, from any thread or signal handler; noticed within `SETTLE_S`.
        tell: is told in Chinese that a writer is waited for, and when it is waited for no longer.
    """
    noticed = _Noticed(path)
    with _observed(noticed):
        known: bytes | None = None
        while not stop.is_set():
            content = _settled(noticed, stop, tell)
            if content != known and not stop.is_set():
                known = content
                yield content
            _wait(noticed, stop)


@contextmanager
def _observed(noticed: _Noticed) -> Iterator[None]:
    observer: BaseObserver = Observer()
    observer.schedule(noticed, str(noticed.path.parent))
    try:
        observer.start()
    except OSError:  # the system's limit on watches: looking every few seconds still works
        yield
        return
    try:
        yield
    finally:
        observer.stop()
        observer.join()


def _wait(noticed: _Noticed, stop: Event) -> None:
    """Wait until something happens, or until it is time to look anyway."""
    until = time.monotonic() + POLL_S
    while not stop.is_set() and time.monotonic() < until:
        if noticed.happened.wait(SETTLE_S):
            noticed.happened.clear()
            return


def _settled(noticed: _Noticed, stop: Event, tell: Callable[[str], None]) -> bytes:
    """Return the content once it is whole."""
    wait = _Wait(noticed, tell)
    while True:
        content = _content(noticed.path)
        if wait.is_over(content):
            noticed.being_written = False
            return content
        if stop.wait(SETTLE_S):
            return content


class _Wait:
    """How long one save has been waited for.

    Args:
        tell: is told of a writer that has the file open for longer than a save takes.
    """

    def __init__(self, noticed: _Noticed, tell: Callable[[str], None]) -> None:
        self._noticed, self._tell, self._told = noticed, tell, False
        self._before: bytes | None = None
        self._changed_at = time.monotonic()

    def is_over(self, content: bytes) -> bool:
        """Return whether this content, seen just now, is the save."""
        if content != self._before:
            self._before, self._changed_at = content, time.monotonic()
            return False
        if content and not self._noticed.being_written:
            return True
        waited = time.monotonic() - self._changed_at
        if not (self._noticed.being_written and _TELLS_CLOSING):
            return waited >= PATIENCE_S
        return self._writer_is_given_up(waited)

    def _writer_is_given_up(self, waited: float) -> bool:
        name = self._noticed.path.name
        if waited >= WRITER_S:
            self._tell(f"{name} 等了 {WRITER_S:.0f} 秒还开着没有关闭，按现在的内容检查；关闭后会再看一次")
            return True
        if waited >= PATIENCE_S and not self._told:
            self._told = True
            self._tell(f"{name} 还被一个程序打开着写，等它关闭再检查（最多 {WRITER_S:.0f} 秒）")
        return False


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # between two names, or no right to read: told as an unreadable file
        return b""
