"""The whole recipe in small: from synthesis to a folder that FunASR loads."""

import multiprocessing
import shutil
from dataclasses import replace
from itertools import repeat
from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("jieba")
pytest.importorskip("pypinyin")

from rich.console import Console

from scripts.demo_model import recordings
from scripts.demo_model.folder import export, load
from scripts.demo_model.plan import Plan, make_speech
from scripts.synth.espeak import Speech
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
        second=_second_synthesiser(tmp_path / "second"),
        second_steps=2,
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
    assert again.step == trained.step == 6, "a finished phase is not repeated"


def _second_synthesiser(folder: Path) -> Path:
    """Return a folder with files as the second synthesiser's, of tones."""
    folder.mkdir()
    tone = np.sin(2 * np.pi * 300 * np.arange(12_000) / 24_000).astype(np.float32)
    speech = Speech(samples=tone, sample_rate=24_000, char_times=((0.1, 0.25), (0.25, 0.4)))
    for name in ("general000", "naming001", "held_out_unseen"):
        made = repeat(recordings.recording_of("退款", speech))
        recordings.write(folder / f"{name}.npz", made, hours=0.002)
    return folder


def test_a_shipped_model_is_read_back_to_go_on_from(tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "models" / "demo"

    export(load(shipped, step=1), tmp_path / "model")

    for name in ("am.mvn", "tokens.json", "config.yaml", "seg_dict"):
        assert (tmp_path / "model" / name).read_bytes() == (shipped / name).read_bytes()
