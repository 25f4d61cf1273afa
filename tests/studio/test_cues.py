"""Subtitles: short, in order, nothing lost, nothing that breaks the file."""

import re
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from callqa.model.annotations import Annotations, WrittenForm
from callqa.model.recording import Role
from callqa.model.transcript import Turn
from callqa.studio.cues import as_srt, as_vtt, cues
from callqa.studio.result import speaker_key
from tests.support.builders import turn


def spread(text: str, pauses: list[int], **changes: object) -> Turn:
    """Return a turn of which every character follows a pause and lasts 150 ms."""
    times, at = [], 0
    for pause in pauses[: len(text)]:
        times.append((at + pause, at + pause + 150))
        at += pause + 150
    return turn(text, char_times=times, end_ms=at, **changes)


spoken = st.text("我要投诉退款谢再见，。", min_size=1, max_size=80)


@given(spoken, st.lists(st.integers(0, 900), min_size=80, max_size=80))
def test_cues_hold_every_character_once_in_order_and_are_short(text: str, pauses: list[int]) -> None:
    found = cues([spread(text, pauses)], {})

    assert "".join(each.text for each in found) == text
    assert all(one.start_ms <= other.start_ms for one, other in pairwise(found))
    # a run of marks has no other place than behind what it ends
    assert all(len(each.text.rstrip("，。")) <= 24 for each in found if each.text.strip("，。"))
    assert all(each.end_ms - each.start_ms >= 300 for each in found)


def test_numbers_are_written_and_never_cut() -> None:
    said = turn(
        "一共是三百五十块钱", annotations=Annotations(written=(WrittenForm(start=3, end=8, text="350块"),))
    )

    assert [each.text for each in cues([said], {})] == ["一共是350块钱"]


def test_a_pause_begins_another_cue() -> None:
    said = spread("你好再见", [0, 0, 800, 0])

    assert [each.text for each in cues([said], {})] == ["你好", "再见"]


def test_two_speakers_are_named_and_sorted() -> None:
    turns = [turn("后", Role.CUSTOMER, 5_000), turn("先", Role.AGENT, 0)]
    names = {speaker_key(turns[0]): "李 <四>", speaker_key(turns[1]): "王"}
    found = cues(turns, names)

    assert as_srt(found).startswith("1\n00:00:00,000 --> 00:00:00,300\n王：先\n\n2\n")
    assert "<v 李 &lt;四&gt;>后" in as_vtt(found)


@given(st.text(max_size=40), st.text(max_size=20))
def test_no_text_breaks_a_file_of_subtitles(text: str, name: str) -> None:
    said = turn(text or "x")
    vtt = as_vtt(cues([said], {speaker_key(said): name}))
    arrows = [line for line in vtt.splitlines() if "-->" in line]

    assert all(re.fullmatch(r"[\d:.]+ --> [\d:.]+", line) for line in arrows)
