"""The sheet of what no rule has marked: what stands in it, and that it comes back as it was filled in."""

from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from callqa.days.day import DayResult
from callqa.model.review.misses import Heard, Sampled
from callqa.reviews.from_workbook import read_workbook
from callqa.settings.schema import Language
from reports.excel.workbook import write_workbook
from tests.support.builders import call, day_result, miss


def day(**more: Any) -> DayResult:
    """Return a day of two calls of one agent, without a hit."""
    calls = [call("call-1"), call("call-2")]
    return day_result(*calls, **more)


def filled(folder: Path, result: DayResult, language: Language = Language.CHINESE, **cells: str) -> Any:
    """Write the workbook, fill in the row of the second call, and read it back."""
    path = folder / "qa.xlsx"
    write_workbook(result, path, "qa.html", sample=2, language=language)
    book = load_workbook(path)
    sheet = book["漏标" if language is Language.CHINESE else "Missed"]
    head = [cell.value for cell in sheet[1]]
    row = next(number for number in range(2, 9) if sheet.cell(number, 1).value == "call-2")
    for name, text in cells.items():
        sheet.cell(row, head.index(name) + 1).value = text
    book.save(path)
    return read_workbook(path).misses


def test_an_untouched_sheet_says_nothing(tmp_path: Path) -> None:
    assert filled(tmp_path, day(misses=(miss(), miss(Heard.CLEAN, call_id="call-2")))) == ()


def test_a_call_of_the_sample_comes_back_as_it_was_filled_in(tmp_path: Path) -> None:
    (found,) = filled(
        tmp_path, day(), 听的结论="有漏标", 规则或类别="投诉", 漏掉的话="要去告你们", 备注="很气"
    )

    assert (found.call_id, found.heard, found.about) == ("call-2", Heard.MISSED, "投诉")
    assert (found.text, found.note, found.day) == ("要去告你们", "很气", day().window.day)


def test_who_names_a_rule_only_has_heard_a_miss(tmp_path: Path) -> None:
    (found,) = filled(tmp_path, day(), 规则或类别="投诉")

    assert found.heard is Heard.MISSED


def test_an_english_workbook_comes_back_as_well(tmp_path: Path) -> None:
    (found,) = filled(tmp_path, day(), Language.ENGLISH, Heard="nothing missed")

    assert (found.call_id, found.heard) == ("call-2", Heard.CLEAN)


def test_a_line_that_was_added_below_is_of_the_same_day(tmp_path: Path) -> None:
    path = tmp_path / "qa.xlsx"
    write_workbook(day(), path, "qa.html", sample=2)
    book = load_workbook(path)
    sheet = book["漏标"]
    sheet.append(["call-1", None, None, None, None, "没有漏标"])
    book.save(path)

    (found,) = read_workbook(path).misses

    assert (found.call_id, found.day) == ("call-1", day().window.day)


@pytest.mark.parametrize(
    ("sampled", "told"),
    [
        (Sampled(), "随机抽样还没有人听过"),
        (Sampled(calls=8, missed=2, categories={"客户投诉": 2}), "听过 8 通，其中 2 通有漏标（25.0%）"),
    ],
)
def test_a_zero_says_what_it_is_beside_what_the_sample_found(
    tmp_path: Path, sampled: Sampled, told: str
) -> None:
    path = tmp_path / "qa.xlsx"
    write_workbook(day(sampled=sampled), path, "qa.html")

    rows = list(load_workbook(path)["概览"].iter_rows(max_col=4, values_only=True))
    (zero,) = (row for row in rows if row[1] == "0 的意思")
    category = next(row for row in rows if row[1] == "客户投诉")

    assert zero[2] == "没有说这些词"
    assert told in str(zero[3])
    assert category[2] == 0
    assert ("漏 2 / 8 通" if sampled.calls else "未听") in str(category[3])
