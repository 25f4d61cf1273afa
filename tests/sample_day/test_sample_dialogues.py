"""Dialogue files: the format, and every dialogue that is written in it."""

import random
import re

import pytest

from callqa.model.recording import Direction, Role
from scripts.sample_day.dialogue import Dialogue, DialogueError, Mark, Part, fill, parse, parse_line
from scripts.sample_day.library import THEME_WEIGHTS, dialogues, slot_table
from scripts.sample_day.slots import draw, spoken_number

CATEGORIES = {"投诉", "退款", "不满意", "升级", "服务禁语", "未报开场白"}
THEMES = (*THEME_WEIGHTS, "special")
EVERY_DIALOGUE = [dialogue for theme in THEMES for dialogue in dialogues(theme)]


class TestALine:
    def test_says_who_speaks_and_what(self) -> None:
        line = parse_line("A: 您好 请讲")
        assert line.role is Role.AGENT
        assert line.text == "您好请讲"
        assert not line.talks_over

    def test_with_an_exclamation_mark_talks_over_the_turn_before(self) -> None:
        assert parse_line("C! 凭什么").talks_over

    def test_is_cut_into_parts_at_long_pauses(self) -> None:
        line = parse_line("C: 我看看 …3 找到了 … 在")
        assert line.parts == (
            Part(pause_s=0, text="我看看"),
            Part(pause_s=3, text="找到了"),
            Part(pause_s=1.8, text="在"),
        )

    def test_may_begin_and_end_with_a_pause(self) -> None:
        line = parse_line("A: … 好 …70")
        assert line.parts == (Part(pause_s=1.8, text="好"), Part(pause_s=70, text=""))

    def test_has_marks_that_name_the_phrase_and_where_it_starts_among_the_hanzi(self) -> None:
        line = parse_line("C: 那 … 我[投诉:要 投诉]你们 还要[退款:退钱]")
        assert line.text == "那我要投诉你们还要退钱"
        assert line.marks == (
            Mark(category="投诉", phrase="要投诉", at=2),
            Mark(category="退款", phrase="退钱", at=9),
        )

    def test_may_mark_the_whole_call(self) -> None:
        line = parse_line("A: [未报开场白:]喂 说吧")
        assert line.marks == (Mark(category="未报开场白", phrase="", at=0),)
        assert line.text == "喂说吧"

    @pytest.mark.parametrize("raw", ["B: 你好", "A 你好", "A:你好", ""])
    def test_in_another_form_is_an_error_that_shows_it(self, raw: str) -> None:
        with pytest.raises(DialogueError, match="not a line"):
            parse_line(raw)


class TestAFile:
    def test_holds_dialogues_with_direction_and_queue(self) -> None:
        (dialogue,) = parse("# why\n\n== 名字 | out | 售后\nC: 喂\nA: 您好\n", "theme")
        assert dialogue == Dialogue(
            name="名字",
            theme="theme",
            direction=Direction.OUTBOUND,
            queue="售后",
            raw_lines=("C: 喂", "A: 您好"),
        )

    def test_with_a_wrong_header_is_an_error(self) -> None:
        with pytest.raises(DialogueError, match="sideways"):
            parse("== 名字 | sideways | 售后\nA: 您好\n", "theme")

    def test_with_an_unknown_slot_is_an_error_that_names_it(self) -> None:
        with pytest.raises(DialogueError, match="nonsense"):
            fill("A: {nonsense}", {})


class TestEveryDialogue:
    def test_there_are_many_and_each_has_a_name_of_its_own(self) -> None:
        names = [dialogue.name for dialogue in EVERY_DIALOGUE]
        assert len(names) == len(set(names))
        assert len(names) >= 50

    @pytest.mark.parametrize("dialogue", EVERY_DIALOGUE, ids=lambda dialogue: dialogue.name)
    def test_is_spoken_hanzi_with_marks_of_known_categories(self, dialogue: Dialogue) -> None:
        lines = dialogue.lines(draw(random.Random(1), slot_table()))
        assert {line.role for line in lines} == {Role.AGENT, Role.CUSTOMER}
        assert all(re.fullmatch(r"[\u4e00-\u9fff]+", line.text) for line in lines)
        assert {mark.category for line in lines for mark in line.marks} <= CATEGORIES

    @pytest.mark.parametrize("dialogue", EVERY_DIALOGUE, ids=lambda dialogue: dialogue.name)
    def test_has_its_marked_phrases_where_the_marks_say(self, dialogue: Dialogue) -> None:
        for line in dialogue.lines(draw(random.Random(2), slot_table())):
            for mark in line.marks:
                assert line.text[mark.at : mark.at + len(mark.phrase)] == mark.phrase

    @pytest.mark.parametrize("theme", ["polite", "ordinary"])
    def test_of_a_harmless_theme_marks_nothing(self, theme: str) -> None:
        assert not [line for dialogue in dialogues(theme) for line in dialogue.raw_lines if "[" in line]


@pytest.mark.parametrize(
    ("number", "spoken"),
    [
        (1, "一"),
        (10, "十"),
        (12, "十二"),
        (99, "九十九"),
        (100, "一百"),
        (105, "一百零五"),
        (110, "一百一十"),
        (200, "两百"),
        (512, "五百一十二"),
    ],
)
def test_a_number_is_written_as_it_is_said(number: int, spoken: str) -> None:
    assert spoken_number(number) == spoken
