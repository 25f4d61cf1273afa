"""Text is compared in one form, and every character knows where it came from."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callqa.text.fold import fold, fold_lines, fold_with_origin

SAME = [
    ("12315", "一二三一五"),
    ("12315", "幺二三幺五"),
    ("12315", "１２３１５"),
    ("12315", "1-23 15"),
    ("10086", "一〇〇八六"),
    ("10086", "幺零零八六"),
    ("VIP", "ｖｉｐ"),
    ("我要投诉", "我 要，投诉！"),
    ("我要投诉", "“我要——投诉”……"),
]
DIFFERENT = [("二个", "两个"), ("投诉", "投述"), ("一", "七"), ("退款", "退钱")]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_sounds_the_same_is_the_same(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_what_sounds_different_stays_different(one: str, other: str) -> None:
    assert fold(one) != fold(other)


def test_only_punctuation_is_nothing() -> None:
    assert fold("，。！ …") == ""


def test_every_character_points_back_to_where_it_came_from() -> None:
    folded = fold_with_origin("打 １2，㏒")
    assert (folded.text, folded.origin) == ("打一二log", (0, 2, 3, 5, 5, 5))


@given(st.text())
def test_folding_twice_changes_nothing(text: str) -> None:
    assert fold(fold(text)) == fold(text)


@given(st.text())
def test_the_way_back_is_complete_and_in_order(text: str) -> None:
    folded = fold_with_origin(text)
    assert folded.text == fold(text)
    assert len(folded.text) == len(folded.origin)
    assert list(folded.origin) == sorted(folded.origin)
    assert all(fold(text[index]) for index in folded.origin)


@given(st.text(st.sampled_from("退款幺〇訴1１Ａé㏒ ，。\n\u2028") | st.characters(codec="utf-8")))
@settings(max_examples=300)
def test_lines_are_folded_as_each_of_them_is(text: str) -> None:
    assert fold_lines(text) == "\n".join(fold(line) for line in text.split("\n"))
