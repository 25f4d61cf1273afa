"""Personal numbers are hidden, character for character; other numbers stay."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.days.masked_day import mask_day, mask_turns
from callqa.model.recording import Deferred, Role
from callqa.text.masking import mask, mask_name, mask_number, mask_parts
from tests.support.builders import call, day_result, finding, recording, transcript, turn


@pytest.mark.parametrize(
    ("said", "shown"),
    [
        ("打13800138000找我", "打138****8000找我"),
        ("138 0013 8000", "138 **** 8000"),
        ("138-0013-8000", "138-****-8000"),
        ("+8613800138000", "+86138****8000"),
        ("１３８００１３８０００", "１３８****８０００"),
        ("我的号码一三八零零一三八零零零", "我的号码一三八****八零零零"),
        ("幺三八零零幺三八零零零", "幺三八****八零零零"),
        ("幺三八，嗯零零幺三，八零零零", "幺三八，嗯****，八零零零"),
        ("一三8零零1三八零零零", "一三8****八零零零"),
        ("是13800138000，2个", "是138****8000，2个"),
        ("010-12345678", "010-****5678"),
        ("零二一六二三四五六七八", "零二一****五六七八"),
        ("电话八七六五四三二一", "电话八七****二一"),
        ("手机号是一三八零零一三八零零", "手机号是一三******零零"),  # the recogniser lost a digit
        ("11010519491231002X", "110***************"),
        ("一一零一零五一九四九一二三一零零二叉", "一一零***************"),
        ("身份证110105491231002", "身份证110************"),
        ("卡号6222021234567890128", "卡号6222***********0128"),
        ("4111 1111 1111 1111", "4111 **** **** 1111"),
        ("卡号六二二二零二一二三四五六七八九零一二三", "卡号六二二二***********零一二三"),
    ],
)
def test_a_personal_number_is_hidden(said: str, shown: str) -> None:
    assert mask(said) == shown
    assert len(mask(said)) == len(said)


@pytest.mark.parametrize(
    "said",
    [
        "我要投诉到12315",
        "一二三一五",
        "订单号202602141234567890",
        "订单二零二六零二一四一二三四五六七八",
        "订单号4111111111111111",
        "快递单号7788990011223",
        "打400-800-1234",
        "电话4008001234",
        "客服电话九五五八八",
        "2026-02-14 08:54:33",
        "一千三百八十元",
        "二零二六年二月十四号",
        "三百块钱一共买了二十一个",
        "20260214-085433_out_8001_1771030473.1",
        "1380013800",
        "138001380001",
    ],
)
def test_other_numbers_stay(said: str) -> None:
    assert mask(said) == said


@given(st.text(st.sampled_from("0123456789零一幺二三四五六七八九 -，x叉嗯我投诉号*"), max_size=60))
def test_every_character_keeps_its_place(text: str) -> None:
    shown = mask(text)

    assert len(shown) == len(text)
    assert all(new in ("*", old) for old, new in zip(text, shown, strict=True))
    assert mask(shown) == shown


@given(st.lists(st.text(st.sampled_from("13800\n一三八零 a"), max_size=8), min_size=1, max_size=6))
def test_texts_that_follow_each_other_keep_their_lengths(parts: list[str]) -> None:
    assert list(map(len, mask_parts(parts))) == list(map(len, parts))


@given(
    st.text(st.sampled_from("我要投诉你们了"), max_size=5),
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True),
    st.booleans(),
)
def test_every_mobile_number_is_hidden_in_digits_and_in_hanzi(before: str, number: str, spoken: bool) -> None:
    said = number.translate(str.maketrans("0123456789", "零幺二三四五六七八九")) if spoken else number

    assert mask(before + said) == before + said[:3] + "****" + said[-4:]


def test_a_text_of_a_hundred_thousand_digits_takes_no_time() -> None:
    assert mask("1 " * 50_000) == "1 " * 50_000


def test_a_number_that_is_known_to_be_a_customers_is_hidden_whatever_it_looks_like() -> None:
    assert [mask_number(n) for n in ("13800138000", "12000000949", "87654321", "1001")] == [
        "138****8000",
        "120****0949",
        "8*****21",
        "****",
    ]


def test_a_number_said_over_several_turns_is_hidden() -> None:
    turns = (
        turn("手机号一三八"),
        turn("嗯", Role.AGENT, 2000),
        turn("零零一三", start_ms=3000),
        turn("八零零零", start_ms=5000),
    )

    shown = mask_turns(turns)

    assert [each.text for each in shown] == ["手机号一三八", "嗯", "****", "八零零零"]


def test_the_question_says_what_the_answer_is() -> None:
    turns = (turn("请报一下身份证号", Role.AGENT), turn("一一零一零五四九一二三一零零二", start_ms=2000))

    assert mask_turns(turns)[1].text == "一一零************"


def test_an_exchanges_call_id_is_no_phone_number() -> None:
    assert [mask_name(name) for name in ("1771030473.1", "1771030473-1", "in_13800138000.wav")] == [
        "1771030473.1",
        "1771030473-1",
        "in_138****8000.wav",
    ]


class TestADay:
    def shown(self):  # type: ignore[no-untyped-def] - a DayResult
        spoken = transcript(turn("打13800138000投诉"))
        hit = finding("13800138000投诉", start=1, end=14)
        path = "/inbox/20260214_12000000949.wav"
        one = call("call-1", hit, transcript=spoken, path=path, customer_number="12000000949")
        return mask_day(day_result(one, deferred=(Deferred(path="/inbox/13800138000.wav"),)))

    def test_speech_evidence_numbers_and_paths_are_hidden_alike(self) -> None:
        result = self.shown()

        (one,) = result.calls
        assert one.transcript.turns[0].text == "打138****8000投诉"
        assert one.evaluation.findings[0].evidence == "138****8000投诉"
        assert one.recording.customer_number == "120****0949"
        assert one.recording.path == "/inbox/20260214_120****0949.wav"
        assert result.deferred[0].path == "/inbox/138****8000.wav"
        assert result.masked

    def test_times_and_spans_still_hold(self) -> None:
        (one,) = self.shown().calls

        said = one.transcript.turns[0]
        assert len(said.char_times) == len(said.text)
        hit = one.evaluation.findings[0]
        assert said.text[hit.start : hit.end] == hit.evidence

    def test_call_ids_that_hold_a_number_hide_it_and_stay_unique(self) -> None:
        numbers = ("13800138000", "13899998000")
        calls = [call(f"in_{n}", finding(call_id=f"in_{n}"), customer_number=n) for n in numbers]

        result = mask_day(day_result(*calls))

        ids = [one.recording.call_id for one in result.calls]
        assert ids == ["in_138****8000", "in_138****8000#2"]
        assert [one.evaluation.findings[0].call_id for one in result.calls] == ids
        assert [one.transcript.call_id for one in result.calls] == ids

    def test_a_day_without_numbers_is_unchanged_but_for_its_mark(self) -> None:
        result = day_result(call(customer_number=None))

        assert mask_day(result).calls == result.calls
        assert recording().call_id == "call-1"
