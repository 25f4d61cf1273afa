"""Numbers as people say and write them: personal ones are hidden, whatever stands between their digits."""

import re
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from callqa.text.masking import MASK, mask, mask_conversation

ROWS = (
    (
        "号码分几组、重复、夹着“然后”“对”、跨几句话说出 a number in groups, repeated, over several turns",
        "照样隐去：表里 170 多种写法 hidden all the same: a table of 170 forms",
    ),
    (
        "十万位数字，或号码重复五万遍 a hundred thousand digits, or a number said fifty thousand times",
        "用时与长度成正比 takes time in proportion to its length",
    ),
)
TABLE = [
    line.replace("\\n", "\n").split("\t")
    for line in (Path(__file__).parent / "masked_numbers.tsv").read_text("utf-8").splitlines()
    if not line.startswith("#")
]
HIDDEN = [(said, shown) for said, shown in TABLE if said != shown]
HANZI = str.maketrans("0123456789", "零幺二三四五六七八九")
BETWEEN = st.sampled_from(
    [
        "",
        " ",
        "-",
        "/",
        "，",
        "、",
        "。",
        "…",
        "嗯",
        "，嗯，",
        "然后",
        "，然后是",
        "那个",
        "，对，",
        "，对吧，",
        "，就是",
        "（",
        "。\n",
    ]
)
MOBILES = st.tuples(st.from_regex(r"1[3-9][0-9]", fullmatch=True), st.integers(0, 10**8 - 1))


@pytest.mark.parametrize(("said", "shown"), TABLE, ids=range(len(TABLE)))
def test_a_form_is_shown_as_the_table_says(said: str, shown: str) -> None:
    assert mask(said) == shown


def test_the_table_is_large_enough_and_hides_four_digits_or_more() -> None:
    assert len(HIDDEN) >= 150
    assert len(TABLE) - len(HIDDEN) >= 50
    assert [said for said, shown in HIDDEN if shown.count(MASK) < 4 or len(said) != len(shown)] == []


@given(
    MOBILES,
    st.tuples(BETWEEN, BETWEEN),
    st.integers(1, 3),
    st.booleans(),
    st.sampled_from(["", "手机号", "你打", "0", "+86 "]),
)
def test_a_mobile_number_is_hidden_whatever_is_between_its_groups_and_however_often_they_are_said(
    number: tuple[str, int], between: tuple[str, str], times: int, spoken: bool, before: str
) -> None:
    (head, rest), (one, two) = number, between
    middle, tail = f"{rest:08}"[:4], f"{rest:08}"[4:]
    # said again without a pause, or where both halves are one, nobody can tell where a group ends
    assume(times == 1 or (one and two and middle != tail))
    said = before + one.join([head, *[middle] * times]) + two + tail
    shown = mask(said.translate(HANZI) if spoken else said)
    assert re.sub(r"[^0-9零幺二三四五六七八九*]", "", shown).count(MASK) >= 4 * times


@given(
    MOBILES,
    st.sampled_from(["", "嗯，", "对，", "然后"]),
    st.sampled_from(["", "。", "，"]),
    st.sampled_from(["嗯", "好的", "对"]),
)
def test_a_number_over_turns_is_hidden_though_the_other_side_says_something_between(
    number: tuple[str, int], filler: str, mark: str, reply: str
) -> None:
    head, rest = number
    parts = [part.translate(HANZI) for part in (head, f"{rest:08}"[:4], f"{rest:08}"[4:])]
    said = [parts[0] + mark, reply, filler + parts[1] + mark, reply, filler + parts[2] + mark]
    shown = mask_conversation(said, [0, 1, 0, 1, 0])
    assert shown[2].count(MASK) == 4
    assert [len(one) for one in shown] == [len(one) for one in said]


@given(MOBILES, st.sampled_from(["", "。", "，"]))
def test_a_number_that_the_other_side_repeats_is_hidden_in_both(number: tuple[str, int], mark: str) -> None:
    head, rest = number
    parts = [part.translate(HANZI) for part in (head, f"{rest:08}"[:4], f"{rest:08}"[4:])]
    said = [word + mark for part in parts for word in (part, part)]
    shown = mask_conversation(said, [0, 1, 0, 1, 0, 1])
    assert (shown[2].count(MASK), shown[3].count(MASK)) == (4, 4)


@pytest.mark.parametrize("run", ["1 ", "123 ", "13800138000", "一三八。\n嗯，", "手机12 ", "对是好"])
def test_a_long_run_comes_to_an_end(run: str) -> None:
    text = run * 5_000  # the first draft took hours for it
    assert len(mask(text)) == len(text)
