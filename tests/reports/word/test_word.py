"""Word documents of the studio, read again by the library that Word's own readers resemble."""

from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import docx
import pytest
from docx.document import Document as Paper
from docx.oxml.ns import qn

from callqa.model.annotations import Annotations, WrittenForm
from callqa.model.recording import Role
from callqa.studio.job import Choices, Job, State
from callqa.studio.minutes import minutes
from callqa.studio.result import Result
from reports.view.studio.talk import names_of
from reports.word.minutes import minutes_docx
from reports.word.transcript import as_docx
from reports.words.language import studio_words as words
from tests.reports.hostile import EXAMPLES
from tests.support.builders import transcript, turn

HELD = "2026-11-22 08:00"
JOB = Job(
    job_id="0" * 32,
    owner="alice",
    name="周会.wav",
    size_bytes=1,
    state=State.DONE,
    choices=Choices(),
    created_at=datetime(2026, 11, 22, tzinfo=UTC),
    duration_ms=61_000,
)
PRICE = Annotations(written=(WrittenForm(start=3, end=8, text="350块"),))
RESULT = Result(
    transcript=transcript(
        turn("一共是三百五十块钱", Role.AGENT, annotations=PRICE),
        turn("这个事情我来跟进下周三之前完成", start_ms=60_000),
        duration_ms=61_000,
    )
)


def read(content: bytes) -> tuple[Paper, list[str]]:
    paper = docx.Document(BytesIO(content))
    return paper, [each.text for each in paper.paragraphs]


def test_a_text_says_who_said_what_when_as_people_write_it() -> None:
    paper, lines = read(as_docx(JOB, RESULT, names_of(JOB, RESULT.turns), HELD))

    assert lines[:2] == ["周会.wav", f"{HELD} · 01:01"]
    assert lines[2:] == ["坐席 00:00 一共是350块钱", "客户 01:00 这个事情我来跟进下周三之前完成"]
    assert paper.core_properties.title == "周会.wav"
    assert (paper.core_properties.author, paper.core_properties.last_modified_by) == ("", "")


def test_chinese_has_a_chinese_font_in_every_style_of_it() -> None:
    paper, _ = read(as_docx(JOB, RESULT, names_of(JOB, RESULT.turns), HELD))

    for name in ("Normal", "Title", "Heading 1", "List Bullet"):
        fonts = paper.styles[name].element.rPr.find(qn("w:rFonts"))
        assert fonts.get(qn("w:eastAsia")) == "Microsoft YaHei", name
        assert fonts.get(qn("w:eastAsiaTheme")) is None, name


def test_minutes_have_their_parts_and_a_table_of_what_is_to_be_done() -> None:
    found = minutes(RESULT.transcript, ["事情"])
    paper, lines = read(minutes_docx(JOB, RESULT, found, names_of(JOB, RESULT.turns), HELD))
    (table,) = paper.tables
    rows = [tuple(cell.text for cell in row.cells) for row in table.rows]

    assert rows == [words.MINUTES_ACTION_COLUMNS, ("01:00", "客户", "我来", "下周三", RESULT.turns[1].text)]
    headings = [each.text for each in paper.paragraphs if each.style and each.style.name == "Heading 1"]
    parts = [words.MINUTES_SPEAKERS, words.MINUTES_ACTIONS, words.MINUTES_FIGURES, words.MINUTES_MENTIONS]
    assert headings == [*parts, "1. 一共是350块钱"]
    assert "00:00 坐席: 一共是350块钱" in lines
    assert lines.count("客户 01:00 这个事情我来跟进下周三之前完成") == 1
    assert lines[-1] == words.MINUTES_NOTE


def test_minutes_of_silence_say_so() -> None:
    silent = Result(transcript=transcript(duration_ms=5_000))
    _, lines = read(minutes_docx(JOB, silent, minutes(silent.transcript), {}, HELD))

    assert words.MINUTES_NO_ACTIONS in lines and words.MINUTES_NO_FIGURES in lines


@pytest.mark.parametrize("text", EXAMPLES)
def test_whatever_was_said_is_text_and_the_file_stays_whole(text: str) -> None:
    said = text.strip() or "x"
    hostile = Result(transcript=transcript(turn(said)))
    job = replace(JOB, title=text, names={"1-customer": text})
    _, lines = read(as_docx(job, hostile, names_of(job, hostile.turns), HELD))

    shown = "".join(each for each in said if each.isprintable() and each.isalnum())
    assert shown in "".join(each for each in "".join(lines) if each.isalnum())
