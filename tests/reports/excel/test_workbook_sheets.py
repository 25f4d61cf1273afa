"""The workbook as a whole: its tabs, its charts, how it prints, and that equal days are equal bytes."""

from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest

from callqa.days.day import DayResult
from callqa.days.summary import CategoryCount, DaySummary
from callqa.model.remarks import Remark, RemarkKind
from callqa.model.review.precision import DayPrecision
from reports.excel.workbook import write_workbook
from tests.reports.books import records, saved, written
from tests.support.builders import (
    DAY,
    MORNING,
    call,
    changed_line,
    day_result,
    day_summary,
    failed_call,
    finding,
    flagged_call,
    transcript,
    turn,
)

TABS = ["概览", "命中", "漏标", "坐席", "全部通话", "未评估与失败", "规则", "说明"]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "day.xlsx"


class TestSheets:
    @pytest.mark.parametrize(
        "result",
        [
            day_result(engine=None),
            day_result(failed_call("a"), failed_call("b")),
            day_result(flagged_call("a"), failed_call("b")),
        ],
        ids=["no calls", "all failed", "some of each"],
    )
    def test_are_always_all_there_with_frozen_headers_and_filters(self, result: DayResult) -> None:
        book = written(result)
        assert book.sheetnames == TABS
        assert all(sheet.freeze_panes == "A2" for sheet in book)
        assert all(str(sheet.auto_filter.ref).startswith("A1:") for sheet in book)

    def test_a_failure_has_its_reason_and_what_to_do(self) -> None:
        row = records(written(day_result(failed_call("a", "文件为空"))), "未评估与失败")[0]
        assert (row["类型"], row["通话或规则"], row["原因"]) == ("失败", "a", "文件为空")
        assert "callqa run --day 2026-11-21 --redo failed" in row["怎么办"]

    def test_the_ledger_adds_up_in_numbers(self) -> None:
        rows = records(written(day_result(call("a"), failed_call("b"))), "概览")
        ledger = {row["项目"]: row["内容"] for row in rows if row["分组"] == "对账"}
        assert (ledger["已分析"], ledger["无语音"], ledger["失败"]) == (1, 0, 1)


class TestDeterminism:
    def day(self) -> DayResult:
        return day_result(flagged_call("a"), failed_call("b"))

    def test_no_part_has_the_time_of_writing(self, target: Path) -> None:
        write_workbook(self.day(), target, "报告.html")
        with ZipFile(target) as archive:
            assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
            assert b"2026-11-21T18:00:00Z" in archive.read("docProps/core.xml")

    def test_equal_days_are_equal_bytes(self, target: Path) -> None:
        write_workbook(self.day(), target, "报告.html")
        first = target.read_bytes()
        write_workbook(self.day(), target, "报告.html")
        assert target.read_bytes() == first

    def test_another_run_changes_only_the_properties_and_the_overview(self, target: Path) -> None:
        later = replace(self.day(), generated_at=MORNING + timedelta(hours=18))
        parts = []
        for result in (self.day(), later):
            write_workbook(result, target, "报告.html")
            with ZipFile(target) as archive:
                parts.append({name: archive.read(name) for name in archive.namelist()})
        changed = {name for name in parts[0] if parts[0][name] != parts[1][name]}
        assert changed == {"docProps/core.xml", "xl/worksheets/sheet1.xml"}


def test_what_a_reader_must_know_about_the_day_is_in_the_notes() -> None:
    book = written(
        day_result(
            call(),
            remarks=(Remark(kind=RemarkKind.AS_WRITTEN, names={"text": "规则手册有错误"}),),
            rule_changes=(changed_line(),),
        )
    )

    told = [(row["项目"], row["说明"]) for row in records(book, "说明")]
    assert told[:2] == [("注意", "规则手册有错误"), ("规则有改动", "新增规则 退款")]


def summary(day: date, hits: int, **changes: Any) -> DaySummary:
    fields: dict[str, Any] = {"received": 9, "categories": (CategoryCount(name="客户投诉", hits=hits),)}
    return day_summary(day, hits=hits, **(fields | changes))


class TestCharts:
    def trend(self, *history: DaySummary, **changes: Any) -> list[dict[str, Any]]:
        rows = records(written(day_result(flagged_call(), history=history, **changes)), "概览")
        return [row for row in rows if row["收到"] is not None]

    def test_a_day_without_a_run_is_a_gap_and_no_zero(self) -> None:
        told = self.trend(summary(DAY - timedelta(days=2), 4))
        assert [(row["日期"].date(), row["命中"]) for row in told] == [(DAY - timedelta(days=2), 4), (DAY, 1)]

    def test_an_unproven_zero_is_a_gap_too(self) -> None:
        told = self.trend(summary(DAY - timedelta(days=1), 0, evaluated=8))
        assert [row["命中"] for row in told] == [None, 1]

    def test_the_reviewed_precision_of_a_day_is_in_the_trend(self) -> None:
        right = DayPrecision(day=DAY, confirmed=3, refuted=1)
        assert self.trend(reviewed_days=(right,))[-1]["复核准确率"] == 0.75

    def test_charts_show_the_trend_and_the_categories_and_stay_under_a_filter(self) -> None:
        with ZipFile(saved(write_workbook, day_result(flagged_call()), "报告.html")) as archive:
            charts = [archive.read(name).decode() for name in archive.namelist() if "/charts/chart" in name]
        assert ["lineChart" in chart for chart in charts] == [True, False]
        assert ["barChart" in chart for chart in charts] == [False, True]
        assert all('<plotVisOnly val="0"' in chart.replace("c:", "") for chart in charts)


class TestPrivacy:
    @pytest.mark.parametrize(("masked", "told"), [(True, "138****1234"), (False, "没有遮盖")])
    def test_the_report_says_whether_numbers_are_hidden(self, masked: bool, told: str) -> None:
        book = written(day_result(call(), masked=masked))
        assert told in {row["项目"]: row["说明"] for row in records(book, "说明")}["隐私"]


class TestPrint:
    def test_every_sheet_prints_on_the_width_of_one_page_without_hidden_columns(self) -> None:
        book = written(day_result(flagged_call()))
        assert all(
            sheet.page_setup.fitToHeight == 0 and sheet.page_setup.orientation == "landscape"
            for sheet in book
        )
        assert book["命中"].print_area == "'命中'!$A$1:$L$2"
        assert all(sheet.print_title_rows == "$1:$1" for sheet in book)

    def test_a_long_text_has_a_high_row(self) -> None:
        spoken = transcript(turn("我要投诉" * 30))
        sheet = written(day_result(call("call-1", finding(), transcript=spoken)))["命中"]
        assert sheet.row_dimensions[2].height > 50
