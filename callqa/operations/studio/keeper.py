"""Keeps the studio's engine: begins and ends it, knows where it stands, and hands on what it says."""

import threading
from collections.abc import Callable
from dataclasses import asdict, dataclass
from enum import StrEnum

from callqa.model.progress import Stage
from callqa.model.summaries import CPU
from callqa.operations.studio.messages import (
    Answer,
    Broken,
    Gone,
    LiveHeard,
    LiveKind,
    LiveSound,
    Ready,
    Request,
)
from callqa.operations.studio.process import Engine, Start
from callqa.storage import runs
from callqa.storage.session import Site
from callqa.storage.studio import jobs
from callqa.storage.studio.database import StudioDatabase

_FACT = "engine"


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


class EngineKeeper:
    """One engine at a time, and the live sessions that hang on it. Call everything with the lock.

    Args:
        site: of the installation.
        database: opens the studio's database.
        start: starts an engine.
        clock: seconds that only grow.
        lock: of whoever keeps it; an engine's answers are taken with it.
        take: is given what concerns a job, and an engine's end.
    """

    def __init__(
        self,
        site: Site,
        database: Callable[[], StudioDatabase],
        start: Start,
        clock: Callable[[], float],
        *,
        lock: threading.Condition,
        take: Callable[[Answer], None],
    ) -> None:
        self._site, self._database, self._start, self._clock = site, database, start, clock
        self._lock, self._take = lock, take
        self._engine: Engine | None = None
        self._number = 0
        self._told = ""
        self._facts: Ready | None = None
        self._since = clock()
        self._sessions: dict[str, Callable[[LiveHeard], None]] = {}
        self.state = EngineState.UNLOADED
        self.idle_since = clock()

    @property
    def runs(self) -> bool:
        """Whether there is an engine, be it that it still loads."""
        return self._engine is not None

    @property
    def sessions(self) -> int:
        """How many live sessions there are."""
        return len(self._sessions)

    def view(self) -> EngineView:
        """Return what is to be known of the engine."""
        seconds = int(self._clock() - self._since) if self.state is EngineState.LOADING else 0
        facts = self._facts or self._known()
        return EngineView(state=self.state, facts=facts, seconds=seconds, told=self._told)

    def touch(self) -> None:
        """Count its idle time from now on."""
        self.idle_since = self._clock()

    def begin(self) -> None:
        """Start an engine, if there is none."""
        if self._engine:
            return
        self._number += 1
        number = self._number
        self.state, self._told, self._since = EngineState.LOADING, "", self._clock()
        self._engine = self._start(self._site.configuration.path, lambda answer: self._hear(number, answer))

    def end(self) -> None:
        """End the engine, which gives back all of its memory."""
        engine = self._engine
        self._lose()
        if engine:
            engine.end()

    def send(self, request: Request) -> None:
        """Ask the engine for something, if there is one."""
        if self._engine:
            self._engine.send(request)

    def try_again(self) -> None:
        """Forget that it could not be started: somebody asks again."""
        if self.state is EngineState.BROKEN:
            self.state, self._told = EngineState.UNLOADED, ""

    def gives_way(self) -> bool:
        """Return whether the night has the device; the engine is ended then."""
        if not self.night_has_the_device():
            if self.state is EngineState.NIGHT:
                self.state = EngineState.UNLOADED
            return False
        self.end()
        self.state = EngineState.NIGHT
        return True

    def night_has_the_device(self) -> bool:
        """Return whether the night recognises on the device that the engine would take."""
        facts = self._facts or self._known()
        if facts is None or facts.device == CPU:
            return False
        under_way = runs.under_way(self._site.database).values()
        return any(each.stage is Stage.TRANSCRIBE for each in under_way)

    def admit(self, session: str, hear: Callable[[LiveHeard], None]) -> None:
        """Begin a live session."""
        self._sessions[session] = hear

    def say(self, sound: LiveSound) -> None:
        """Hand on what was said in a live session."""
        if sound.session in self._sessions:
            self.send(sound)

    def dismiss(self, session: str) -> None:
        """End a live session; nothing more is heard of it."""
        if self._sessions.pop(session, None):
            self.send(LiveSound(session=session, is_end=True))

    def _known(self) -> Ready | None:
        stored = jobs.fact(self._database(), _FACT)
        return Ready(**{**stored, "languages": tuple(stored["languages"])}) if stored else None

    def _lose(self) -> None:
        """Be without an engine: what the last one still says is nobody's, and its sessions are lost."""
        self._engine, self._number = None, self._number + 1
        if self.state is not EngineState.BROKEN:
            self.state = EngineState.UNLOADED
        sessions, self._sessions = self._sessions, {}
        for session, hear in sessions.items():
            hear(LiveHeard(session=session, kind=LiveKind.LOST))

    def _hear(self, number: int, answer: Answer) -> None:
        """Take what an engine says, in the thread that reads its pipe."""
        with self._lock:
            if number != self._number:
                return
            if isinstance(answer, Ready):
                self._ready(answer)
            elif isinstance(answer, LiveHeard):
                if hear := self._sessions.get(answer.session):
                    hear(answer)
            else:
                self._note_end(answer)
                self._take(answer)

    def _ready(self, facts: Ready) -> None:
        self.state, self._facts = EngineState.READY, facts
        self.touch()
        jobs.keep_fact(self._database(), _FACT, asdict(facts))

    def _note_end(self, answer: Answer) -> None:
        if isinstance(answer, Broken) and not answer.job_id:  # it ends by itself: another one is asked next
            self.state, self._told = EngineState.BROKEN, answer.told
            self._lose()
        elif isinstance(answer, Gone):
            self._lose()
