"""Texts as FunASR's runtime writes them."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.studio.funasr_words import Growing, hotwords_of, stamps


def sent(*readings: str, final: str) -> list[str]:
    growing = Growing()
    return [*(growing.more(each, is_cut=False) for each in readings), growing.rest(final)]


@pytest.mark.parametrize(
    ("readings", "final", "pieces"),
    [
        (["我要", "我要投", "我要投诉"], "我要投诉你", ["", "我要", "投", "诉你"]),
        (["我要", "您要投诉", "我要投诉"], "我要投诉", ["", "", "", "我要投诉"]),
        (["我", "我"], "我", ["", "我", ""]),
        ([], "好", ["好"]),
    ],
)
def test_only_what_two_readings_agree_on_is_sent(readings: list[str], final: str, pieces: list[str]) -> None:
    assert sent(*readings, final=final) == pieces


def test_a_text_that_begins_in_the_middle_goes_on_behind_what_was_sent() -> None:
    growing = Growing()
    growing.more("我们今天说一下物流", is_cut=False)
    assert growing.more("我们今天说一下物流的", is_cut=False) == "我们今天说一下物流"

    growing.more("说一下物流的安排", is_cut=True)
    assert growing.more("说一下物流的安排还有", is_cut=True) == "的安排"
    assert growing.more("别的什么都没有了", is_cut=True) == ""


@given(st.lists(st.text("我要投诉", max_size=6), max_size=6))
def test_pieces_are_never_longer_than_what_was_heard(readings: list[str]) -> None:
    growing = Growing()
    pieces = "".join(growing.more(each, is_cut=False) for each in readings)

    assert len(pieces) <= max((len(each) for each in readings), default=0)


@pytest.mark.parametrize(
    ("told", "words"),
    [
        ('{"阿里巴巴":20,"通义实验室":30}', ["阿里巴巴", "通义实验室"]),
        ({"阿里巴巴": 20}, ["阿里巴巴"]),
        ("阿里巴巴 20\n物流 30", ["阿里巴巴", "物流"]),
        ("阿里巴巴,物流，签收", ["阿里巴巴", "物流", "签收"]),
        ("", []),
        (None, []),
        (7, []),
    ],
)
def test_hotwords_come_in_every_form_that_clients_send(told: object, words: list[str]) -> None:
    assert hotwords_of(told) == words


def test_times_are_of_the_characters_and_sentences_end_at_their_marks() -> None:
    told = stamps("正是，因为", [(0, 100), (100, 200), (200, 200), (300, 400), (400, 500)])

    assert json.loads(told["timestamp"]) == [[0, 100], [100, 200], [300, 400], [400, 500]]
    assert told["stamp_sents"] == [
        {"text_seg": "正 是", "punc": "，", "start": 0, "end": 200, "ts_list": [[0, 100], [100, 200]]},
        {"text_seg": "因 为", "punc": "", "start": 300, "end": 500, "ts_list": [[300, 400], [400, 500]]},
    ]
