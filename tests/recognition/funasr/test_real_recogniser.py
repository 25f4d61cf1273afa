"""A real recogniser in the product's own engine; runs where the extra ``real`` is installed."""

import pytest

from benchmarks import real_model
from callqa.audio.decoding import decode
from callqa.recognition.funasr.model_folder import check_model_folder
from callqa.recognition.funasr.recogniser import load_recogniser
from callqa.settings.recognition import TranscribeSettings
from tests.support.sounds import CALL

pytestmark = [
    pytest.mark.model,
    pytest.mark.skipif(bool(real_model.missing()), reason=real_model.missing() or "installed"),
]


def test_it_writes_simplified_mandarin_with_a_time_for_every_character(tmp_path):
    folder = check_model_folder(real_model.make_folder(tmp_path / "whisper-base"))
    recogniser = load_recogniser(folder, TranscribeSettings(model=str(folder.path), device="cpu"), [])

    (heard,) = recogniser.recognise([decode(CALL, max_duration_s=60).whole()[0]])

    assert heard.failure is None
    assert sum("\u4e00" <= character <= "\u9fff" for character in heard.text) >= 5
    assert len(heard.char_times) == len(heard.text)
