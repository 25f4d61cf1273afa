"""Hotwords work in the shipped model, through FunASR's public call and nothing else."""

import contextlib
import io
import json
import wave
from typing import Any

import numpy as np
import pytest
import soxr

from tests.support.places import ROOT

RECORDINGS = ROOT / "tests" / "data" / "hotwords"
CASES = json.loads((RECORDINGS / "cases.json").read_text("utf-8"))

pytestmark = [pytest.mark.model, pytest.mark.timeout(300)]


@pytest.fixture(scope="module")
def model() -> Any:
    with contextlib.redirect_stdout(io.StringIO()):
        from funasr import AutoModel

        return AutoModel(
            model=str(ROOT / "models" / "demo"),
            disable_update=True,
            device="cpu",
            ncpu=1,
            disable_pbar=True,
        )


def recognise(model: Any, file: str, hotword: str | None) -> str:
    with wave.open(str(RECORDINGS / file)) as recording:
        rate, stored = recording.getframerate(), recording.readframes(recording.getnframes())
    samples = np.frombuffer(stored, dtype=np.int16).astype(np.float32) / 32_768
    extra = {} if hotword is None else {"hotword": hotword}
    wide = soxr.resample(samples, rate, 16_000)
    (result,) = model.generate(input=[wide], batch_size=1, fs=16_000, **extra)
    return str(result["text"]).replace(" ", "")


class TestHotwords:
    @pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
    def test_without_its_hotword_the_rare_word_is_missed(self, model, case):
        assert case["hotword"] not in recognise(model, case["file"], None)

    @pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
    def test_with_its_hotword_among_others_the_sentence_is_right(self, model, case):
        hotwords = " ".join([*case["others"], case["hotword"]])
        assert case["text"] == recognise(model, case["file"], hotwords)

    @pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
    def test_hotwords_that_nobody_said_are_not_heard(self, model, case):
        said = recognise(model, case["file"], " ".join(case["others"]))
        assert [word for word in case["others"] if word in said] == []
