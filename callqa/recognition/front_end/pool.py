"""The front end: decodes recordings and finds the speech in them, in worker processes or in this one.

A damaged file can take the process down in which a C library reads it. Every worker therefore has a
pipe of its own, and no lock is shared: one that dies takes its file with it and nothing else.
"""

import contextlib
import multiprocessing
import time
from collections.abc import Callable, Iterable, Iterator
from functools import partial
from multiprocessing.connection import wait
from pathlib import Path
from threading import Lock
from typing import Protocol

from callqa.audio.source import LONGEST_S
from callqa.model.errors import RecognitionError
from callqa.model.speech import Heard
from callqa.recognition.detectors import load_detector
from callqa.recognition.front_end.ports import VoiceDetector
from callqa.recognition.front_end.queue import Piece, Waiting
from callqa.recognition.front_end.segments import listen
from callqa.recognition.front_end.worker import Dead, Stuck, Worker
from callqa.settings.recognition import TranscribeSettings

_LOOK_S = 0.5
_START_S = 120.0
"""A process may take so long to import torch on a busy machine."""
_GIVE_UP_AFTER = 3

Numbered = Iterable[tuple[int, Path]]


class FrontEnd(Protocol):
    """Whoever listens to recordings."""

    def feed(self, recordings: Numbered, waiting: Waiting) -> None:
        """Listen to numbered recordings, and let their speech wait."""

    def close(self) -> None:
        """Let go of everything."""


def load_front_end(settings: TranscribeSettings, detector: VoiceDetector | None = None) -> FrontEnd:
    """Start the front end that the settings describe.

    Args:
        settings: voice detector, workers and longest duration are used.
        detector: instead of the configured one; then everything stays in this process.
    """
    load = partial(
        load_detector, settings.vad, download=settings.allow_download, detection=settings.detection
    )
    is_daemon = multiprocessing.current_process().daemon  # may have no children
    if detector or not settings.workers or is_daemon:
        return InProcess(
            lambda: detector or load(),
            settings.max_duration_s,
            accept_incomplete=settings.accept_incomplete,
        )
    return Workers(
        load,
        count=settings.workers,
        max_duration_s=settings.max_duration_s,
        accept_incomplete=settings.accept_incomplete,
    )


class InProcess:
    """Listens in the caller's own thread.

    Args:
        load: the voice detector; called when it is first needed.
        max_duration_s: longer recordings are refused.
        accept_incomplete: whether one that is cut off is taken as it is.
    """

    def __init__(
        self, load: Callable[[], VoiceDetector], max_duration_s: float, *, accept_incomplete: bool = False
    ) -> None:
        self._load = load
        self._listen = partial(listen, max_duration_s=max_duration_s, accept_incomplete=accept_incomplete)
        self._detector: VoiceDetector | None = None

    def feed(self, recordings: Numbered, waiting: Waiting) -> None:
        """Listen to one recording after the other.

        Raises:
            BadInputError: there is no such voice detector.
        """
        self._detector = self._detector or self._load()
        for call, path in recordings:
            heard, parts = self._listen(path, self._detector)
            waiting.hear(call, heard)
            for position, samples in enumerate(parts):
                if isinstance(samples, Heard):
                    waiting.hear(call, samples)
                elif not waiting.put(Piece(call=call, position=position, samples=samples.copy())):
                    return

    def close(self) -> None:
        """Nothing is held."""


class Workers:
    """Listens in several processes; they stay for the next feed.

    Args:
        load: the voice detector, in the worker; must survive pickling.
        count: of processes.
        max_duration_s: longer recordings are refused.
        accept_incomplete: whether one that is cut off is taken as it is.
        longest_s: a worker that says nothing for longer is ended.
    """

    def __init__(
        self,
        load: Callable[[], VoiceDetector],
        *,
        count: int,
        max_duration_s: float,
        accept_incomplete: bool = False,
        longest_s: float = LONGEST_S,
    ) -> None:
        self._start = partial(Worker, load, max_duration_s, accept_incomplete)
        self._count, self._longest_s = count, longest_s
        self._workers: list[Worker] = []
        self._lock = Lock()
        self._failed_starts = 0

    def feed(self, recordings: Numbered, waiting: Waiting) -> None:
        """Listen to recordings, as many at a time as there are processes.

        Raises:
            BadInputError: there is no such voice detector.
            RecognitionError: the processes cannot be started.
        """
        with self._lock:  # whoever comes second waits until the first one's recordings are read
            todo = iter(recordings)
            try:
                while self._employ(todo) and not waiting.is_closed:
                    self._attend(waiting)
            finally:
                self._dismiss_busy()

    def close(self) -> None:
        """End all processes."""
        for worker in self._workers:
            worker.end()
        self._workers.clear()

    def _employ(self, todo: Iterator[tuple[int, Path]]) -> bool:
        """Give every idle worker a recording, and start missing workers; whether any is busy."""
        for worker in self._workers:
            if worker.is_idle and (task := next(todo, None)):
                worker.listen(*task)
        while len(self._workers) < self._count and (task := next(todo, None)):
            self._workers.append(self._start(*task))
        return any(not worker.is_idle for worker in self._workers)

    def _attend(self, waiting: Waiting) -> None:
        """Take one message from every worker that has one."""
        busy = {worker.connection: worker for worker in self._workers if not worker.is_idle}
        ready = wait(list(busy), timeout=_LOOK_S)
        for connection, worker in busy.items():
            most_s = self._longest_s if worker.has_started else max(self._longest_s, _START_S)
            is_late = time.monotonic() - worker.since > most_s
            if connection in ready:
                self._receive(worker, waiting)
            elif is_late and not connection.poll():
                reason = f"读取超过 {self._longest_s / 60:.0f} 分钟没有结束"
                self._lose(worker, Stuck(reason), waiting)

    def _receive(self, worker: Worker, waiting: Waiting) -> None:
        try:
            message = worker.receive()
        except Dead as death:
            self._lose(worker, death, waiting)
            return
        self._failed_starts = 0
        if isinstance(message, Exception):
            raise message
        if isinstance(message, Heard):
            waiting.hear(worker.call, message)
        elif isinstance(message, Piece):
            waiting.put(message)

    def _lose(self, worker: Worker, death: Dead, waiting: Waiting) -> None:
        """Fail the recording of a worker that is gone; another takes its place at the next need."""
        worker.end(kill=True)
        self._workers.remove(worker)
        if worker.has_started:
            waiting.hear(worker.call, Heard(failure=death.failure, reason=str(death)))
            return
        self._failed_starts += 1
        if self._failed_starts == _GIVE_UP_AFTER:
            raise RecognitionError(f"读取录音的进程无法启动：{death}", "recogniser.workers", "检查内存和磁盘")
        self._workers.append(self._start(*worker.task))

    def _dismiss_busy(self) -> None:
        """After an end before the end, what a worker is in the middle of is nobody's."""
        for worker in [w for w in self._workers if not w.is_idle]:
            with contextlib.suppress(OSError):
                worker.end(kill=True)
            self._workers.remove(worker)
