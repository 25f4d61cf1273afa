"""Which words the recogniser is told to expect: few, Hanzi, the important ones first."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.recognition.hotwords import Suspicion, choose, parse, spell
from callqa.strict_yaml.problems import ProblemsError


@pytest.mark.parametrize(
    ("word", "spoken"),
    [
        ("投诉", "投诉"),
        ("12315", "幺二三幺五"),
        ("１２３１５", "幺二三幺五"),
        ("5G套餐", "五G套餐"),
        ("第1页", "第一页"),
        ("我 要 退款", "我要退款"),
    ],
)
def test_a_word_is_spelt_as_it_is_spoken(word: str, spoken: str) -> None:
    assert spell(word) == spoken


def test_extra_words_come_before_the_rules_phrases_and_each_word_once() -> None:
    assert choose(["净水器", "投诉"], ["投诉", "退款"]) == ("净水器", "投诉", "退款")


@pytest.mark.parametrize("word", ["差", "VIP", "5G套餐", "一二三四五六七八九", "", "投诉，退款"])
def test_what_the_recogniser_cannot_use_is_left_out(word: str) -> None:
    assert choose([], [word, "退款"]) == ("退款",)


def test_names_and_phrases_take_turns_behind_the_extra_words() -> None:
    assert choose(["净水器"], ["投诉", "退款", "曝光"], ["章伟", "投诉"]) == (
        "净水器",
        "投诉",
        "章伟",
        "退款",
        "曝光",
    )


def test_no_words_are_no_hotwords() -> None:
    assert choose([], []) == ()


@given(st.lists(st.text("投诉退款12 A", max_size=9)), st.lists(st.text("投诉退款12 A", max_size=9)))
def test_hotwords_are_distinct_hanzi_words(extra: list[str], phrases: list[str]) -> None:
    chosen = choose(extra, phrases)
    assert len(chosen) == len(set(chosen))
    assert all(2 <= len(word) <= 8 and not set(word) & set("12 A") for word in chosen)
    assert choose(extra, phrases) == chosen


def test_a_file_has_one_word_a_line_and_comments() -> None:
    text = "\ufeff# 说明\n\n净水器  # 产品\r\n12315\n净水器\n"
    assert parse(text, "h.txt") == ("净水器", "12315")


@pytest.mark.parametrize(
    ("line", "cure"),
    [
        ("净水器 投诉", "一行写一个词"),
        ("净水器，投诉", "一行写一个词"),
        ("差", "2 到 8 个汉字"),
        ("APP", "字母写成读音"),
        ("特别特别特别特别长", "2 到 8 个汉字"),
    ],
)
def test_an_unusable_line_is_named_with_a_cure(line: str, cure: str) -> None:
    with pytest.raises(ProblemsError, match=rf"h\.txt:2：.*{cure}"):
        parse(f"投诉\n{line}\n", "h.txt")


def test_all_unusable_lines_are_told_at_once() -> None:
    with pytest.raises(ProblemsError) as caught:
        parse("A\n投诉\nB\n", "h.txt")
    assert [problem.line for problem in caught.value.problems] == [1, 3]


@pytest.mark.parametrize(
    ("text", "suspicious"),
    [("我要投诉", True), ("投。诉", True), ("打12315", True), ("净水坏了", True), ("水器坏了", True),
     ("投宿", False), ("净化器", False), ("投", False), ("", False)],
)  # fmt: skip
def test_a_text_may_rest_on_a_hotword_or_on_most_of_one(text: str, suspicious: bool) -> None:
    assert Suspicion(["投诉", "净水器", "幺二三幺五"]).is_on(text) is suspicious


def test_without_hotwords_nothing_is_suspicious() -> None:
    assert not Suspicion([]).is_on("我要投诉")
