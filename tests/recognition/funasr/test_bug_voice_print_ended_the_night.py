"""A voice print that failed was taken for a broken engine, and ended the night of all other calls."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch

from callqa.model.errors import DeviceLostError, Failure
from callqa.model.speech import Recognition
from callqa.recognition.funasr import diarisation, punctuation
from callqa.recognition.funasr.diarisation import VoicePrinter
from callqa.recognition.funasr.punctuation import Punctuator
from callqa.recognition.hotwords import Suspicion
from callqa.recognition.reader import Reader
from callqa.text.alignment import from_text

pytestmark = pytest.mark.model

LOST = torch.AcceleratorError("CUDA error: an illegal memory access was encountered")
SEGMENT = np.full(16_000, 0.1, np.float32)
HEARD = from_text("我要投诉", 1000)


class Fails:
    def __init__(self, error: Exception) -> None:
        self._error = error

    def generate(self, **_asked: object) -> None:
        raise self._error


@pytest.fixture
def printer(tmp_path, monkeypatch):
    (tmp_path / "config.yaml").touch()
    monkeypatch.setattr(diarisation, "build", lambda *_, **__: SimpleNamespace())
    return VoicePrinter(str(tmp_path), "cpu")


@pytest.fixture
def reader(printer):
    hears = SimpleNamespace(recognise=lambda segments, **_: [HEARD] * len(segments))
    return Reader(recogniser=hears, suspicion=Suspicion([]), printer=printer)


@pytest.mark.parametrize(
    ("error", "failure", "reason"),
    [
        (KeyError("我要投诉"), Failure.VOICE_PRINT, "声纹识别出错（KeyError）"),
        (torch.OutOfMemoryError("CUDA out of memory"), Failure.OUT_OF_MEMORY, "内存或显存不足"),
    ],
)
def test_a_failed_voice_print_fails_its_own_segment(reader, printer, error, failure, reason):
    printer._model = Fails(error)

    assert reader.read([SEGMENT]) == [Recognition(failure=failure, reason=reason)]


def test_a_device_that_is_lost_while_it_prints_voices_ends_the_run(reader, printer):
    printer._model = Fails(LOST)

    with pytest.raises(DeviceLostError, match="计算设备出错"):
        reader.read([SEGMENT])


def test_so_does_one_that_is_lost_while_marks_are_set(tmp_path, monkeypatch):
    monkeypatch.setattr(punctuation, "build", lambda *_, **__: Fails(LOST))

    with pytest.raises(DeviceLostError, match="计算设备出错"):
        Punctuator(str(tmp_path), "cuda").punctuate(HEARD)
