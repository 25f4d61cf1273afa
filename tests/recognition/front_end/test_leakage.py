"""Real speech, leaked into the other channel or spoken over."""

import numpy as np
import pytest

from callqa.model.speech import Segment
from callqa.recognition.front_end.crosstalk import without_crosstalk

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
