"""What leaks from the other channel is left out; what somebody said, however quietly, is not."""

from hypothesis import given
from hypothesis import strategies as st

from callqa.recognition.front_end.crosstalk import QUIETER_DB, SAME_SHAPE, Levels, own_speech, quiet_windows

SPEECH, LEAK, HISS = -25.0, -60.0, -75.0


def levels(*parts: tuple[int, float, float]) -> Levels:
    """Parts of so many windows, with the levels of both channels."""
    own = tuple(own for count, own, _ in parts for _ in range(count))
    other = tuple(other for count, _, other in parts for _ in range(count))
    return Levels(own=own, other=other)


def test_a_stretch_that_is_all_copy_is_nobodys() -> None:
    assert own_speech(levels((30, LEAK, SPEECH), (3, HISS, HISS)), 0.9) == []


def test_people_who_talk_at_once_are_both_heard() -> None:
    """Quiet beside a loud voice, but of another shape."""
    both = levels((30, SPEECH - 25, SPEECH))
    assert own_speech(both, 0.2) == [range(30)]


def test_a_copy_that_is_nearly_as_loud_is_left_to_the_reader() -> None:
    """Nobody can say whose words they are, when both channels carry them equally."""
    assert own_speech(levels((30, SPEECH - 10, SPEECH)), 1.0) == [range(30)]


def test_an_answer_after_the_copy_is_kept_alone() -> None:
    stretch = levels((20, LEAK, SPEECH), (30, SPEECH, HISS))
    assert own_speech(stretch, 0.9) == [range(17, 50)]


def test_an_answer_before_and_one_after_the_copy_are_two() -> None:
    stretch = levels((10, SPEECH, HISS), (20, LEAK, SPEECH), (10, SPEECH, HISS))
    assert own_speech(stretch, 0.9) == [range(12), range(27, 40)]


def test_a_pause_for_breath_parts_nothing() -> None:
    stretch = levels((20, LEAK, SPEECH), (10, SPEECH, HISS), (5, HISS, HISS), (10, SPEECH, HISS))
    assert own_speech(stretch, 0.9) == [range(17, 45)]


def test_a_click_in_a_copy_is_no_word() -> None:
    assert own_speech(levels((10, LEAK, SPEECH), (1, SPEECH, HISS), (10, LEAK, SPEECH)), 0.9) == []


def test_a_few_quiet_windows_prove_nothing() -> None:
    assert quiet_windows(levels((2, LEAK, SPEECH), (10, SPEECH, HISS))) == []


LEVEL = st.floats(-100, 0)


@given(st.lists(st.tuples(LEVEL, LEVEL), min_size=1, max_size=60), st.floats(0, SAME_SHAPE - 0.01))
def test_without_the_same_shape_nothing_is_ever_left_out(pairs: list, correlation: float) -> None:
    own, other = zip(*pairs, strict=True)
    assert own_speech(Levels(own=own, other=other), correlation) == [range(len(own))]


@given(st.lists(st.tuples(LEVEL, LEVEL), min_size=1, max_size=60))
def test_a_channel_that_is_not_far_quieter_loses_nothing(pairs: list) -> None:
    own = tuple(own for own, _ in pairs)
    other = tuple(min(other, min(own) + QUIETER_DB - 1) for _, other in pairs)
    assert own_speech(Levels(own=own, other=other), 1.0) == [range(len(own))]


@given(st.lists(st.tuples(LEVEL, LEVEL), min_size=1, max_size=60), st.floats(0, 1))
def test_what_is_left_lies_inside_and_in_order(pairs: list, correlation: float) -> None:
    own, other = zip(*pairs, strict=True)
    left = own_speech(Levels(own=own, other=other), correlation)
    assert all(0 <= run.start < run.stop <= len(own) for run in left)
    assert [run.start for run in left] == sorted(run.start for run in left)
