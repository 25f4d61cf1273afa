"""The demo model as FunASR loads it, and as it is made fast."""

from pathlib import Path
from typing import Any

import pytest
import torch

from callqa.audio.decoding import decode
from callqa.audio.samples import Samples
from callqa.recognition.front_end.silero_vad import SileroDetector, speech_in
from callqa.recognition.funasr.loading import build

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> None:
    torch.set_num_threads(1)


@pytest.fixture
def loaded() -> Any:
    """A model of FunASR's own, that a test may change."""
    return build(ROOT / "models/demo")


@pytest.fixture(scope="session")
def speech() -> list[Samples]:
    """The segments of the shipped call, and pieces of them: nine of many lengths."""
    call = decode(ROOT / "tests/data/audio/call.wav", max_duration_s=60)
    whole = [c[s.start : s.end].copy() for c in call.whole() for s in speech_in(c, SileroDetector())]
    return [part for s in whole for part in (s, s[: len(s) // 2].copy(), s[len(s) // 3 :].copy())]
