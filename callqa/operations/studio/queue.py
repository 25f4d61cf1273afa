"""The studio's queue: one recording at a time, by an engine that is started when there is one."""

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from callqa.days.masked_transcript import mask_transcript
from callqa.host import logs
from callqa.model.errors import CallqaError
from callqa.model.transcript import Outcome
from callqa.operations.studio import cures
from callqa.operations.studio.folder import Folder
from callqa.operations.studio.keeper import EngineKeeper, EngineState, EngineView
from callqa.operations.studio.messages import (
    Advanced,
    Answer,
    Broken,
    Done,
    Gone,
    LiveHeard,
    LiveSound,
    Stop,
    Stopped,
    Task,
)
from callqa.operations.studio.process import Start
from callqa.storage.session import Site
from callqa.storage.studio import jobs, results
from callqa.storage.studio.database import StudioDatabase
from callqa.studio.job import Job, State, order

MOST_TRIES = 2
"""An engine that a recording has ended twice is ended by it."""
_LOOK_S = 5.0
"""How often the night is looked for while a recording is worked on."""
_WAIT_S = 30.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Running:
    """The job in hand, and how far it is."""

    job: Job
    since: float
    advanced: Advanced | None = None
    is_unwanted: bool = False


class Queue:
    """Does the jobs, everybody in turn. Nothing starts before `wake`.

    Args:
        site: of the installation.
        folder: of the recordings.
        database: opens the studio's database.
        start: starts an engine.
        clock: seconds that only grow.
    """

    def __init__(
        self,
        site: Site,
        folder: Folder,
        database: Callable[[], StudioDatabase],
        start: Start,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._site, self._folder, self._database = site, folder, database
        self._clock = clock
        self._changed = threading.Condition()
        self._keeper = EngineKeeper(site, database, start, clock, lock=self._changed, take=self._take)
        self._running: Running | None = None
        self._answers: queue.Queue[Answer] = queue.Queue()
        self._thread: threading.Thread | None = None
        self._is_closing = False

    # what people see

    def engine(self) -> EngineView:
        """Return what is to be known of the engine."""
        with self._changed:
            return self._keeper.view()

    def running(self) -> Running | None:
        """Return the job in hand."""
        return self._running

    def seconds_of(self, running: Running) -> float:
        """Return how long the job in hand has been worked on."""
        return self._clock() - running.since

    def waiting(self) -> list[Job]:
        """Return what waits, in the order in which it will be done."""
        database = self._database()
        return order(jobs.in_state(database, State.QUEUED), jobs.served(database))

    # what people want

    def open(self) -> None:
        """Take up what an earlier process has left: a job that it was in the middle of begins again."""
        database = self._database()
        for job in jobs.in_state(database, State.RUNNING):
            jobs.move(database, job.job_id, [State.RUNNING], state=State.QUEUED)
        if jobs.in_state(database, State.QUEUED):
            self.wake()

    def wake(self) -> None:
        """Look whether there is something to do."""
        with self._changed:
            self._keeper.touch()
            self._keeper.try_again()
            if self._thread is None and not self._is_closing:
                self._thread = threading.Thread(target=self._work, name="studio", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def load(self) -> None:
        """Load the model before there is something to do: somebody is about to drop something in."""
        self.wake()
        with self._changed:
            if not self._keeper.night_has_the_device():
                self._keeper.begin()

    def listen(self, session: str, hear: Callable[[LiveHeard], None]) -> bool:
        """Begin a live session.

        Args:
            hear: is given what is understood, in another thread.

        Returns:
            Whether there is room for one more, and the night does not need the device.
        """
        self.wake()
        with self._changed:
            is_full = self._keeper.sessions >= self._site.settings.console.live.sessions
            if is_full or self._is_closing or self._keeper.night_has_the_device():
                return False
            self._keeper.admit(session, hear)
            self._keeper.begin()
            return True

    def say(self, sound: LiveSound) -> None:
        """Hand on what was said in a live session."""
        with self._changed:
            self._keeper.say(sound)

    def leave(self, session: str) -> None:
        """End a live session; nothing more is heard of it."""
        with self._changed:
            self._keeper.dismiss(session)
            self._keeper.touch()

    def unload(self) -> bool:
        """End the engine, which gives back all of its memory; return False while it works on something."""
        with self._changed:
            if self._is_busy:
                return False
            self._keeper.end()
            return True

    def stop(self, job_id: str) -> None:
        """End the job in hand between two forward passes, if it is this one."""
        with self._changed:
            if self._running and self._running.job.job_id == job_id:
                self._running = replace(self._running, is_unwanted=True)
                self._keeper.send(Stop(job_id=job_id))

    def close(self) -> None:
        """End the engine and this queue; the job in hand is begun again by the next process."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        self._answers.put(Gone(how=""))
        if self._thread:
            self._thread.join(_WAIT_S)
        with self._changed:
            self._keeper.end()

    @property
    def _is_busy(self) -> bool:
        return self._running is not None or self._keeper.sessions > 0

    # the thread that works

    def _work(self) -> None:
        while not self._is_closing:
            try:
                if not self._one():
                    self._wait()
            except CallqaError:  # the database is locked or the disk full: it may pass
                self._wait()
            except Exception as error:  # a queue that stops without a word would be waited for for ever
                logs.unexpected(error, "working on the studio's queue")
                self._wait()

    def _one(self) -> bool:
        """Do the next job; return False where there is none, or none can be done now."""
        if self._keeper.state is EngineState.BROKEN or self._gives_way():
            return False
        waiting = self.waiting()
        return bool(waiting) and self._do(waiting[0])

    def end_if_idle(self) -> None:
        """End an engine that had nothing to do for long."""
        limit = self._site.settings.console.engine.idle_minutes * 60
        with self._changed:
            is_idle = self._keeper.runs and not self._is_busy
            if is_idle and self._clock() - self._keeper.idle_since >= limit:
                self._keeper.end()

    def _wait(self) -> None:
        self.end_if_idle()
        with self._changed:
            if not self._is_closing:
                self._changed.wait(_LOOK_S)

    def _gives_way(self) -> bool:
        with self._changed:
            return self._keeper.gives_way()

    def _do(self, job: Job) -> bool:
        database, now = self._database(), self._site.now()
        begun = {"state": State.RUNNING, "started_at": now, "tries": job.tries + 1, "problem": ""}
        if not jobs.move(database, job.job_id, [State.QUEUED], **begun):
            return True  # somebody has stopped it just now
        job = replace(job, state=State.RUNNING, tries=job.tries + 1)
        with self._changed:
            self._running = Running(job=job, since=self._clock())
            self._answers = queue.Queue()
            self._keeper.begin()
            task = Task(
                job_id=job.job_id,
                path=str(self._folder.file(job)),
                audio_sha256=job.audio_sha256,
                choices=job.choices,
            )
            self._keeper.send(task)
        try:
            return self._conclude(job, self._answer(job))
        finally:
            with self._changed:
                self._running = None
                self._keeper.touch()

    def _answer(self, job: Job) -> Answer | None:
        """Wait for what becomes of a job; None where it has to give way to the night or to the end."""
        while not self._is_closing:
            try:
                answer = self._answers.get(timeout=_LOOK_S)
            except queue.Empty:
                if self._gives_way():
                    return None
                continue
            if isinstance(answer, Gone) or getattr(answer, "job_id", "") in ("", job.job_id):
                return None if self._is_closing else answer
        return None

    def _conclude(self, job: Job, answer: Answer | None) -> bool:
        """Write down what became of a job; return whether the next one can be begun."""
        database, running = self._database(), self._running
        if isinstance(answer, Done):
            self._keep(job, answer)
        elif isinstance(answer, Stopped) or (running and running.is_unwanted):
            self._end_job(job, State.STOPPED, "")
        elif isinstance(answer, Broken) and answer.job_id:
            self._end_job(job, State.FAILED, answer.told)
        elif isinstance(answer, Gone) and job.tries >= MOST_TRIES:
            told = (
                f"识别进程两次意外结束（{answer.how}）　→ 换一个文件试试；内存不够时请管理员看 callqa doctor"
            )
            self._end_job(job, State.FAILED, told)
        else:  # not its fault, or only once
            tries = job.tries if isinstance(answer, Gone) else job.tries - 1
            jobs.move(database, job.job_id, [State.RUNNING], state=State.QUEUED, tries=tries)
            return isinstance(answer, Gone)
        return True

    def _keep(self, job: Job, done: Done) -> None:
        result, transcript = done.result, done.result.transcript
        failed = transcript.outcome is Outcome.FAILED
        if self._site.settings.privacy.mask_stored:
            result = replace(result, transcript=mask_transcript(transcript))
        told = {
            "state": State.FAILED if failed else State.DONE,
            "problem": cures.told(transcript),
            "duration_ms": transcript.duration_ms,
            "channels": transcript.channels,
            "took_s": done.took_s,
            "ended_at": self._site.now(),
        }
        results.save(self._database(), job.job_id, result, **told)

    def _end_job(self, job: Job, state: State, problem: str) -> None:
        ended: dict[str, State | str | datetime] = {"ended_at": self._site.now(), "problem": problem}
        jobs.move(self._database(), job.job_id, [State.RUNNING], state=state, **ended)

    def _take(self, answer: Answer) -> None:
        """Take what the engine says of the job in hand, or that it has ended."""
        if not isinstance(answer, Advanced):
            self._answers.put(answer)
        elif self._running and self._running.job.job_id == answer.job_id:
            self._running = replace(self._running, advanced=answer)
