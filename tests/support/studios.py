"""A studio whose engine is a thread with a recogniser that always says the same, behind a real pipe."""

import contextlib
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from multiprocessing import Pipe
from pathlib import Path

from callqa.model.errors import CallqaError
from callqa.operations.studio import engine, uploads
from callqa.operations.studio.messages import Answer, Gone, Request
from callqa.operations.studio.process import Hear
from callqa.operations.studio.studio import Studio
from callqa.recognition.engine import Transcriber
from callqa.settings.console import LiveSettings
from callqa.settings.recognition import TranscribeSettings
from callqa.storage.session import Site
from callqa.storage.studio import jobs
from callqa.studio.job import ENDED, Choices, Job
from tests.support.calls import write_call
from tests.support.doubles import Scripted, WholeChannel
from tests.support.places import ROOT

PATIENCE_S = 300.0
"""Only a failure waits so long."""


@dataclass
class Doubled:
    """Starts engines that are threads, and counts them.

    Args:
        recogniser: of every engine.
        broken: what loading raises, while it is set.
    """

    recogniser: Scripted = field(default_factory=lambda: Scripted(text="我要投诉"))
    broken: CallqaError | None = None
    started: list["Threaded"] = field(default_factory=list)

    def __call__(self, _config: Path, hear: Hear) -> "Threaded":
        self.started.append(Threaded(self._load, hear))
        return self.started[-1]

    def _load(self) -> Transcriber:
        if self.broken:
            raise self.broken
        settings = TranscribeSettings(model=str(ROOT / "models/demo"), device="cpu", batch_seconds=1)
        return Transcriber(settings, ["投诉"], recogniser=self.recogniser, detector=WholeChannel())


class Threaded:
    """An engine in a thread of this process, at the other end of a pipe."""

    def __init__(self, load: Callable[[], Transcriber], hear: Hear) -> None:
        self._ours, theirs = Pipe()
        self._hear = hear
        self.asked: list[Request] = []
        self.is_ended = False
        self._server = threading.Thread(target=self._serve, args=(theirs, load), daemon=True)
        self._server.start()
        threading.Thread(target=self._read, daemon=True).start()

    def _serve(self, theirs: object, load: Callable[[], Transcriber]) -> None:
        engine.serve(theirs, load, LiveSettings())  # type: ignore[arg-type]  # a connection
        with contextlib.suppress(OSError):  # behind everything else that was said, as a process's end is
            theirs.send(Gone(how="代码 0"))  # type: ignore[attr-defined]

    def _read(self) -> None:
        # so ends a pipe that is closed where it is read; a process's pipe is shut down instead
        with contextlib.suppress(EOFError, OSError, TypeError):
            while True:
                answer: Answer = self._ours.recv()
                self._hear(answer)

    def send(self, request: Request) -> None:
        self.asked.append(request)
        with contextlib.suppress(OSError):
            self._ours.send(request)

    def end(self) -> None:
        self.is_ended = True
        self._ours.close()


def dropped(
    site: Site,
    studio: Studio,
    owner: str,
    content: bytes,
    *,
    name: str = "会议.wav",
    choices: Choices | None = None,
) -> Job:
    """Drop a recording in, whole."""
    job = uploads.begin(site, studio, owner, name=name, size_bytes=len(content), choices=choices or Choices())
    uploads.receive(site, studio, job, 0, content)
    return job


def sound(folder: Path, seconds: float = 1.0) -> bytes:
    """Return the bytes of a short recording of two channels."""
    path = folder / f"sound-{seconds}.wav"
    return path.read_bytes() if path.exists() else write_call(path, 300, seconds).read_bytes()


def until(condition: Callable[[], object]) -> None:
    """Wait for something that another thread does."""
    late = time.monotonic() + PATIENCE_S
    while not condition():
        assert time.monotonic() < late, "never came true"
        time.sleep(0.01)


def ended(studio: Studio, job: Job) -> Job:
    """Wait until nothing more becomes of a job, and return it."""

    def now() -> Job:
        found = jobs.find(studio.database, job.job_id, job.owner)
        assert found
        return found

    until(lambda: now().state in ENDED)
    return now()
