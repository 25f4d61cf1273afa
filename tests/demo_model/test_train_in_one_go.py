"""The whole recipe in small: from synthesis to a folder that FunASR loads."""

import multiprocessing
import shutil
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("jieba")
pytest.importorskip("pypinyin")

from rich.console import Console

from scripts.demo_model.folder import export
from scripts.demo_model.plan import Plan, make_speech
from scripts.train_demo_model import train

pytestmark = pytest.mark.model


@pytest.mark.skipif(shutil.which("espeak-ng") is None, reason="espeak-ng is not installed")
@pytest.mark.timeout(600)
def test_a_few_steps_of_every_phase_end_in_a_model_that_funasr_loads(tmp_path: Path) -> None:
    small = Plan(
        work=tmp_path / "work",
        shard_hours=0.004,
        general_shards=4,
        naming_shards=1,
        base_steps=4,
        base_decay_steps=2,
        predictor_steps=2,
        hotword_rounds=(3,),
        bias_named=2,
        bias_ordinary=4,
    )
    speech = multiprocessing.get_context("spawn").Process(target=make_speech, args=(small,))
    speech.start()

    trained = train(small, Console(quiet=True))
    export(trained, tmp_path / "model")
    speech.join()
    again = train(replace(small, base_steps=99), Console(quiet=True))

    from funasr import AutoModel

    model = AutoModel(model=str(tmp_path / "model"), disable_update=True, disable_pbar=True, device="cpu")
    noise = np.random.default_rng(0).standard_normal(16_000).astype(np.float32) * 0.05
    (result,) = model.generate(input=[noise], batch_size=1, fs=16_000, hotword="投诉")
    assert "text" in result
    assert again.step == trained.step == 4, "a finished phase is not repeated"
