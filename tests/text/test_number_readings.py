"""A phrase with a number is found however the recogniser writes it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.text.number_readings import forms, reading


@pytest.mark.parametrize(
    ("phrase", "others"),
    [
        ("退款", ()),
        ("120块", ("一百二十块",)),
        ("2天", ("二天", "两天")),
        ("200元", ("二百元", "两百元")),
        ("10分钟", ("十分钟",)),
        ("十分钟", ("10分钟",)),
        ("一百二十块", ("120块",)),
        ("两百块", ("200块",)),
        ("千万别", ()),
        ("万一", ()),
        ("0827", ()),
    ],
)
def test_a_phrase_has_these_other_forms(phrase: str, others: tuple[str, ...]) -> None:
    assert forms(phrase) == (phrase, *others)


@pytest.mark.parametrize(
    ("number", "read"),
    [(1, "一"), (10, "十"), (15, "十五"), (110, "一百一十"), (1001, "一千零一"), (10_010, "一万零一十"),
     (20_000, "二万"), (1_000_500, "一百万零五百"), (35_210_000, "三千五百二十一万")],
)  # fmt: skip
def test_a_number_is_read_so(number: int, read: str) -> None:
    assert reading(number) == read


@given(st.integers(10, 99_999_999))
def test_a_number_that_is_read_can_be_written_again(number: int) -> None:
    assert f"{number}块" in forms(f"{reading(number)}块")
