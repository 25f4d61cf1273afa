"""The queue: one recording at a time, everybody in turn, and nothing is lost."""

import sys
from collections.abc import Sequence
from dataclasses import asdict, replace
from datetime import date
from pathlib import Path
from threading import Event

import pytest

from callqa.audio.samples import Samples
from callqa.model.errors import BadInputError
from callqa.model.progress import Progress, Stage
from callqa.model.speech import DETECTION, Detection, Recognition
from callqa.operations.studio import library, uploads
from callqa.operations.studio.engine import varied
from callqa.operations.studio.keeper import EngineState
from callqa.operations.studio.messages import Answer, Gone, Ready, Task
from callqa.operations.studio.process import EngineProcess
from callqa.operations.studio.queue import Queue
from callqa.operations.studio.studio import Studio
from callqa.settings.recognition import TranscribeSettings
from callqa.storage.session import Site
from callqa.storage.studio import jobs
from callqa.studio.job import ChannelRoles, Choices, State
from tests.support.doubles import Scripted
from tests.support.studios import Doubled, dropped, ended, sound, until


class Held(Scripted):
    """A recogniser that waits before every batch until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.reached, self.free = Event(), Event()

    def recognise(self, segments: Sequence[Samples], *, hotwords: bool = True) -> list[Recognition]:
        self.reached.set()
        assert self.free.wait(60)
        return super().recognise(segments, hotwords=hotwords)


def test_a_recording_becomes_a_text_with_its_speech_by_channel(
    site: Site, studio: Studio, tmp_path: Path
) -> None:
    job = ended(studio, dropped(site, studio, "alice", sound(tmp_path)))
    result = library.result_of(studio, job)

    assert (job.state, job.duration_ms, job.channels) == (State.DONE, 1_000, 2)
    assert [turn.text for turn in result.turns] == ["我要投诉", "我要投诉"]
    assert result.spoken == (((0, 1_000),), ((0, 1_000),))
    assert result.engine and (result.engine.model, result.engine.device) == ("demo", "cpu")
    assert result.words == {"used": ("投诉",), "by_sound": (), "unused": ()}
    assert studio.queue.engine().state is EngineState.READY


def test_a_broken_file_fails_alone_and_says_why(site: Site, studio: Studio, tmp_path: Path) -> None:
    good = sound(tmp_path)
    made = [dropped(site, studio, "alice", each) for each in (good, b"no sound at all" * 99, good)]

    first, broken, last = (ended(studio, job) for job in made)

    assert (first.state, last.state) == (State.DONE, State.DONE)
    assert broken.state is State.FAILED
    assert "录音" in broken.problem or "音频" in broken.problem


def test_everybody_is_served_in_turn(site: Site, engines: Doubled, studio: Studio, tmp_path: Path) -> None:
    engines.recogniser = held = Held()
    content = sound(tmp_path)
    first = dropped(site, studio, "alice", content, name="a1.wav")
    held.reached.wait(60)
    others = [
        dropped(site, studio, owner, content, name=name)
        for owner, name in (("alice", "a2.wav"), ("alice", "a3.wav"), ("bob", "b1.wav"))
    ]
    order = [job.name for job in studio.queue.waiting()]
    held.free.set()

    assert order == ["b1.wav", "a2.wav", "a3.wav"]
    assert {ended(studio, job).state for job in (first, *others)} == {State.DONE}


def test_a_job_in_hand_tells_how_far_it_is_and_is_stopped_between_two_batches(
    site: Site, engines: Doubled, studio: Studio, tmp_path: Path
) -> None:
    engines.recogniser = held = Held()
    job = dropped(site, studio, "alice", sound(tmp_path, 3.0))
    held.reached.wait(60)
    until(lambda: (running := studio.queue.running()) and running.advanced)
    running = studio.queue.running()
    assert running and running.advanced and running.advanced.found_ms == 6_000

    library.stop(site, studio, job)
    held.free.set()

    assert ended(studio, job).state is State.STOPPED
    assert len(held.asked) == 2  # the first channel, with and without hotwords; the second was never read


def test_what_waits_is_stopped_at_once(site: Site, engines: Doubled, studio: Studio, tmp_path: Path) -> None:
    engines.recogniser = held = Held()
    content = sound(tmp_path)
    dropped(site, studio, "alice", content)
    held.reached.wait(60)
    second = dropped(site, studio, "alice", content)

    library.stop(site, studio, second)

    assert ended(studio, second).state is State.STOPPED
    held.free.set()


def test_a_restart_in_the_middle_loses_nothing(
    site: Site, engines: Doubled, studio: Studio, tmp_path: Path
) -> None:
    engines.recogniser = held = Held()
    content = sound(tmp_path)
    made = [dropped(site, studio, "alice", content, name=f"{n}.wav") for n in range(3)]
    held.reached.wait(60)
    studio.close()
    held.free.set()

    later = Studio(site, Doubled())
    later.open()

    assert [ended(later, job).state for job in made] == [State.DONE] * 3
    assert jobs.find(later.database, made[0].job_id, "alice").tries == 1  # type: ignore[union-attr]
    later.close()


def dying(_config: Path, hear: object) -> EngineProcess:
    """Start a process that says it is ready, and is killed by what it is asked."""
    program = (
        "import os, sys; from multiprocessing.connection import Connection\n"
        "from callqa.operations.studio.messages import Ready\n"
        "pipe = Connection(int(sys.argv[1]))\n"
        "pipe.send(Ready(model='m', device='cpu', asked='cpu', languages=(), hotwords=0, speakers=False,"
        " load_s=0.1, cores=1))\n"
        "pipe.recv(); os.kill(os.getpid(), 9)"
    )
    return EngineProcess((sys.executable, "-c", program), hear)  # type: ignore[arg-type]


def test_an_engine_that_is_killed_fails_its_recording_after_a_second_try(site: Site, tmp_path: Path) -> None:
    studio = Studio(site, dying)
    job = ended(studio, dropped(site, studio, "alice", sound(tmp_path)))
    studio.close()

    assert (job.state, job.tries) == (State.FAILED, 2)
    assert "信号 9" in job.problem


def test_a_process_ends_when_its_pipe_closes() -> None:
    heard: list[Answer] = []
    program = (
        "import sys; from multiprocessing.connection import Connection\n"
        "try: Connection(int(sys.argv[1])).recv()\n"
        "except EOFError: sys.exit(7)"
    )
    process = EngineProcess((sys.executable, "-c", program), heard.append)
    process.end()

    until(lambda: heard)
    assert heard == [Gone(how="代码 7")]


def test_an_engine_that_cannot_be_started_loses_no_job(
    site: Site, engines: Doubled, studio: Studio, tmp_path: Path
) -> None:
    engines.broken = BadInputError("没有这个模型", "recogniser.model", "检查路径")
    job = dropped(site, studio, "alice", sound(tmp_path))
    until(lambda: studio.queue.engine().state is EngineState.BROKEN and studio.queue.running() is None)

    assert "没有这个模型" in studio.queue.engine().told
    assert [each.job_id for each in studio.queue.waiting()] == [job.job_id]
    engines.broken = None
    studio.queue.wake()
    assert (ended(studio, job).state, ended(studio, job).tries) == (State.DONE, 1)


def test_an_idle_engine_is_ended_and_started_again_when_it_is_needed(
    site: Site, engines: Doubled, tmp_path: Path
) -> None:
    now = [0.0]
    studio = Studio(site, engines)
    studio.queue = Queue(site, studio.folder, lambda: studio.database, engines, clock=lambda: now[0])
    content = sound(tmp_path)
    ended(studio, dropped(site, studio, "alice", content))
    until(lambda: studio.queue.running() is None)
    now[0] += 16 * 60
    studio.queue.end_if_idle()

    assert studio.queue.engine().state is EngineState.UNLOADED
    assert engines.started[0].is_ended
    ended(studio, dropped(site, studio, "alice", content))
    assert len(engines.started) == 2
    studio.close()


def test_the_model_is_unloaded_unless_it_works(
    site: Site, engines: Doubled, studio: Studio, tmp_path: Path
) -> None:
    engines.recogniser = held = Held()
    job = dropped(site, studio, "alice", sound(tmp_path))
    held.reached.wait(60)
    while_working = studio.queue.unload()
    held.free.set()
    ended(studio, job)
    until(lambda: studio.queue.running() is None)

    assert (while_working, studio.queue.unload()) == (False, True)
    assert studio.queue.engine().state is EngineState.UNLOADED
    assert studio.queue.engine().facts is not None  # what it was is still known


def test_the_night_comes_first_on_an_accelerator(
    site: Site, engines: Doubled, studio: Studio, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = Ready(
        model="m", device="cuda", asked="auto", languages=(), hotwords=0, speakers=False, load_s=1, cores=1
    )
    jobs.keep_fact(studio.database, "engine", {name: getattr(ready, name) for name in ready.__slots__})
    night = Progress(day=date(2026, 1, 1), run_id="", stage=Stage.TRANSCRIBE, done=0, total=9, at=site.now())
    monkeypatch.setattr("callqa.storage.runs.under_way", lambda _: {night.day: night})

    assert studio.queue._gives_way()
    assert studio.queue.engine().state is EngineState.NIGHT
    monkeypatch.setattr(
        "callqa.storage.runs.under_way", lambda _: {night.day: replace(night, stage=Stage.FLAG)}
    )
    assert not studio.queue._gives_way()
    assert studio.queue.engine().state is EngineState.UNLOADED


def test_own_choices_reach_the_engine(site: Site, engines: Doubled, studio: Studio, tmp_path: Path) -> None:
    choices = Choices(night_words=False, words=("12315",), itn=False, roles=ChannelRoles.CUSTOMER_FIRST)
    job = ended(studio, dropped(site, studio, "alice", sound(tmp_path), choices=choices))
    result = library.result_of(studio, job)

    assert [turn.role.value for turn in result.turns] == ["customer", "agent"]
    assert result.words and result.words["used"] == ("幺二三幺五",)
    (task,) = engines.started[0].asked
    assert isinstance(task, Task) and task.choices == choices


def test_thresholds_and_marks_of_a_job_reach_the_engine_s_settings() -> None:
    night = TranscribeSettings(punctuation="ct-punc")
    chosen = Choices(punctuation=False, detection=Detection(threshold=0.3, silence_ms=900))
    settings = varied(night, chosen)

    assert (settings.punctuation, settings.detection) == ("", chosen.detection)
    assert varied(night, Choices()) == night
    # fsmn-vad has thresholds of its own
    assert varied(night.model_copy(update={"vad": "fsmn-vad"}), chosen).detection == DETECTION


def test_what_a_job_was_made_with_is_kept_and_an_older_row_has_the_night_s_thresholds(
    site: Site, studio: Studio, tmp_path: Path
) -> None:
    chosen = Choices(punctuation=False, detection=Detection(longest_s=9.0))
    job = dropped(site, studio, "alice", sound(tmp_path), choices=chosen)
    kept = jobs.find(studio.database, job.job_id, "alice")
    older = {
        name: value for name, value in asdict(chosen).items() if name not in ("detection", "punctuation")
    }

    assert kept and kept.choices == chosen
    assert jobs.to_choices(older) == Choices()


def test_the_same_recording_again_is_another_job_that_outlives_the_first(
    site: Site, studio: Studio, tmp_path: Path
) -> None:
    first = ended(studio, dropped(site, studio, "alice", sound(tmp_path)))
    second = uploads.again(site, studio, first, Choices(itn=False))
    library.erase(site, studio, first)

    assert ended(studio, second).state is State.DONE
    assert studio.folder.received(second) == first.size_bytes
