"""How many CPU threads a recogniser gets, and that their number changes no transcript."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch

from benchmarks.random_models import paraformer_small
from callqa.recognition.engine import Transcriber
from callqa.recognition.funasr import recogniser
from callqa.recognition.funasr.model_folder import check_model_folder
from callqa.recognition.funasr.recogniser import load_recogniser
from callqa.settings import recognition
from callqa.settings.recognition import TranscribeSettings, threads_for
from tests.support.builders import recording

pytestmark = pytest.mark.model

DEMO, LARGE = 16_000_000, 880_000_000


@pytest.mark.parametrize(
    ("model_bytes", "device", "cores", "engines", "threads"),
    [
        (LARGE, "cpu", 2, 1, 2),
        (LARGE, "cpu", 8, 1, 7),
        (LARGE, "cpu", 64, 1, 56),
        (LARGE, "cpu", 8, 2, 3),
        (LARGE, "cpu", 2, 8, 1),
        (LARGE, "cpu", 1, 1, 1),
        (LARGE, "cuda", 64, 1, 1),
        (LARGE, "mps", 8, 1, 1),
        (DEMO, "cpu", 64, 1, 1),
    ],
)
def test_a_large_model_without_a_gpu_gets_nearly_all_cores(
    model_bytes: int, device: str, cores: int, engines: int, threads: int
) -> None:
    assert threads_for(model_bytes, device, cores=cores, engines=engines) == threads


@pytest.mark.parametrize(
    ("asked", "large_from", "used"), [(None, 150_000_000, 1), (None, 1_000_000, 3), (2, 1_000_000, 2)]
)
def test_a_model_is_asked_with_as_many_threads_as_it_gets(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, asked: int | None, large_from: int, used: int
) -> None:
    """A small model stands for a large one: what counts is where the line is drawn."""
    folder = paraformer_small(tmp_path / "small")
    monkeypatch.setattr(recogniser, "usable_cores", lambda *, physical: 3)
    monkeypatch.setattr(recognition, "_LARGE_BYTES", large_from)
    settings = TranscribeSettings(model=str(folder), device="cpu", threads=asked)

    load_recogniser(check_model_folder(folder), settings, ()).recognise([torch.zeros(16_000).numpy()])

    assert torch.get_num_threads() == used


@pytest.mark.parametrize(("asked", "policy"), [(None, "PASSIVE"), ("ACTIVE", "ACTIVE")])
def test_threads_that_wait_sleep_unless_somebody_asks_for_more(
    monkeypatch: pytest.MonkeyPatch, asked: str | None, policy: str
) -> None:
    """Or another busy process on the machine would stop a recogniser of several threads."""
    monkeypatch.setenv("OMP_DISPLAY_ENV", "true")
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    if asked:
        monkeypatch.setenv("OMP_WAIT_POLICY", asked)

    loaded = [sys.executable, "-c", "import callqa.recognition.funasr.recogniser"]
    told = subprocess.run(loaded, check=True, capture_output=True, text=True, timeout=120).stderr

    assert f"OMP_WAIT_POLICY = '{policy}'" in told


def test_the_transcripts_are_the_same_whatever_the_number_of_threads(
    demo_model: Path, call_path: Path
) -> None:
    def transcripts(threads: int) -> list[object]:
        settings = TranscribeSettings(model=str(demo_model), device="cpu", threads=threads)
        return list(Transcriber(settings, ["退款"]).transcribe([recording(path=str(call_path))]))

    one, *others = (transcripts(threads) for threads in (1, 2, 5))

    assert "退款" in str(one)
    assert others == [one, one]
