"""Speech kept as it left the synthesiser, and the telephone line added when it is read."""

import random

import numpy as np
import pytest

pytest.importorskip("scipy")
pytest.importorskip("pypinyin")

from scripts.demo_model import recordings
from scripts.synth.espeak import Speech

SPOKEN_S = (0.5, 0.9)


@pytest.fixture(scope="module")
def recording():
    rate = 24_000
    tone = np.sin(2 * np.pi * 440 * np.arange(rate) / rate).astype(np.float32) * 0.1
    return recordings.recording_of(
        "退 款", Speech(samples=tone, sample_rate=rate, char_times=((0.1, 0.5), SPOKEN_S))
    )


def test_it_is_kept_at_the_rate_of_the_telephone_and_at_a_common_peak(recording):
    assert abs(len(recording.line) - 8_000) <= 1
    assert np.abs(recording.line).max() == 32_767


def test_what_is_stored_is_what_is_read(recording, tmp_path):
    count = recordings.write(tmp_path / "a.npz", iter([recording] * 9), 2.5 / 3600)

    read = recordings.read(tmp_path / "a.npz")
    assert count == len(read) == 3
    for one in read:
        assert one.text == "退 款"
        np.testing.assert_array_equal(one.line, recording.line)
        np.testing.assert_array_equal(one.char_times, recording.char_times)


def test_a_file_that_was_not_finished_is_not_there(recording, tmp_path):
    with pytest.raises(StopIteration):
        recordings.write(tmp_path / "a.npz", iter([recording]), 1.0)

    assert not (tmp_path / "a.npz").exists()


def test_over_a_telephone_the_characters_keep_their_places_in_the_sound(recording):
    rng, noise = random.Random(1), np.random.default_rng(1)

    heard = [recordings.called(recording, rng, noise) for _ in range(5)]

    for utterance in heard:
        assert utterance.text == "退款"
        start, end = utterance.char_times[1]
        assert 0.9 < (end - start) / (SPOKEN_S[1] - SPOKEN_S[0]) < 1.1
        assert end < len(utterance.frames) / 100
    assert len({len(utterance.frames) for utterance in heard}) > 1
