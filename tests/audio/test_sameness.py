"""A mono recording on both channels is one channel, however it was put there."""

import numpy as np
import pytest

from callqa.audio.decoding import decode
from callqa.audio.sameness import Sameness
from callqa.model.coverage import GapKind
from tests.support.sounds import CALL, FloatArray, write

AGENT, CUSTOMER = (channel[::2].copy() for channel in decode(CALL, max_duration_s=60).whole())
MIX = AGENT + CUSTOMER


def late(sound: FloatArray, ms: int = 20) -> FloatArray:
    samples = 8 * ms
    return np.concatenate([np.zeros(samples, np.float32), sound[:-samples]])


COPIES = {
    "equal": MIX,
    "1 dB quieter": MIX * 0.89,
    "6 dB quieter": MIX * 0.5,
    "6 dB louder": MIX * 2,
    "inverted": -MIX,
    "20 ms late": late(MIX),
    "40 ms late": late(MIX, 40),
    "75 ms late": late(MIX, 75),
    "90 ms late and inverted": -late(MIX, 90),
    "inverted, quieter and late": -0.5 * late(MIX),
    "with an offset": MIX + 0.05,
    "with a little noise": MIX + np.random.default_rng(1).normal(0, 0.002, len(MIX)).astype(np.float32),
}


@pytest.mark.parametrize("copy", COPIES)
def test_a_copy_is_no_second_channel(tmp_path, copy):
    audio = decode(write(tmp_path / "a.wav", MIX * 0.4, COPIES[copy] * 0.4), max_duration_s=60)
    assert audio.channels == 1
    assert [noted.kind for noted in audio.noted] == [GapKind.SAME_CHANNELS]


def test_of_two_copies_the_louder_one_is_heard(tmp_path):
    audio = decode(write(tmp_path / "a.wav", MIX * 0.1, MIX * 0.3), max_duration_s=60)
    assert np.abs(audio.whole()[0]).max() == pytest.approx(np.abs(MIX).max() * 0.3, rel=0.1)


@pytest.mark.parametrize("echo_db", [-12, -16, -20, -30])
def test_an_echo_of_the_other_side_does_not_make_one_channel_of_two(tmp_path, echo_db):
    echo = 10 ** (echo_db / 20)
    path = write(tmp_path / "a.wav", AGENT + echo * late(CUSTOMER), CUSTOMER + echo * late(AGENT))
    assert decode(path, max_duration_s=60).channels == 2


def test_a_leak_into_a_channel_on_which_nobody_speaks_is_no_copy(tmp_path):
    assert decode(write(tmp_path / "a.wav", AGENT, AGENT * 0.03), max_duration_s=60).channels == 2


def test_silence_on_both_channels_says_nothing():
    watched = Sameness(8000)
    watched.see(np.stack([np.zeros(8000, np.float32), np.full(8000, 1e-6, np.float32)]))
    watched.end()
    assert not watched.is_one


@pytest.mark.parametrize("seconds", [0.01, 0.7, 30])
def test_how_a_call_is_cut_into_blocks_changes_nothing(seconds):
    watched, size = Sameness(8000), int(seconds * 8000)
    both = np.stack([AGENT + 0.2 * CUSTOMER, CUSTOMER + 0.2 * AGENT])
    for start in range(0, both.shape[1], size):
        watched.see(both[:, start : start + size])
    watched.end()
    assert not watched.is_one
