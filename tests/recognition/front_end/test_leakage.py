"""Real speech, leaked into the other channel or spoken over."""

from pathlib import Path

import numpy as np
import pytest

from callqa.audio.decoding import decode
from callqa.model.speech import Segment
from callqa.recognition.front_end.crosstalk import without_crosstalk
from callqa.recognition.front_end.segments import listen
from callqa.recognition.front_end.silero_vad import SileroDetector
from tests.support.sounds import CALL, FloatArray, write

RATE = 16_000


@pytest.fixture(scope="module")
def agent(call):
    return call.whole()[0][: 4 * RATE]


@pytest.fixture(scope="module")
def customer(call):
    """Two seconds of the customer, in four of hiss."""
    found = np.zeros(4 * RATE, np.float32)
    found[RATE : 3 * RATE] = call.whole()[1][3 * RATE : 5 * RATE]
    return found


def hiss(db: float, length: int = 4 * RATE) -> np.ndarray:
    return (np.random.default_rng(1).standard_normal(length) * 10 ** (db / 20)).astype(np.float32)


def leaked(samples: np.ndarray, db: float, delay_ms: int = 0) -> np.ndarray:
    delay = RATE * delay_ms // 1000
    late = np.concatenate([np.zeros(delay, np.float32), samples[: len(samples) - delay]])
    return late * np.float32(10 ** (db / 20))


WHOLE = Segment(start=0, end=4 * RATE)


@pytest.mark.parametrize("db", [-25, -35, -45])
@pytest.mark.parametrize("delay_ms", [0, 30, 120])
def test_a_leak_is_left_out_whatever_its_level_and_delay(agent, db, delay_ms):
    quiet = leaked(agent, db, delay_ms) + hiss(-85)
    assert without_crosstalk(WHOLE, quiet, agent) == []


def test_the_one_who_spoke_keeps_his_words(agent):
    assert without_crosstalk(WHOLE, agent, leaked(agent, -35) + hiss(-85)) == [WHOLE]


@pytest.mark.parametrize("db", [0, -15, -25])
def test_two_people_at_once_are_both_kept(agent, customer, db):
    own = leaked(customer, db) + hiss(-85)
    assert without_crosstalk(WHOLE, own, agent) == [WHOLE]


def test_an_answer_after_a_leak_is_kept_and_the_leak_is_not(agent, customer):
    other = np.concatenate([agent, hiss(-85)])
    own = np.concatenate([leaked(agent, -35), customer]) + hiss(-85, 8 * RATE)

    (left,) = without_crosstalk(Segment(start=0, end=8 * RATE), own, other)

    assert left.start > 4 * RATE
    assert left.start < 5.2 * RATE
    assert left.end > 6.5 * RATE


def test_silence_on_both_channels_is_no_leak():
    nothing = np.zeros(4 * RATE, np.float32)
    assert without_crosstalk(WHOLE, nothing, nothing) == [WHOLE]


AGENT, CUSTOMER = (channel[::2].copy() for channel in decode(CALL, max_duration_s=60).whole())


def late(sound: FloatArray, samples: int = 160) -> FloatArray:
    return np.concatenate([np.zeros(samples, np.float32), sound[:-samples]])


def spoken(path: Path, *channels: FloatArray) -> list[tuple[int, float]]:
    """Return the channel of every stretch of speech, and how long it lasts."""
    heard, _ = listen(write(path / "a.wav", *channels), SileroDetector(), max_duration_s=60)
    return [(channel, segment.seconds) for channel, segment in heard.found]


@pytest.mark.parametrize("echo_db", [-12, -16])
def test_an_echo_of_the_other_side_is_nobodys_speech(tmp_path: Path, echo_db: int) -> None:
    echo = 10 ** (echo_db / 20)
    clean = spoken(tmp_path, AGENT, CUSTOMER)

    echoed = spoken(tmp_path, AGENT + echo * late(CUSTOMER), CUSTOMER + echo * late(AGENT))

    assert [channel for channel, _ in echoed] == [channel for channel, _ in clean]
    assert [length for _, length in echoed] == pytest.approx([length for _, length in clean], abs=0.3)


@pytest.mark.parametrize("gain", [0.01, 0.003])
def test_a_channel_that_is_far_too_quiet_is_heard(tmp_path: Path, gain: float) -> None:
    assert [channel for channel, _ in spoken(tmp_path, AGENT, CUSTOMER * gain)] == [0, 1, 0]


def test_a_call_that_is_far_too_quiet_on_both_channels_is_heard(tmp_path: Path) -> None:
    """A line at -60 dBFS: each channel was found silent, so that nobody made it louder."""
    assert [channel for channel, _ in spoken(tmp_path, AGENT * 0.003, CUSTOMER * 0.003)] == [0, 1, 0]


def test_how_loud_a_channel_is_does_not_change_where_speech_is_found(tmp_path: Path) -> None:
    normal, quiet = (spoken(tmp_path, AGENT * gain, CUSTOMER * gain) for gain in (1, 0.01))

    assert [channel for channel, _ in quiet] == [channel for channel, _ in normal]
    assert [length for _, length in quiet] == pytest.approx([length for _, length in normal], abs=0.2)


def test_hiss_is_nobodys_speech_however_loud_it_is_made(tmp_path: Path) -> None:
    hiss = np.random.default_rng(0).normal(0, 10 ** (-65 / 20), len(AGENT)).astype(np.float32)

    assert {channel for channel, _ in spoken(tmp_path, AGENT, hiss)} == {0}
