"""What stands in the cells of the workbook: text stays text, numbers are numbers, verdicts have room."""

from datetime import datetime, timedelta

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from callqa.model.review.precision import RulePrecision
from callqa.model.review.verdicts import Judgement, Review, Verdict, judge
from reports.view.format import clean, escape_cell, fit_cell
from reports.words.language import words
from tests.reports.books import records, written
from tests.reports.hostile import EXAMPLES, hostile_day
from tests.support.builders import (
    call,
    day_result,
    finding,
    flagged_call,
    not_evaluated,
    review,
    transcript,
    turn,
    whole_call_finding,
)

HIDDEN = {"命中编号", "报告日期", "导出时结论", "导出时备注"}


def letter(book: Workbook, header: str) -> str:
    return next(str(cell.column_letter) for cell in book["命中"][1] if cell.value == header)


def judged(*reviews: Review) -> dict[str, Judgement]:
    return {finding_id: each for (_, finding_id), each in judge(reviews).items()}


def as_read(text: str) -> str | None:
    return escape_cell(fit_cell(clean(text))) or None


ANY_TEXT = st.text(st.characters(exclude_categories=()), max_size=30)


class TestTextStaysText:
    @settings(max_examples=40)
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
        monkeypatch.setattr("reports.excel.workbook._MOST_LINKS", 1)
        sheet = written(day_result(flagged_call("a"), flagged_call("b")), "日报.html")["命中"]
        assert [bool(sheet[place].hyperlink) for place in ("Q2", "Q3")] == [True, False]
        assert sheet["Q3"].value == "%E6%97%A5%E6%8A%A5.html#c2-h1"


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
        cell = book["坐席"]["N2"]
        assert (cell.value, cell.number_format) == (0.5, "0.0%")

    def test_an_unproven_zero_is_words(self) -> None:
        book = written(day_result(call("a"), call("b", not_evaluated=(not_evaluated(),))))
        assert records(book, "规则")[0]["命中"] == "未见"
        assert [row["命中"] for row in records(book, "全部通话")] == [0, "未评估"]

    def test_a_proven_zero_is_a_number(self) -> None:
        assert records(written(day_result(call())), "规则")[0]["命中"] == 0


class TestReview:
    def test_every_hit_can_be_judged_from_a_list(self) -> None:
        sheet = written(day_result(flagged_call("a"), flagged_call("b")))["命中"]
        choice = sheet.data_validations.dataValidation[0]
        assert choice.formula1 == '"真命中,误命中,待定"'
        assert [cell.value for cell in sheet[1] if cell.coordinate == "K1"] == ["复核结论"]
        assert str(choice.sqref) == "K2:K3"

    def test_the_stable_hit_id_is_there_but_hidden(self) -> None:
        book = written(day_result(call("call-1", finding(finding_id="stable"))))
        assert records(book, "命中")[0]["命中编号"] == "stable"
        hidden = {header for header in HIDDEN if book["命中"].column_dimensions[letter(book, header)].hidden}
        assert hidden == HIDDEN

    def test_a_hit_links_to_its_place_in_the_html_report(self) -> None:
        link = written(day_result(flagged_call()), "日报 1.html")["命中"]["Q2"].hyperlink
        assert (link.target, link.location) == ("%E6%97%A5%E6%8A%A5%201.html", "c1-h1")

    def test_a_hit_links_to_its_clip(self) -> None:
        book = written(
            day_result(flagged_call("a"), flagged_call("b")), clips={"finding-a-投诉": "clips/1%23.ogg"}
        )
        cells = [book["命中"]["J2"], book["命中"]["J3"]]
        assert [cell.value for cell in cells] == ["播放", None]
        assert cells[0].hyperlink.target == "clips/1%23.ogg"

    def test_every_colour_follows_a_word(self) -> None:
        sheet = written(day_result(flagged_call()))["命中"]
        rules = {
            str(area.sqref): [rule.formula[0].strip('"') for rule in area.rules]
            for area in sheet.conditional_formatting
        }
        assert rules["A2"] == list(words.SEVERITY.values())
        assert rules["K2"] == ["真命中", "误命中", "待定"]

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
