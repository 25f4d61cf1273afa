"""The published models in full size and vocabulary, random weights, through the product's own loading.

What they utter means nothing; that the two hundred million weights, 8 MB of spellings, tags and pieces of
production pass through the same code as the demo model does is what is seen here.
"""

import gc
import shutil

import numpy as np
import pytest

from benchmarks import random_models
from callqa.model.speech import to_ms
from callqa.recognition.funasr.model_folder import check_model_folder
from callqa.recognition.funasr.recogniser import load_recogniser
from callqa.settings.recognition import TranscribeSettings

pytestmark = [pytest.mark.model, pytest.mark.slow]


@pytest.fixture
def full_size(tmp_path):
    """Provide a loaded recogniser; its 0.9 GB are gone from disk before anything else runs."""

    def of(make, hotwords):
        folder = check_model_folder(make(tmp_path / "model"))
        settings = TranscribeSettings(model=str(folder.path), device="cpu", language="zh")
        loaded = load_recogniser(folder, settings, hotwords)
        shutil.rmtree(folder.path)
        return loaded

    yield of
    gc.collect()


@pytest.fixture(scope="module")
def pieces():
    """Provide hisses of four lengths, one to two seconds."""
    chance = np.random.default_rng(0)
    return [chance.normal(0, 0.05, 16_000 + 5_000 * i).astype(np.float32) for i in range(4)]


@pytest.mark.parametrize(
    ("make", "hotwords"),
    [(random_models.paraformer_large, ["退款", "投诉", "refund"]), (random_models.sense_voice_small, [])],
    ids=["paraformer-zh", "SenseVoiceSmall"],
)
def test_it_says_when_it_heard_each_character_and_the_same_in_two_packings(full_size, pieces, make, hotwords):
    recogniser = full_size(make, hotwords)

    alone = [recogniser.recognise([piece])[0] for piece in pieces]

    assert recogniser.stock_parts == ()
    assert recogniser.recognise(pieces[::-1]) == alone[::-1]
    for piece, heard in zip(pieces, alone, strict=True):
        assert heard.failure is None
        assert not {"@", "<", "▁"} & set(heard.text)
        assert len(heard.char_times) == len(heard.text) > 1
        assert all(0 <= start <= end <= to_ms(len(piece)) + 100 for start, end in heard.char_times)
        assert sorted(heard.char_times) == list(heard.char_times)
