"""How far two sounds are apart, and how candidates are found without comparing everything."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from callqa.text.pinyin import Syllable, canonical, distance, same_sound, similarity, syllables

HANZI = st.characters(min_codepoint=0x4E00, max_codepoint=0x9FFF)
TEXTS = st.text(st.one_of(HANZI, st.sampled_from("aZ19 ，。嗯呣々〇🙂\ud840"), st.characters()), max_size=12)
COMMON = "投诉退款三山上商长常张站那哪拉里立日力飞灰风红黄王换饭真争金京一幺女吕略远"


def one(character: str) -> Syllable:
    (syllable,) = syllables(character)
    return syllable


@pytest.mark.parametrize(
    ("character", "sound"),
    [
        ("投", ("t", "ou", 2)),
        ("一", ("", "i", 1)),
        ("我", ("", "uo", 3)),
        ("吕", ("l", "v", 3)),
        ("捐", ("j", "van", 1)),
        ("九", ("j", "iou", 3)),
        ("吗", ("m", "a", 5)),
        ("A", ("a", "", 0)),
        ("，", ("，", "", 0)),
        ("1", ("", "i", 1)),
        ("９", ("j", "iou", 3)),
    ],
)
def test_a_character_sounds_so(character: str, sound: tuple[str, str, int]) -> None:
    assert tuple(one(character)) == sound


@pytest.mark.parametrize(
    ("text", "at", "final"),
    [("银行", 1, "ang"), ("行走", 0, "ing"), ("重庆", 0, "ong"), ("长大", 0, "ang")],
)
def test_a_character_with_several_readings_has_the_one_of_its_context(text: str, at: int, final: str) -> None:
    assert syllables(text)[at].final == final


def test_the_reading_of_the_context_decides_the_consonant_too() -> None:
    initials = [syllables(text)[0].initial for text in ("重庆", "重要", "长城", "长大")]

    assert initials == ["ch", "zh", "ch", "zh"]


@given(TEXTS)
def test_every_character_of_any_text_has_one_syllable(text: str) -> None:
    assert len(syllables(text)) == len(text)


@pytest.mark.parametrize(
    ("first", "second", "price"),
    [
        ("投", "投", 0.0),
        ("诉", "素", 0.0),
        ("投", "头", 0.0),
        ("投", "偷", 0.2),
        ("买", "埋", 0.1),
        ("吗", "妈", 0.1),
        ("站", "赞", 0.3),
        ("成", "层", 0.3),
        ("十", "时", 0.0),
        ("四", "是", 0.3),
        ("蓝", "南", 0.3),
        ("路", "入", 0.3),
        ("飞", "灰", 0.3),
        ("方", "荒", 0.3),
        ("福", "胡", 0.3),
        ("金", "京", 0.3),
        ("三", "商", 0.6),
        ("三", "上", 0.8),
        ("投", "诉", 1.0),
        ("发", "哈", 1.0),
        ("投", "A", 1.0),
    ],
)
def test_the_distance_of_two_sounds(first: str, second: str, price: float) -> None:
    assert distance(one(first), one(second)) == pytest.approx(price)


def test_a_distance_is_the_same_both_ways_and_below_one_only_under_one_canonical_name() -> None:
    for first, second in itertools.combinations(map(one, COMMON), 2):
        assert distance(first, second) == distance(second, first)
        assert 0 <= distance(first, second) <= 1
        assert distance(first, second) == 1 or canonical(first) == canonical(second)


@settings(max_examples=300)
@given(HANZI, HANZI)
def test_what_is_confused_has_one_canonical_name(first: str, second: str) -> None:
    a, b = one(first), one(second)

    assert distance(a, b) == 1 or canonical(a) == canonical(b)
    assert not same_sound(a, b) or distance(a, b) <= 0.2


@pytest.mark.parametrize(
    ("said", "heard", "alike"),
    [
        ("退款", "退款", 1.0),
        ("退款", "腿宽", 0.8),
        ("退款", "退", 0.5),
        ("退款", "投诉", 0.0),
        ("", "", 1.0),
        ("", "退", 0.0),
        ("净水器", "进水器", 0.9),
    ],
)
def test_the_similarity_of_two_phrases(said: str, heard: str, alike: float) -> None:
    assert similarity(syllables(said), syllables(heard)) == pytest.approx(alike)


def test_letters_are_the_same_in_either_case_and_never_a_chinese_sound() -> None:
    assert distance(one("A"), one("a")) == 0
    assert distance(one("a"), one("啊")) == 1
    assert canonical(one("a")) != canonical(one("啊"))


def test_tones_do_not_part_homophones() -> None:
    assert same_sound(one("投"), one("偷"))
    assert not same_sound(one("三"), one("山"))
