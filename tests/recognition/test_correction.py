"""A hotword that the recogniser was not given is put where something sounds like it, and nowhere else."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.model.annotations import Correction, as_recognised
from callqa.model.speech import Recognition
from callqa.recognition.correction import Corrector, Vocabulary
from callqa.text.common_words import common_words

WORDS = ("投诉", "退款", "退款服务", "净水器", "安心家电", "延保服务", "以旧换新", "章伟", "曝光")


def recognised(text: str) -> Recognition:
    return Recognition(text=text, char_times=tuple((100 * i, 100 * (i + 1)) for i in range(len(text))))


def corrector(*hotwords: str, never: tuple[str, ...] = (), known: tuple[str, ...] = ()) -> Corrector:
    vocabulary = Vocabulary(
        hotwords=hotwords or WORDS, known=known, never=frozenset(never), common=common_words()
    )
    return Corrector(vocabulary, least=0.85)


def corrected(text: str, **lists: tuple[str, ...]) -> str:
    return corrector(**lists).correct(recognised(text)).text


@pytest.mark.parametrize(
    ("heard", "meant"),
    [
        ("我要投素", "我要投诉"),
        ("退宽服物", "退款服务"),
        ("进水器坏了", "净水器坏了"),
        ("安新家电的眼保服务", "安心家电的延保服务"),
        ("一九换新，怎么弄", "以旧换新，怎么弄"),
        ("我找张伟", "我找章伟"),
    ],
)
def test_what_sounds_like_a_hotword_becomes_it(heard: str, meant: str) -> None:
    assert corrected(heard) == meant


@pytest.mark.parametrize(
    "text",
    [
        "",
        "我要投宿",
        "这个人头素质太差",
        "海关报关",
        "我要投诉",
        "一二三四五",
        "退，宽",
        "AB退",
        "今天天气不错",
        "我要退宽",
        "推款了没有",
    ],
)
def test_ordinary_words_and_what_only_resembles_a_hotword_stay(text: str) -> None:
    assert corrected(text) == text


def test_a_word_that_is_never_replaced_stays_inside_a_longer_one_too() -> None:
    assert corrector("投诉电话").correct(recognised("投宿电话")).text == "投诉电话"
    assert corrector("投诉电话", never=("投宿",)).correct(recognised("投宿电话")).text == "投宿电话"


def test_where_a_hotword_of_the_recogniser_stands_nothing_else_is_put() -> None:
    assert corrector("净水器", known=("进水器",)).correct(recognised("进水器")).text == "进水器"


def test_of_two_hotwords_the_one_that_sounds_more_alike_is_put() -> None:
    assert corrector("张薇", "章伟").correct(recognised("找张维")).text == "找章伟"


def test_a_correction_keeps_the_original_its_place_and_its_score() -> None:
    before = recognised("的进水器")

    after = corrector().correct(before)

    assert after.char_times == before.char_times
    assert after.annotations.corrections == (Correction(start=1, end=4, original="进水器", score=0.9),)


def test_a_confusion_in_each_syllable_is_too_much() -> None:
    assert corrected("山上") == "山上"
    assert corrector("三商").correct(recognised("山上")).text == "山上"


@given(st.text("投宿诉退推宽款进净水器安新心家电研延一以九旧换，A1", max_size=16))
def test_a_correction_changes_only_what_it_says_and_a_second_one_changes_nothing(text: str) -> None:
    once = corrector().correct(recognised(text))

    assert len(once.text) == len(text)
    assert as_recognised(once.text, once.annotations.corrections) == text
    assert all(one.score >= 0.85 for one in once.annotations.corrections)
    assert all(once.text[one.start : one.end] in WORDS for one in once.annotations.corrections)
