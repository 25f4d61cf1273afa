"""The demo model, loaded once, and the short shipped call."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from callqa.audio.decoding import Audio, decode
from callqa.recognition.front_end.silero_vad import SileroDetector
from callqa.recognition.funasr.model_folder import check_model_folder
from callqa.recognition.funasr.recogniser import FunAsrRecogniser, load_recogniser
from callqa.settings.recognition import TranscribeSettings
from tests.support.places import ROOT
from tests.support.sounds import CALL


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def demo_model() -> Path:
    return ROOT / "models/demo"


@pytest.fixture(scope="session")
def demo_settings(demo_model: Path) -> TranscribeSettings:
    return TranscribeSettings(model=str(demo_model), device="cpu")


@pytest.fixture(scope="session")
def demo_recogniser(demo_settings: TranscribeSettings, demo_model: Path) -> FunAsrRecogniser:
    return load_recogniser(check_model_folder(demo_model), demo_settings, ["退款"])


@pytest.fixture(scope="session")
def silero() -> SileroDetector:
    return SileroDetector()


@pytest.fixture(scope="session")
def call_path() -> Path:
    """Eight seconds, stereo µ-law at 8 kHz: the agent on channel 0, the customer on 1."""
    return CALL


@pytest.fixture(scope="session")
def call(call_path: Path) -> Audio:
    return decode(call_path, max_duration_s=60)
