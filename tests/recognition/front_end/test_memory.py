"""Memory is bounded by the queues, not by the day."""

import tracemalloc

import numpy as np
import pytest

from callqa.recognition.engine import Transcriber
from tests.support.builders import recording
from tests.support.doubles import Gathers, Scripted, WholeChannel
from tests.support.sounds import write

pytestmark = pytest.mark.slow

SECONDS = 4


def peak_mb(settings, path, count: int) -> float:
    """Of recognising a day of equal calls; numpy's arrays are traced too."""
    calls = [recording(f"c{number}", path=str(path)) for number in range(count)]
    engine = Transcriber(settings, recogniser=Scripted(), detector=WholeChannel())
    assert engine.revision
    tracemalloc.start()
    stored = sum(1 for _ in engine.transcribe(calls))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert stored == count
    return peak / 1e6


def test_the_peak_does_not_grow_with_the_number_of_calls(demo_settings, tmp_path):
    settings = demo_settings.model_copy(update={"batch_seconds": 8.0, "waiting_batches": 2.0})
    agent, customer = (0.1 * np.random.default_rng(1).standard_normal((2, SECONDS * 8000))).astype(np.float32)
    path = write(tmp_path / "call.wav", agent, customer)
    peak_mb(settings, path, 2)

    few, many = peak_mb(settings, path, 10), peak_mb(settings, path, 80)

    assert many < 1.25 * few + 1
    assert many < 80 * SECONDS * 2 * 0.064 / 2


def test_a_long_call_waits_within_the_bound(demo_settings, tmp_path):
    """More speech in one call than may wait: it is handed over piece by piece."""

    class Pieces(Gathers):
        def segments(self, samples):
            from callqa.model.speech import Segment

            return [Segment(start=s, end=s + 16000) for s in range(0, len(samples) - 16000, 16000)]

    agent, customer = (0.1 * np.sin(np.arange(120 * 8000) * [[0.3], [0.21]])).astype(np.float32)
    path = write(tmp_path / "long.wav", agent, customer)
    settings = demo_settings.model_copy(update={"batch_seconds": 4.0, "waiting_batches": 2.0})
    scripted = Scripted(text="好的")
    engine = Transcriber(settings, recogniser=scripted, detector=Pieces())

    (found,) = engine.transcribe([recording(path=str(path))])

    assert sum(scripted.asked) == 2 * 119
    assert max(scripted.asked) <= 4
    assert sum(len(turn.text) for turn in found.turns) == 2 * 2 * 119
