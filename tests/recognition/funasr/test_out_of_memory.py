"""Memory that does not suffice, at every place where it can happen; and a device that is gone."""

import numpy as np
import pytest
import torch

from callqa.model.errors import DeviceLostError, Failure, RecognitionError
from callqa.model.transcript import Outcome
from callqa.recognition.engine import Transcriber
from callqa.recognition.funasr.families import Paraformer
from callqa.recognition.funasr.recogniser import FunAsrRecogniser
from tests.support.builders import recording
from tests.support.doubles import WholeChannel
from tests.support.sounds import write

pytestmark = pytest.mark.model

SAY = "零一二三四五六七八九"


class Card:
    """A model on a card: it says a segment's loudness, and fails when it is told to.

    Args:
        fails_at: the inference that fails, counted from 1.
        holds: padded seconds that fit.
        error: what it fails with.
    """

    def __init__(self, fails_at: int = 0, holds: float = 1e9, error: Exception | None = None) -> None:
        self.fails_at, self.holds = fails_at, holds
        self.error = error or torch.OutOfMemoryError("CUDA out of memory. Tried to allocate 20.00 MiB")
        self.padded: list[float] = []
        self.longest: list[float] = []

    def generate(self, input, **options):
        self.longest.append(max(map(len, input)) / 16000)
        self.padded.append(len(input) * max(map(len, input)) / 16000)
        if len(self.padded) == self.fails_at or self.padded[-1] > self.holds:
            raise self.error
        heard = [round(float(np.median(array)) * 10) for array in input]
        return [{"text": SAY[digit] * 4, "timestamp": [[0, 100]] * 4} for digit in heard]


@pytest.fixture
def calls(tmp_path):
    """Six calls of different lengths and loudness."""
    made = []
    for number in range(1, 7):
        samples = np.full(int(8000 * (0.5 + number / 2)), number / 10, np.float32)
        path = write(tmp_path / f"{number}.wav", samples, -samples)
        made.append(recording(f"c{number}", path=str(path)))
    return made


def night(card, calls, settings, batch_seconds=8.0):
    recogniser = FunAsrRecogniser(card, Paraformer(), batch_seconds=batch_seconds)
    engine = Transcriber(
        settings.model_copy(update={"batch_seconds": batch_seconds}),
        recogniser=recogniser,
        detector=WholeChannel(),
    )
    return {found.call_id: found for found in engine.transcribe(calls)}


def test_memory_that_runs_out_at_any_inference_changes_nothing(calls, demo_settings):
    """SQLite's way: fail at the first, the second, … until a night is too short to fail in."""
    undisturbed = night(Card(), calls, demo_settings)
    nights = 0
    while True:
        card = Card(fails_at=nights + 1)
        found = night(card, calls, demo_settings)
        if len(card.padded) < card.fails_at:
            break
        nights += 1
        lost = [call_id for call_id in found if found[call_id] != undisturbed[call_id]]
        alone = card.padded[card.fails_at - 1] <= max(len_s(call) for call in calls)
        assert len(found) == 6
        assert len(lost) <= 1 if alone else not lost
        assert all(found[call_id].reason == "内存或显存不足" for call_id in lost)
    assert nights >= 5


def len_s(call) -> float:
    return 0.5 + int(call.call_id[1:]) / 2


def test_a_budget_that_was_too_big_is_not_tried_again(calls, demo_settings):
    card = Card(holds=4.0)
    found = night(card, calls, demo_settings)
    assert all(transcript.outcome is Outcome.OK for transcript in found.values())
    assert len([padded for padded in card.padded if padded > 4.0]) <= 2


def test_the_longest_segments_are_tried_first(calls, demo_settings):
    """They need most: memory that does not suffice is found out before anything else is done."""
    card = Card()
    night(card, calls[::-1], demo_settings)  # the biggest files come first, see `transcribe.due`
    assert card.longest[0] == max(card.longest)


def test_a_segment_that_never_fits_fails_its_call_with_the_reason(calls, demo_settings):
    found = night(Card(holds=3.2), calls, demo_settings)
    assert {call_id for call_id, t in found.items() if t.outcome is Outcome.FAILED} == {"c6"}
    assert (found["c6"].failure, found["c6"].reason) == (Failure.OUT_OF_MEMORY, "内存或显存不足")


@pytest.mark.parametrize(
    "error",
    [
        torch.AcceleratorError("CUDA error: an illegal memory access was encountered"),
        RuntimeError("CUDA error: unspecified launch failure"),
        RuntimeError("cuDNN error: CUDNN_STATUS_EXECUTION_FAILED"),
    ],
)
def test_a_broken_device_ends_the_run_with_what_to_do(calls, demo_settings, error):
    with pytest.raises(DeviceLostError, match=r"计算设备出错.*nvidia-smi.*不会重做"):
        night(Card(fails_at=2, error=error), calls, demo_settings)


@pytest.mark.parametrize(
    "error",
    [
        MemoryError(),
        RuntimeError("[enforce fail at alloc_cpu.cpp] DefaultCPUAllocator: can't allocate memory"),
        RuntimeError("CUDA error: CUBLAS_STATUS_ALLOC_FAILED when calling cublasCreate"),
    ],
)
def test_every_kind_of_memory_shortage_is_one(calls, demo_settings, error):
    found = night(Card(fails_at=1, error=error), calls, demo_settings)
    assert all(transcript.outcome is Outcome.OK for transcript in found.values())


def test_an_engine_that_recognises_nothing_at_all_blames_no_call(tmp_path, demo_settings):
    """Twenty thousand failed calls would hide that a file of the model is wrong."""

    class Broken:
        def generate(self, input, **options):
            raise KeyError("customer said 投诉")

    path = write(tmp_path / "a.wav", np.full(8000, 0.2, np.float32))
    calls = [recording(f"c{number}", path=str(path)) for number in range(80)]
    with pytest.raises(RecognitionError, match="全部识别失败：识别出错（KeyError）"):
        night(Broken(), calls, demo_settings)
