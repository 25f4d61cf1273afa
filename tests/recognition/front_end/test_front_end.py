"""Worker processes: a recording that takes one down costs that recording and nothing else."""

import threading
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from callqa.model.errors import BadInputError, Failure, RecognitionError
from callqa.model.speech import Heard
from callqa.recognition.front_end.pool import InProcess, Workers
from callqa.recognition.front_end.queue import Waiting
from tests.support.frontends import CRASHES, HANGS, LEAVES, Halves, die, refuse
from tests.support.sounds import write

pytestmark = pytest.mark.slow

LIMIT_S = 3600


def constant(level: float, seconds: float = 1.0) -> np.ndarray:
    return np.full(int(seconds * 8000), level, np.float32)


@pytest.fixture
def paths(tmp_path) -> Callable[..., list[Path]]:
    def make(*levels: float) -> list[Path]:
        return [write(tmp_path / f"{i}.wav", constant(level)) for i, level in enumerate(levels)]

    return make


def fed(front_end, paths, *, batches: float = 20) -> tuple[dict[int, Heard], dict[tuple, int]]:
    """Return what was heard, and the length of every piece, by call and position."""
    waiting = Waiting(10.0, batches)

    def feed() -> None:
        try:
            front_end.feed(enumerate(paths), waiting)
            waiting.complete()
        except Exception as error:
            waiting.complete(error)

    threading.Thread(target=feed, daemon=True).start()
    heard, pieces = {}, {}
    while work := waiting.take():
        heard |= dict(work.heard)
        pieces |= {(p.call, p.position): len(p.samples) for p in work.batch}
    return heard, pieces


@pytest.fixture(scope="module")
def workers():
    running = Workers(Halves, count=2, max_duration_s=LIMIT_S, longest_s=4)
    yield running
    running.close()


@pytest.mark.timeout(60)
class TestWorkers:
    def test_they_hear_what_one_process_hears(self, workers, paths):
        recordings = [*paths(0.2, 0.0, 0.3, 0.2, 0.3), Path("/nowhere/gone.wav")]
        assert fed(InProcess(Halves, LIMIT_S), recordings) == fed(workers, recordings)

    def test_the_samples_arrive_unharmed(self, workers, paths):
        waiting = Waiting(10.0, 20)
        workers.feed(enumerate(paths(0.2)), waiting)
        waiting.complete()
        (first, second) = waiting.take().batch
        assert np.allclose(np.concatenate([first.samples, second.samples])[1000:-1000], 0.2, atol=0.01)
        assert first.samples.flags.writeable

    @pytest.mark.parametrize(
        ("level", "failure", "reason"),
        [
            (CRASHES, Failure.READER_DIED, "意外退出（信号 11）"),
            (LEAVES, Failure.READER_DIED, "意外退出（代码 3）"),
            (HANGS, Failure.READER_STUCK, "没有结束"),
        ],
    )
    def test_a_recording_that_takes_its_process_down_fails_alone(
        self, workers, paths, level, failure, reason
    ):
        heard, pieces = fed(workers, paths(0.2, level, 0.2, 0.3))
        assert {call: h.failure for call, h in heard.items()} == {0: None, 1: failure, 2: None, 3: None}
        assert reason in heard[1].reason
        assert {call for call, _ in pieces} == {0, 2, 3}

    def test_they_wait_while_nobody_takes_and_still_bring_everything(self, workers, paths):
        _, pieces = fed(workers, paths(*[0.2] * 12), batches=0.1)
        assert len(pieces) == 24

    def test_they_can_be_left_in_the_middle_and_used_again(self, workers, paths):
        recordings = paths(*[0.2] * 6)
        waiting = Waiting(0.5, 1)
        feeder = threading.Thread(target=workers.feed, args=(enumerate(recordings), waiting))
        feeder.start()
        waiting.take()
        waiting.close()
        feeder.join(20)
        assert not feeder.is_alive()
        assert len(fed(workers, recordings)[1]) == 12


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    ("load", "error", "message"),
    [(refuse, BadInputError, "没有这种语音检测"), (die, RecognitionError, "进程无法启动.*代码 1")],
)
def test_workers_that_cannot_start_blame_no_recording(paths, load, error, message):
    broken = Workers(load, count=1, max_duration_s=LIMIT_S)
    with pytest.raises(error, match=message):
        fed(broken, paths(0.2))
    broken.close()
