"""Times of characters: packed small, and read like the pairs they were."""

import copy
import pickle

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.model.transcript import PackedTimes

times = st.lists(st.tuples(st.integers(0, 2**31 - 1), st.integers(0, 2**31 - 1)), max_size=30)


@given(times, st.slices(20))
def test_packed_times_read_like_a_tuple_of_pairs(pairs: list[tuple[int, int]], some: slice) -> None:
    packed = PackedTimes(pairs)

    assert list(packed) == pairs
    assert len(packed) == len(pairs)
    assert packed[some] == tuple(pairs)[some]
    assert [packed[at] for at in range(-len(pairs), len(pairs))] == [*pairs, *pairs]
    assert packed == tuple(pairs)
    assert packed == PackedTimes(packed)
    assert hash(packed) == hash(PackedTimes(pairs))


def test_a_place_past_the_end_is_an_error() -> None:
    with pytest.raises(IndexError):
        PackedTimes([(0, 1)])[1]


def test_copies_and_pickles_are_equal() -> None:
    packed = PackedTimes([(0, 10), (10, 25)])

    assert copy.deepcopy(packed) is packed
    assert pickle.loads(pickle.dumps(packed)) == packed


@given(times)
def test_packed_times_come_back_from_their_text(pairs: list[tuple[int, int]]) -> None:
    assert list(PackedTimes.from_text(PackedTimes(pairs).as_text())) == pairs


def test_the_text_is_the_same_on_every_machine() -> None:
    assert PackedTimes([(1, 258)]).as_text() == "AQAAAAIBAAA="


@pytest.mark.parametrize("text", ["AQAA", "no Base64", "AQAAAAIBAAA"])
def test_a_text_that_was_cut_off_is_an_error(text: str) -> None:
    with pytest.raises(ValueError):
        PackedTimes.from_text(text)
