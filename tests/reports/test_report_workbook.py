"""The workbook, read back by openpyxl."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from builders import (
    DAY,
    MORNING,
    call,
    day_result,
    day_summary,
    failed_call,
    finding,
    flagged_call,
    not_evaluated,
    review,
    transcript,
    turn,
    whole_call_finding,
)
from hostile import EXAMPLES, hostile_day
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from flows.core.day import DayResult
from flows.core.review import DayPrecision, Judgement, Review, RulePrecision, Verdict, judge
from flows.core.trend import CategoryCount, DaySummary
from reports.language import words
from reports.text import clean, escape_cell, fit_cell
from reports.workbook import write_workbook

HIDDEN = {"命中编号", "报告日期", "导出时结论", "导出时备注"}
TABS = ["概览", "命中", "坐席", "全部通话", "未评估与失败", "规则", "说明"]


@pytest.fixture
def target(tmp_path: Path) -> Path:
    return tmp_path / "day.xlsx"


def written(result: DayResult, html_name: str = "报告.html", clips: dict[str, str] | None = None) -> Workbook:
    """Through memory: Hypothesis writes many."""
    buffer = BytesIO()
    write_workbook(result, buffer, html_name, clips)  # type: ignore[arg-type]
    buffer.seek(0)
    return load_workbook(buffer)


def records(book: Workbook, tab: str) -> list[dict[str, Any]]:
    header, *rows = book[tab].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]


def letter(book: Workbook, header: str) -> str:
    return next(str(cell.column_letter) for cell in book["命中"][1] if cell.value == header)


def judged(*reviews: Review) -> dict[str, Judgement]:
    return {finding_id: each for (_, finding_id), each in judge(reviews).items()}


def as_read(text: str) -> str | None:
    return escape_cell(fit_cell(clean(text))) or None


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)


class TestTextStaysText:
    @settings(max_examples=40, deadline=None)
    @given(ANY_TEXT)
    @example("=1+1")
    @example("#REF!")
    @example(" \n ")
    def test_any_text_is_read_back_equal(self, text: str) -> None:
        hit = records(written(hostile_day(text)), "命中")[1]  # after the whole-call hit
        assert (hit["规则"], hit["类别"], hit["命中编号"]) == (as_read(text),) * 3

    @pytest.mark.parametrize("text", EXAMPLES)
    def test_no_cell_is_ever_a_formula_or_an_error(self, text: str) -> None:
        book = written(hostile_day(text), html_name="=1+1.html")
        cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
        assert not [cell.value for cell in cells if cell.data_type in ("f", "e")]

    @pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1"])
    def test_editing_a_cell_does_not_make_a_formula_of_it(self, text: str) -> None:
        book = written(hostile_day(text))
        assert book["命中"]["C2"].quotePrefix

    def test_a_text_longer_than_a_cell_is_cut_with_a_mark(self) -> None:
        text = "长" * 40_000
        spoken = transcript(turn(text))
        hit = finding(text, start=0, end=40_000)
        row = records(written(day_result(call("call-1", hit, transcript=spoken))), "命中")[0]
        assert len(row["原话"]) == len(row["关键词"]) == 32_767
        assert row["原话"].endswith(words.CUT)

    def test_the_limit_counts_an_emoji_as_two_like_excel(self) -> None:
        cut = fit_cell("😀" * 20_000)
        assert len(cut.encode("utf-16-le")) // 2 <= 32_767
        assert cut.endswith(words.CUT)

    def test_what_excel_would_read_as_an_escape_is_escaped(self) -> None:
        book = written(day_result(call("call-1", finding("_x0041_", rule_name="a_x000D_b"))))
        row = records(book, "命中")[0]
        assert (row["关键词"], row["规则"]) == ("_x005F_x0041_", "a_x005F_x000D_b")

    def test_a_sheet_never_has_more_links_than_excel_takes(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setattr("reports.workbook._MOST_LINKS", 1)
        sheet = written(day_result(flagged_call("a"), flagged_call("b")), "日报.html")["命中"]
        assert [bool(sheet[place].hyperlink) for place in ("P2", "P3")] == [True, False]
        assert sheet["P3"].value == "%E6%97%A5%E6%8A%A5.html#c2-h1"


class TestTypes:
    def test_moments_are_dates_in_local_time(self) -> None:
        row = records(written(day_result(flagged_call())), "全部通话")[0]
        assert row["时间"] == datetime(2026, 11, 21, 9, 0)

    def test_places_are_durations_of_whole_seconds(self) -> None:
        row = records(written(day_result(call("call-1", finding(start_ms=187_900)))), "命中")[0]
        assert row["位置"] == timedelta(minutes=3, seconds=7)
        assert row["时刻"] == datetime(2026, 11, 21, 9, 3, 7)

    def test_rates_are_numbers_shown_as_percentages(self) -> None:
        book = written(day_result(flagged_call("a"), call("b")))
        cell = book["坐席"]["F2"]
        assert (cell.value, cell.number_format) == (0.5, "0.0%")

    def test_an_unproven_zero_is_words(self) -> None:
        book = written(day_result(call("a"), call("b", not_evaluated=(not_evaluated(),))))
        assert records(book, "规则")[0]["命中"] == "未评估 1 通"
        assert [row["命中"] for row in records(book, "全部通话")] == [0, "未评估"]

    def test_a_proven_zero_is_a_number(self) -> None:
        assert records(written(day_result(call())), "规则")[0]["命中"] == 0


class TestReview:
    def test_every_hit_can_be_judged_from_a_list(self) -> None:
        sheet = written(day_result(flagged_call("a"), flagged_call("b")))["命中"]
        choice = sheet.data_validations.dataValidation[0]
        assert choice.formula1 == '"真命中,误命中,待定"'
        assert [cell.value for cell in sheet[1] if cell.coordinate == "M1"] == ["复核结论"]
        assert str(choice.sqref) == "M2:M3"

    def test_the_stable_hit_id_is_there_but_hidden(self) -> None:
        book = written(day_result(call("call-1", finding(finding_id="stable"))))
        assert records(book, "命中")[0]["命中编号"] == "stable"
        hidden = {header for header in HIDDEN if book["命中"].column_dimensions[letter(book, header)].hidden}
        assert hidden == HIDDEN

    def test_a_hit_links_to_its_place_in_the_html_report(self) -> None:
        link = written(day_result(flagged_call()), "日报 1.html")["命中"]["P2"].hyperlink
        assert (link.target, link.location) == ("%E6%97%A5%E6%8A%A5%201.html", "c1-h1")

    def test_a_hit_links_to_its_clip(self) -> None:
        book = written(
            day_result(flagged_call("a"), flagged_call("b")), clips={"finding-a-投诉": "clips/1%23.ogg"}
        )
        cells = [book["命中"]["Q2"], book["命中"]["Q3"]]
        assert [cell.value for cell in cells] == ["播放", None]
        assert cells[0].hyperlink.target == "clips/1%23.ogg"

    def test_every_colour_follows_a_word(self) -> None:
        sheet = written(day_result(flagged_call()))["命中"]
        rules = {
            str(area.sqref): [rule.formula[0].strip('"') for rule in area.rules]
            for area in sheet.conditional_formatting
        }
        assert rules["A2"] == list(words.SEVERITY.values())
        assert rules["M2"] == ["真命中", "误命中", "待定"]

    def test_what_was_said_before_is_filled_in_and_can_be_told_from_what_is_new(self) -> None:
        said = review(Verdict.FALSE, note="在说笑")
        row = records(written(day_result(flagged_call(), judgements=judged(said))), "命中")[0]
        assert (row["复核结论"], row["备注"]) == ("误命中", "在说笑")
        assert (row["导出时结论"], row["导出时备注"]) == ("误命中", "在说笑")
        assert row["复核情况"] == "张三 误命中（在说笑）"

    def test_a_disagreement_is_told_and_left_open(self) -> None:
        said = (review(Verdict.TRUE), review(Verdict.FALSE, "李四"))
        row = records(written(day_result(flagged_call(), judgements=judged(*said))), "命中")[0]
        assert row["复核结论"] is None
        assert row["复核情况"] == "有分歧：张三 真命中；李四 误命中"

    def test_a_noisy_rule_is_named_with_its_numbers(self) -> None:
        found = RulePrecision(rule_id="complaint", hits=20, confirmed=1, refuted=7, pending=2, disputed=1)
        book = written(day_result(flagged_call(), precisions=(found,)))
        row = records(book, "规则")[0]
        assert (row["真命中"], row["误命中"], row["准确率"]) == (1, 7, 0.125)
        assert row["评价"] == words.NOISY

    def test_a_rule_that_nobody_reviewed_has_no_precision(self) -> None:
        assert records(written(day_result(flagged_call())), "规则")[0]["准确率"] is None

    def test_a_whole_call_hit_says_that_it_has_no_place(self) -> None:
        row = records(written(day_result(call("call-1", whole_call_finding()))), "命中")[0]
        assert (row["位置"], row["原话"]) == ("整通通话", None)


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
    book = written(day_result(call(), warnings=("规则手册有错误",), rule_changes=("新增规则 退款",)))

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
        buffer = BytesIO()
        write_workbook(day_result(flagged_call()), buffer, "报告.html")  # type: ignore[arg-type]
        with ZipFile(buffer) as archive:
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
        assert book["命中"].print_area == "'命中'!$A$1:$O$2"
        assert all(sheet.print_title_rows == "$1:$1" for sheet in book)

    def test_a_long_text_has_a_high_row(self) -> None:
        spoken = transcript(turn("我要投诉" * 30))
        sheet = written(day_result(call("call-1", finding(), transcript=spoken)))["命中"]
        assert sheet.row_dimensions[2].height > 50
