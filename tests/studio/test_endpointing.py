"""End points: where somebody begins and stops to speak, from chances of speech."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from callqa.studio.endpointing import FRAME, EndPointing, Stretch

_RATE = 16_000


def heard(chances: list[float]) -> list[Stretch]:
    points = EndPointing()
    found = [stretch for chance in chances if (stretch := points.hear(chance))]
    last = points.finish(len(chances) * FRAME)
    return [*found, *([last] if last else [])]


def of(*runs: tuple[float, int]) -> list[float]:
    return [chance for chance, frames in runs for _ in range(frames)]


@given(st.lists(st.tuples(st.sampled_from([0.1, 0.4, 0.9]), st.integers(1, 60)), max_size=30))
def test_stretches_follow_each_other_are_short_and_hold_all_speech(runs: list[tuple[float, int]]) -> None:
    chances = of(*runs)
    found = heard(chances)

    assert all(one.end <= other.start for one, other in pairwise(found))
    assert all(0 <= each.start < each.end <= 20.6 * _RATE + each.start for each in found)
    for frame, chance in enumerate(chances):
        if chance == 0.9:
            middle = frame * FRAME + FRAME // 2
            assert any(each.start <= middle < each.end for each in found)


def test_half_a_second_of_silence_ends_a_stretch_and_a_lead_is_kept() -> None:
    (first, second) = heard(of((0.1, 40), (0.9, 40), (0.1, 20), (0.9, 10)))

    assert first.start == 40 * FRAME - 350 * 16
    assert first.end == 80 * FRAME + 200 * 16
    assert second.start >= first.end


def test_a_short_pause_ends_nothing_and_a_click_is_no_speech() -> None:
    assert len(heard(of((0.9, 20), (0.1, 10), (0.9, 20), (0.1, 20)))) == 1
    (click,) = heard(of((0.1, 20), (0.9, 3), (0.1, 30)))
    assert not click.is_speech


def test_whoever_does_not_stop_is_cut_after_twenty_seconds() -> None:
    found = heard(of((0.9, 2_000)))

    assert found[0].end - found[0].start <= 20 * _RATE + FRAME
    assert sum(each.end - each.start for each in found) == 2_000 * FRAME
