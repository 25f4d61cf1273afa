"""The engine process of the studio: the only place of the console where a model is loaded.

It recognises through the engine of the night: the same recogniser, hotwords, correction, written numbers and
roles. It ends when its pipe closes, which is also what happens when the console is killed.
"""

import os
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from multiprocessing.connection import Connection
from pathlib import Path

from callqa.host import logs
from callqa.host.files import private_files
from callqa.host.resources import usable_cores
from callqa.model.errors import CallqaError
from callqa.model.progress import StoppedError, Watcher
from callqa.model.recording import Recording, path_text
from callqa.model.speech import Heard, to_ms
from callqa.model.transcript import Transcript
from callqa.operations.engines import configured, settings_of
from callqa.operations.studio.live import Hearing, Session
from callqa.operations.studio.messages import (
    Advanced,
    Answer,
    Broken,
    Done,
    LiveHeard,
    LiveKind,
    LiveSound,
    Ready,
    Request,
    Stop,
    Stopped,
    Task,
)
from callqa.recognition import precedence
from callqa.recognition.detectors import is_silero
from callqa.recognition.engine import Transcriber
from callqa.recognition.front_end.silero import SileroSequence
from callqa.recognition.hotwords import spell
from callqa.settings import pipeline_yaml
from callqa.settings.console import LiveSettings
from callqa.settings.pipeline_yaml import Configuration
from callqa.settings.recognition import TranscribeSettings
from callqa.studio.job import ChannelRoles, Choices
from callqa.studio.result import Result, Spans

_ROLES = {
    ChannelRoles.AGENT_FIRST: ("agent", "customer"),
    ChannelRoles.CUSTOMER_FIRST: ("customer", "agent"),
    ChannelRoles.UNNAMED: ("unknown", "unknown"),
}
_TOLD_EVERY_S = 0.2
_NEVER_READ = "模型加载失败"


def main(config: str, descriptor: int) -> None:
    """Serve the console at the other end of a pipe until it closes: what runs in the process."""
    private_files()
    connection = Connection(descriptor)
    configuration = pipeline_yaml.load(Path(config))
    logs.use(configuration.settings.logs.format)
    serve(connection, lambda: studio_engine(configuration), configuration.settings.console.live)
    # nothing is left to do, and threads of libraries may not end by themselves
    os._exit(0)


def studio_engine(configuration: Configuration) -> Transcriber:
    """Return the night's engine, on the studio's device and with one process that reads recordings.

    Raises:
        BadInputError: the hotwords, the rule book or the model cannot be read.
    """
    engine = configuration.settings.console.engine
    here = configuration.on(engine.device)
    night = configured(here)
    return Transcriber(for_studio(here), night.words)


def for_studio(configuration: Configuration) -> TranscribeSettings:
    """Return the settings of the night's engine with small batches: what is stopped waits for one of them."""
    settings = settings_of(configuration)
    seconds = min(configuration.settings.console.engine.batch_seconds, settings.batch_seconds)
    return settings.model_copy(
        update={"workers": min(settings.workers, 1), "batch_seconds": seconds, "engines": 1}
    )


def serve(connection: Connection, load: Callable[[], Transcriber], live: LiveSettings) -> None:
    """Load the engine, say so, and do what comes through the pipe until it closes."""
    _Server(connection, load, live).run()


class _Server:
    """One engine and its pipe: a thread listens, this one works.

    Args:
        connection: this side's end.
        load: makes the engine.
        live: how often live speech is read.
    """

    def __init__(self, connection: Connection, load: Callable[[], Transcriber], live: LiveSettings) -> None:
        self._connection, self._load, self._live_settings = connection, load, live
        self._sending = threading.Lock()
        self._tasks: queue.Queue[Task | None] = queue.Queue()
        self._live: queue.Queue[LiveSound | None] = queue.Queue()
        self._unwanted: set[str] = set()
        self._is_over = threading.Event()

    def run(self) -> None:
        threading.Thread(target=self._listen, daemon=True).start()
        engine = self._loaded()
        if engine is None:
            return
        variants = _Variants(engine)
        # its own thread: behind files, what somebody says now would be read seconds later
        threading.Thread(target=self._hear_live, args=(engine,), daemon=True).start()
        try:
            while (task := self._tasks.get()) is not None:
                self._do(task, variants)
        finally:
            variants.close()
            engine.close()

    def _listen(self) -> None:
        """Take everything that comes: a stop must not wait behind what it stops."""
        try:
            while True:
                self._take(self._connection.recv())
        except (EOFError, OSError):
            self._is_over.set()
            self._tasks.put(None)
            self._live.put(None)

    def _take(self, request: Request) -> None:
        if isinstance(request, Stop):
            self._unwanted.add(request.job_id)
        elif isinstance(request, LiveSound):
            self._live.put(request)
        else:
            self._tasks.put(request)

    def _say(self, answer: Answer) -> None:
        try:
            with self._sending:
                self._connection.send(answer)
        except OSError:
            self._is_over.set()

    def _hear_live(self, engine: Transcriber) -> None:
        """Serve live sessions: they go before a file's next forward pass."""
        silero: SileroSequence | None = None
        variants, sessions = _Variants(engine), dict[str, Session]()
        while (message := self._live.get()) is not None:
            try:
                if message.session not in sessions:
                    silero = silero or SileroSequence()
                    reader = variants.of(message.choices or Choices()).reader
                    hearing = Hearing(reader=reader, silero=silero, settings=self._live_settings)
                    sessions[message.session] = Session(message.session, hearing)
                with precedence.first():
                    for heard in sessions[message.session].hear(message):
                        self._say(heard)
            except Exception as error:  # one microphone must not take the others down
                logs.unexpected(error, "hearing a live session")
                self._say(LiveHeard(session=message.session, kind=LiveKind.LOST))
            if message.is_end:
                sessions.pop(message.session, None)

    def _loaded(self) -> Transcriber | None:
        began = time.monotonic()
        try:
            engine = self._load()
            _ = engine.reader  # loads the model
            summary = engine.summary
        except CallqaError as error:
            self._say(Broken(job_id="", told=str(error)))
        except Exception as error:  # the console must hear why nothing comes
            logs.unexpected(error, "loading the studio's engine")
            self._say(Broken(job_id="", told=f"{_NEVER_READ}（{type(error).__name__}），已写进日志"))
        else:
            self._say(
                Ready(
                    model=Path(summary.model).name,
                    device=summary.device,
                    asked=engine.settings.device,
                    languages=engine.languages,
                    hotwords=summary.hotwords,
                    speakers=bool(engine.settings.speaker_model),
                    load_s=round(time.monotonic() - began, 1),
                    cores=usable_cores(),
                )
            )
            return engine
        return None

    def _do(self, task: Task, variants: "_Variants") -> None:
        began = time.monotonic()
        try:
            engine = variants.of(task.choices)
            transcript, heard = self._analysed(engine, task)
        except StoppedError:
            self._unwanted.discard(task.job_id)
            self._say(Stopped(job_id=task.job_id))
        except CallqaError as error:
            self._say(Broken(job_id=task.job_id, told=str(error)))
        except Exception as error:  # one recording must not take the engine down
            logs.unexpected(error, "recognising a recording of the studio")
            self._say(Broken(job_id=task.job_id, told=f"程序意外出错（{type(error).__name__}），已写进日志"))
        else:
            result = _result(engine, transcript, heard)
            self._say(Done(job_id=task.job_id, result=result, took_s=round(time.monotonic() - began, 2)))

    def _analysed(self, engine: Transcriber, task: Task) -> tuple[Transcript, Heard]:
        recording = Recording(
            call_id=task.job_id,
            path=path_text(Path(task.path)),
            started_at=datetime.now(UTC),
            audio_sha256=task.audio_sha256,
        )
        told = [0.0]

        def tell(done: int, found: int) -> None:
            if time.monotonic() - told[0] >= _TOLD_EVERY_S or done == found:
                told[0] = time.monotonic()
                self._say(Advanced(job_id=task.job_id, done_ms=done, found_ms=found))

        def is_unwanted() -> bool:
            return task.job_id in self._unwanted or self._is_over.is_set()

        watcher = Watcher(progress=tell, stop=is_unwanted)
        if is_unwanted():
            raise StoppedError
        (found,) = engine.analyse([recording], watcher)
        return found


class _Variants:
    """The engine as jobs want it: other words, language, writing, roles, speech; always one loaded model.

    Args:
        engine: as the night has it.
    """

    def __init__(self, engine: Transcriber) -> None:
        self._engine = engine
        self._last: tuple[Choices, Transcriber] = (Choices(), engine)

    def of(self, choices: Choices) -> Transcriber:
        """Return the engine for a job; that of the job before is kept, for a batch has one set of choices."""
        if choices == Choices():
            return self._engine
        if self._last[0] != choices:
            self.close()
            own = tuple(map(spell, choices.words))
            words = (*own, *(self._engine.words if choices.night_words else ()))
            settings = varied(self._engine.settings, choices)
            self._last = choices, self._engine.varied(settings, tuple(dict.fromkeys(words)))
        return self._last[1]

    def close(self) -> None:
        """End what the last variant has for itself alone."""
        if self._last[1].settings.detection != self._engine.settings.detection:
            self._last[1].close()


def varied(settings: TranscribeSettings, choices: Choices) -> TranscribeSettings:
    """Return an engine's settings as somebody has chosen for a recording."""
    changes: dict[str, object] = {"itn": settings.itn and choices.itn}
    if choices.language:
        changes["language"] = choices.language
    if choices.roles is not ChannelRoles.AS_SET:
        changes["channel_roles"] = {"default": _ROLES[choices.roles]}
    if not choices.speakers:
        changes["speaker_model"] = ""
    if not choices.punctuation:
        changes["punctuation"] = ""
    if is_silero(settings.vad):
        changes["detection"] = choices.detection
    return settings.model_copy(update=changes)


def _result(engine: Transcriber, transcript: Transcript, heard: Heard) -> Result:
    spoken: list[Spans] = [
        tuple((to_ms(s.start), to_ms(s.end)) for at, s in heard.found if at == channel)
        for channel in range(heard.channels)
    ]
    words = {
        "used": engine.hotwords.used,
        "by_sound": engine.corrected,
        "unused": () if engine.corrected else (*engine.hotwords.unknown, *engine.hotwords.surplus),
    }
    summary = replace(engine.summary, model=Path(engine.summary.model).name)
    return Result(transcript=transcript, spoken=tuple(spoken), engine=summary, words=words)
