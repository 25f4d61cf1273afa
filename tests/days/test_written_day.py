"""A report shows numbers as people write them, and marks the same words as before."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.days.day import CallResult, DayResult
from callqa.days.masked_day import mask_day
from callqa.days.written_day import write_day
from callqa.model.annotations import Annotations, WrittenForm
from callqa.model.transcript import Turn
from tests.support.builders import call, day_result, finding, transcript, turn

SPOKEN = "我花了一百二十块退款"
FORM = WrittenForm(start=3, end=8, text="120块")


def said(text: str, *forms: WrittenForm) -> Turn:
    return turn(text, annotations=Annotations(written=forms))


def day(spoken: Turn, start: int, end: int) -> DayResult:
    hit = finding(spoken.text[start:end], start=start, end=end)
    return day_result(call("call-1", hit, transcript=transcript(spoken)))


def shown(spoken: Turn, start: int, end: int) -> CallResult:
    (written,) = write_day(day(spoken, start, end)).calls
    return written


@pytest.mark.parametrize(
    ("start", "end", "marked"),
    [
        (8, 10, "退款"),
        (0, 3, "我花了"),
        (3, 8, "120块"),
        (5, 7, "120块"),
        (2, 4, "了120块"),
        (7, 9, "120块退"),
    ],
)
def test_what_is_marked_is_marked_in_the_written_text(start: int, end: int, marked: str) -> None:
    written = shown(said(SPOKEN, FORM), start, end)

    (hit,) = written.evaluation.findings
    assert written.transcript.turns[0].text == "我花了120块退款"
    assert written.transcript.turns[0].text[hit.start : hit.end] == hit.evidence == marked


def test_every_written_character_has_a_time_inside_that_of_the_spoken_ones() -> None:
    spoken = said(SPOKEN, FORM)

    (written,) = shown(spoken, 8, 10).transcript.turns

    assert len(written.char_times) == len(written.text)
    assert written.char_times[:3] + written.char_times[7:] == spoken.char_times[:3] + spoken.char_times[8:]
    assert (written.char_times[3][0], written.char_times[6][1]) == (600, 1600)


def test_a_call_without_numbers_is_the_same() -> None:
    before = day(said("我要投诉"), 2, 4)

    assert write_day(before) == before


def test_a_number_that_is_hidden_stays_hidden() -> None:
    number = "一三八零零一三八零零零"
    spoken = said(f"手机{number}", WrittenForm(start=2, end=13, text="13800138000"))

    (written,) = write_day(mask_day(day(spoken, 0, 2))).calls

    assert "*" in written.transcript.turns[0].text
    assert "13800138000" not in written.transcript.turns[0].text


@given(st.lists(st.tuples(st.integers(1, 4), st.integers(1, 4), st.integers(0, 6)), max_size=4), st.data())
def test_any_span_lies_in_the_written_text_and_holds_what_it_held(
    pieces: list[tuple[int, int, int]], data: st.DataObject
) -> None:
    text, forms = "", []
    for before, length, written_length in pieces:
        text += "话" * before
        forms.append(WrittenForm(start=len(text), end=len(text) + length, text="1" * (written_length + 1)))
        text += "数" * length
    text += "完"
    end = data.draw(st.integers(1, len(text)))
    start = data.draw(st.integers(0, end - 1))

    written = shown(said(text, *forms), start, end)

    (hit,) = written.evaluation.findings
    whole = written.transcript.turns[0].text
    assert 0 <= hit.start < hit.end <= len(whole)
    assert whole[hit.start : hit.end].count("话") == text[start:end].count("话")
    assert whole[hit.start : hit.end].endswith("完") == text[start:end].endswith("完")
