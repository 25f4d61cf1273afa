"""A file that people save, watched: editors truncate, rename over, and write in several goes."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from watchdog.events import FileSystemEvent, FileSystemEventHandler
from watchdog.observers import Observer
from watchdog.observers.api import BaseObserver

SETTLE_S = 0.4
"""For so long a file has to stay as it is before it counts as saved."""
PATIENCE_S = 2.5
"""For so long a writer that has not closed the file, or left it empty, is waited for."""
POLL_S = 10.0
"""A network folder tells nothing: the file is looked at this often anyway."""

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


def saves(path: Path, stop: Event) -> Iterator[bytes]:
    """Yield the content of a file now, and again whenever it was saved with another, until told to stop.

    A save is over when the file was closed or has been left alone for a while, and stays the same
    over `SETTLE_S`. A file that is gone counts as empty; its name may come back.

    Args:
        path: the file; its folder exists.
        stop: set it to end, from any thread or signal handler; noticed within `SETTLE_S`.
    """
    noticed = _Noticed(path)
    with _observed(noticed):
        known: bytes | None = None
        while not stop.is_set():
            content = _settled(noticed, stop)
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


def _settled(noticed: _Noticed, stop: Event) -> bytes:
    """Return the content once it is whole."""
    patient_until = time.monotonic() + PATIENCE_S
    before: bytes | None = None
    while True:
        content = _content(noticed.path)
        whole = bool(content) and not noticed.being_written
        if content == before and (whole or time.monotonic() >= patient_until):
            noticed.being_written = False
            return content
        if content != before:
            patient_until = time.monotonic() + PATIENCE_S
        before = content
        if stop.wait(SETTLE_S):
            return content


def _content(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:  # between two names, or no right to read: told as an unreadable file
        return b""
