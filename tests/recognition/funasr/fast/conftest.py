"""The demo model as FunASR loads it, and as it is made fast."""

from typing import Any

import pytest

from callqa.audio.decoding import decode
from callqa.audio.samples import Samples
from callqa.recognition.front_end.silero_vad import SileroDetector, speech_in
from callqa.recognition.funasr.loading import build
from tests.support.places import DATA, ROOT


@pytest.fixture
def loaded() -> Any:
    """Provide a model of FunASR's own, that a test may change."""
    return build(ROOT / "models/demo")


@pytest.fixture(scope="session")
def speech() -> list[Samples]:
    """Provide the segments of the shipped call, and pieces of them: nine of many lengths."""
    call = decode(DATA / "audio/call.wav", max_duration_s=60)
    whole = [c[s.start : s.end].copy() for c in call.whole() for s in speech_in(c, SileroDetector())]
    return [part for s in whole for part in (s, s[: len(s) // 2].copy(), s[len(s) // 3 :].copy())]
