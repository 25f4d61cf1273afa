"""A sample rate that cannot be true makes every call of a recorder last as much too long, or too short."""

import pytest

from callqa.audio.rates import implausible

TALKS = {"c1": 31.0, "c2": 48.0, "c3": 95.0, "c4": 240.0, "c5": 410.0}


@pytest.mark.parametrize("factor", [2.0, 0.5, 5.5, 6.0, 1.45])
def test_calls_that_all_last_as_much_too_long_have_another_rate(factor: float) -> None:
    lengths = {call: (talk * factor + 0.4, talk) for call, talk in TALKS.items()}

    assert implausible(lengths) == tuple(TALKS)


@pytest.mark.parametrize("waited", [0.0, 3.0, 30.0, 60.0])
def test_waiting_makes_no_rate(waited: float) -> None:
    assert implausible({call: (talk + waited, talk) for call, talk in TALKS.items()}) == ()


def test_one_call_that_lasts_twice_as_long_proves_nothing() -> None:
    assert implausible({"c1": (62.0, 31.0), **{f"r{n}": (40.0 + n, 39.0 + n) for n in range(5)}}) == ()
    assert implausible({"c1": (62.0, 31.0)}) == ()


def test_calls_of_a_moment_are_not_counted() -> None:
    assert implausible({f"c{n}": (2.0 * n, 1.0 * n) for n in range(1, 10)}) == ()
