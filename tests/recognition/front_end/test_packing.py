"""Packing: every piece exactly once, within the budget, with little padding."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.recognition.front_end.packing import Packer, pack, padding_ratio, window

LENGTHS = st.lists(st.integers(1, 300), max_size=80)
BUDGETS = st.integers(1, 1000)


def within(batch: list[int], budget: int) -> bool:
    return len(batch) == 1 or max(batch) * len(batch) <= budget


@given(LENGTHS, BUDGETS)
def test_every_piece_is_in_exactly_one_batch(lengths: list[int], budget: int) -> None:
    assert sorted(i for batch in pack(lengths, budget) for i in batch) == list(range(len(lengths)))


@given(LENGTHS, BUDGETS)
def test_only_a_piece_that_is_alone_may_pass_the_budget(lengths: list[int], budget: int) -> None:
    assert all(within([lengths[i] for i in batch], budget) for batch in pack(lengths, budget))


@given(LENGTHS, BUDGETS)
def test_the_longest_piece_is_in_the_first_batch(lengths: list[int], budget: int) -> None:
    longest = [max(lengths[i] for i in batch) for batch in pack(lengths, budget)]
    assert longest == sorted(longest, reverse=True)


@given(LENGTHS.filter(bool), BUDGETS, st.data())
def test_a_window_holds_its_piece_and_keeps_the_budget(
    lengths: list[int], budget: int, data: st.DataObject
) -> None:
    ordered = sorted(lengths, reverse=True)
    at = data.draw(st.integers(0, len(ordered) - 1))

    found = window(ordered, at, budget)

    assert at in found
    assert within([ordered[i] for i in found], budget)


@given(LENGTHS, BUDGETS, st.integers(1, 40))
def test_a_packer_gives_every_piece_back_once_however_it_is_filled(
    lengths: list[int], budget: int, pool: int
) -> None:
    packer: Packer[int] = Packer(budget)
    taken: list[list[int]] = []
    for item, length in enumerate(lengths):
        packer.add(item, length)
        if len(packer) > pool:
            taken.append(packer.take(is_last=False))
    while len(packer):
        taken.append(packer.take(is_last=True))

    assert sorted(item for batch in taken for item in batch) == list(range(len(lengths)))
    assert all(within([lengths[i] for i in batch], budget) for batch in taken)
    assert packer.size == 0


def test_the_first_batch_is_the_biggest_so_that_memory_is_tried_at_once() -> None:
    packer: Packer[str] = Packer(30)
    for name, length in (("short", 1), ("long", 30), ("middle", 10)):
        packer.add(name, length)

    assert packer.take(is_last=False) == ["long"]


@given(st.lists(st.integers(1, 30), min_size=40, max_size=200))
def test_a_piece_waits_no_longer_than_those_that_came_before_it(lengths: list[int]) -> None:
    """Otherwise a call with one odd piece would be stored only when the night ends."""
    packer: Packer[int] = Packer(60)
    for item, length in enumerate(lengths[:20]):
        packer.add(item, length)
    packer.take(is_last=False)
    for item, length in enumerate(lengths[20:], 20):
        packer.add(item, length)
        batch = packer.take(is_last=False)
        oldest_left = min((age for _, age, _ in packer._waiting), default=len(lengths))
        assert min(batch) < oldest_left


def test_nothing_is_taken_from_an_empty_packer() -> None:
    with pytest.raises(IndexError):
        Packer[int](10).take(is_last=True)


def pieces(seed: int, count: int) -> list[int]:
    """Lengths in ms like those of calls: mean 3.7 s, never over 20 s."""
    rng = random.Random(seed)
    return [int(min(200 + rng.expovariate(1 / 3500), 20_000)) for _ in range(count)]


def test_a_whole_day_is_packed_with_hardly_any_padding() -> None:
    lengths = pieces(1, 5000)
    batches = [[lengths[i] for i in batch] for batch in pack(lengths, 300_000)]
    assert padding_ratio(batches) < 1.05


def test_a_pool_of_twenty_budgets_is_nearly_as_good_as_the_whole_day() -> None:
    budget, lengths = 120_000, pieces(2, 5000)
    packer: Packer[int] = Packer(budget)
    batches = []
    for length in lengths:
        packer.add(length, length)
        if packer.size > 20 * budget:
            batches.append(packer.take(is_last=False))
    while len(packer):
        batches.append(packer.take(is_last=True))

    assert padding_ratio(batches) < 1.1


def test_no_batches_waste_nothing() -> None:
    assert padding_ratio([]) == 1.0
