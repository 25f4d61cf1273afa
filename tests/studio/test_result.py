"""Corrected texts keep their times; what corrections put in is offered as hotwords."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.studio.result import Edit, Result, new_words, with_text
from tests.support.builders import transcript, turn

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def edit(turn: int, before: str, text: str, number: int = 1) -> Edit:
    return Edit(number=number, turn=turn, before=before, text=text, who="a", at=NOW)


words = st.text("我要投诉退款一二三", max_size=30)


@given(words.filter(bool), words)
def test_every_character_of_a_corrected_turn_has_a_time_in_order(before: str, after: str) -> None:
    said = turn(before, start_ms=1_000)
    corrected = with_text(said, after)
    times = list(corrected.char_times)

    assert (corrected.text, len(times)) == (after, len(after))
    assert all(said.start_ms <= start <= end <= said.end_ms for start, end in times)
    assert all(one[0] <= other[0] for one, other in pairwise(times))


def test_what_stays_keeps_its_time() -> None:
    said = turn("我要退贷谢谢")
    corrected = with_text(said, "我要退货了谢谢")

    assert list(corrected.char_times)[:3] == list(said.char_times)[:3]
    assert list(corrected.char_times)[-2:] == list(said.char_times)[-2:]


def test_the_newest_correction_of_a_turn_holds() -> None:
    said = transcript(turn("我要投诉"), turn("好的", start_ms=5_000))
    edits = (edit(0, "我要投诉", "我要退货"), edit(0, "我要退货", "我要换货", 2))

    assert [each.text for each in Result(transcript=said, edits=edits).turns] == ["我要换货", "好的"]


@pytest.mark.parametrize(
    ("before", "after", "offered"),
    [
        ("我要退贷", "我要退货", ()),  # one character is no word
        ("请找小网", "请找王小明经理", ("王小明经理",)),
        ("坐地铁", "坐十号线", ("十号线",)),
        ("abc", "aXYZc", ()),
    ],
)
def test_words_that_corrections_put_in_are_offered(before: str, after: str, offered: tuple[str, ...]) -> None:
    found = new_words([edit(0, before, after)])

    assert set(offered) <= set(found) or (not offered and not found)
