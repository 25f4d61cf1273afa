"""The studio's queue: one recording at a time, by an engine that is started when there is one."""

import queue
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from callqa.days.masked_transcript import mask_transcript
from callqa.host import logs
from callqa.model.errors import CallqaError
from callqa.model.progress import Stage
from callqa.model.summaries import CPU
from callqa.model.transcript import Outcome
from callqa.operations.studio import cures
from callqa.operations.studio.folder import Folder
from callqa.operations.studio.messages import (
    Advanced,
    Answer,
    Broken,
    Done,
    Gone,
    LiveHeard,
    LiveKind,
    LiveSound,
    Ready,
    Stop,
    Stopped,
    Task,
)
from callqa.operations.studio.process import Engine, Start
from callqa.storage import runs
from callqa.storage.session import Site
from callqa.storage.studio import jobs, results
from callqa.storage.studio.database import StudioDatabase
from callqa.studio.job import Job, State, order

MOST_TRIES = 2
"""An engine that a recording has ended twice is ended by it."""
_LOOK_S = 5.0
"""How often the night is looked for while a recording is worked on."""
_WAIT_S = 30.0


class EngineState(StrEnum):
    """Where the engine stands."""

    UNLOADED = "unloaded"
    LOADING = "loading"
    READY = "ready"
    NIGHT = "night"
    """The night has its device."""
    BROKEN = "broken"
    """It cannot be started; nothing is done until somebody asks again."""


@dataclass(frozen=True, kw_only=True, slots=True)
class EngineView:
    """What is to be known of the engine at this moment.

    Args:
        facts: of the model as it was last loaded; None before the first time.
        seconds: since it began to load; 0 otherwise.
        told: why it cannot be started; empty otherwise.
    """

    state: EngineState
    facts: Ready | None
    seconds: int
    told: str


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
        self._start, self._clock = start, clock
        self._changed = threading.Condition()
        self._engine: Engine | None = None
        self._number = 0
        self._state, self._told = EngineState.UNLOADED, ""
        self._facts: Ready | None = None
        self._since = self._idle_since = clock()
        self._running: Running | None = None
        self._answers: queue.Queue[Answer] = queue.Queue()
        self._sessions: dict[str, Callable[[LiveHeard], None]] = {}
        self._thread: threading.Thread | None = None
        self._is_closing = False

    # what people see

    def engine(self) -> EngineView:
        """Return what is to be known of the engine."""
        with self._changed:
            facts = self._facts or self._known()
            seconds = int(self._clock() - self._since) if self._state is EngineState.LOADING else 0
            return EngineView(state=self._state, facts=facts, seconds=seconds, told=self._told)

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

    def _known(self) -> Ready | None:
        stored = jobs.fact(self._database(), "engine")
        return Ready(**{**stored, "languages": tuple(stored["languages"])}) if stored else None

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
            self._idle_since = self._clock()
            if self._state is EngineState.BROKEN:
                self._state, self._told = EngineState.UNLOADED, ""
            if self._thread is None and not self._is_closing:
                self._thread = threading.Thread(target=self._work, name="studio", daemon=True)
                self._thread.start()
            self._changed.notify_all()

    def load(self) -> None:
        """Load the model before there is something to do: somebody is about to drop something in."""
        self.wake()
        with self._changed:
            if self._engine is None and not self._night_has_the_device():
                self._begin()

    def listen(self, session: str, hear: Callable[[LiveHeard], None]) -> bool:
        """Begin a live session.

        Args:
            hear: is given what is understood, in another thread.

        Returns:
            Whether there is room for one more, and the night does not need the device.
        """
        self.wake()
        with self._changed:
            most = self._site.settings.console.live.sessions
            if len(self._sessions) >= most or self._night_has_the_device() or self._is_closing:
                return False
            self._sessions[session] = hear
            if self._engine is None:
                self._begin()
            return True

    def say(self, sound: LiveSound) -> None:
        """Hand on what was said in a live session."""
        with self._changed:
            if self._engine and sound.session in self._sessions:
                self._engine.send(sound)

    def leave(self, session: str) -> None:
        """End a live session; nothing more is heard of it."""
        with self._changed:
            if self._sessions.pop(session, None) and self._engine:
                self._engine.send(LiveSound(session=session, is_end=True))
            self._idle_since = self._clock()

    def unload(self) -> bool:
        """End the engine, which gives back all of its memory; return False while it works on something."""
        with self._changed:
            if self._running or self._sessions:
                return False
            self._end()
            return True

    def stop(self, job_id: str) -> None:
        """End the job in hand between two forward passes, if it is this one."""
        with self._changed:
            if self._running and self._running.job.job_id == job_id:
                self._running = replace(self._running, is_unwanted=True)
                if self._engine:
                    self._engine.send(Stop(job_id=job_id))

    def close(self) -> None:
        """End the engine and this queue; the job in hand is begun again by the next process."""
        with self._changed:
            self._is_closing = True
            self._changed.notify_all()
        self._answers.put(Gone(how=""))
        if self._thread:
            self._thread.join(_WAIT_S)
        with self._changed:
            self._end()

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
        if self._state is EngineState.BROKEN or self._gives_way():
            return False
        waiting = self.waiting()
        return bool(waiting) and self._do(waiting[0])

    def end_if_idle(self) -> None:
        """End an engine that had nothing to do for long."""
        limit = self._site.settings.console.engine.idle_minutes * 60
        with self._changed:
            is_idle = not (self._running or self._sessions)
            if self._engine and is_idle and self._clock() - self._idle_since >= limit:
                self._end()

    def _wait(self) -> None:
        self.end_if_idle()
        with self._changed:
            if not self._is_closing:
                self._changed.wait(_LOOK_S)

    def _gives_way(self) -> bool:
        """Return whether the night has the device; the engine is ended then."""
        with self._changed:
            if not self._night_has_the_device():
                if self._state is EngineState.NIGHT:
                    self._state = EngineState.UNLOADED
                return False
            self._end()
            self._state = EngineState.NIGHT
            return True

    def _night_has_the_device(self) -> bool:
        facts = self._facts or self._known()
        if facts is None or facts.device == CPU:
            return False
        under_way = runs.under_way(self._site.database).values()
        return any(each.stage is Stage.TRANSCRIBE for each in under_way)

    def _do(self, job: Job) -> bool:
        database, now = self._database(), self._site.now()
        begun = {"state": State.RUNNING, "started_at": now, "tries": job.tries + 1, "problem": ""}
        if not jobs.move(database, job.job_id, [State.QUEUED], **begun):
            return True  # somebody has stopped it just now
        job = replace(job, state=State.RUNNING, tries=job.tries + 1)
        with self._changed:
            self._running = Running(job=job, since=self._clock())
            self._answers = queue.Queue()
            if self._engine is None:
                self._begin()
            task = Task(
                job_id=job.job_id,
                path=str(self._folder.file(job)),
                audio_sha256=job.audio_sha256,
                choices=job.choices,
            )
            self._ask(task)
        try:
            return self._conclude(job, self._answer(job))
        finally:
            with self._changed:
                self._running, self._idle_since = None, self._clock()

    def _ask(self, task: Task) -> None:
        if self._engine:
            self._engine.send(task)

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

    # the engine; all of these are called with the lock

    def _begin(self) -> None:
        self._number += 1
        number = self._number
        self._state, self._told, self._since = EngineState.LOADING, "", self._clock()
        self._engine = self._start(self._site.configuration.path, lambda answer: self._hear(number, answer))

    def _end(self) -> None:
        engine, self._engine = self._engine, None
        self._number += 1  # what it still says is nobody's
        if self._state is not EngineState.BROKEN:
            self._state = EngineState.UNLOADED
        self._lose_sessions()
        if engine:
            engine.end()

    def _lose_sessions(self) -> None:
        sessions, self._sessions = self._sessions, {}
        for session, hear in sessions.items():
            hear(LiveHeard(session=session, kind=LiveKind.LOST))

    def _hear(self, number: int, answer: Answer) -> None:
        """Take what the engine says, in the thread that reads its pipe."""
        with self._changed:
            if number != self._number:
                return
            if isinstance(answer, Ready):
                self._state, self._facts, self._idle_since = EngineState.READY, answer, self._clock()
                jobs.keep_fact(self._database(), "engine", _plain(answer))
            elif isinstance(answer, LiveHeard):
                if hear := self._sessions.get(answer.session):
                    hear(answer)
            elif isinstance(answer, Advanced):
                if self._running and self._running.job.job_id == answer.job_id:
                    self._running = replace(self._running, advanced=answer)
            else:
                if isinstance(answer, Gone):
                    self._engine = None
                    self._lose_sessions()
                    if self._state is not EngineState.BROKEN:
                        self._state = EngineState.UNLOADED
                elif isinstance(answer, Broken) and not answer.job_id:
                    self._state, self._told = EngineState.BROKEN, answer.told
                    # it ends by itself: what is wanted next is asked of another, and its end is nobody's
                    self._engine, self._number = None, self._number + 1
                    self._lose_sessions()
                self._answers.put(answer)


def _plain(ready: Ready) -> dict[str, object]:
    return {name: getattr(ready, name) for name in Ready.__dataclass_fields__}
