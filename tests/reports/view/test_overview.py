"""The drawings of a report, and the day beside its month."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from callqa.days.day import DayResult
from callqa.days.summary import DaySummary
from callqa.model.review.precision import RulePrecision
from reports.view.day import view_of
from reports.view.drawing import bars, lane, place
from reports.view.overview import Overview, overview_of
from tests.support.builders import COMPLAINT, DAY, call, day_result, day_summary, failed_call, flagged_call

VALUES = st.lists(st.none() | st.floats(0, 1e9), min_size=7, max_size=40)


@given(VALUES)
def test_there_is_one_bar_for_every_known_day(values: list) -> None:
    drawn = bars(values)

    known = [value for value in values if value is not None]
    assert (drawn.month + drawn.week + drawn.today).count("z") == len(known)
    assert drawn.today.count("z") == (values[-1] is not None)


@given(VALUES)
def test_a_bar_stays_inside_its_drawing(values: list) -> None:
    drawn = bars(values)

    for top, tall in re.findall(r"M\d+ ([\d.]+)h\d+v([\d.]+)", drawn.month + drawn.week + drawn.today):
        assert 0 <= float(top) <= drawn.height
        assert float(top) + float(tall) == pytest.approx(drawn.height, abs=0.11)


def test_a_zero_is_a_line_and_an_unknown_day_a_gap() -> None:
    assert bars([0, None, 0, 0, 0, 0, 0, 0]).month == "M0 27.0h4v1.0h-4z"


def test_blocks_of_a_timeline_are_where_they_were_said() -> None:
    assert lane([(0, 5_000), (9_999, 10_000)], 10_000) == "M0.0 0h500.0v10h-500.0zM999.9 0h1.0v10h-1.0z"
    assert place(2_500, 10_000) == 250
    assert lane([(0, 0)], 0) == ""


def beside(day: DayResult, *history: DaySummary) -> Overview:
    whole = replace(day, history=history)
    view = view_of(whole)
    return overview_of(whole, view.kpis, [row.name for row in view.categories])


def earlier(days: int, hits: int, **changes: int) -> DaySummary:
    return day_summary(DAY - timedelta(days=days), hits=hits, **({"severe": hits} | changes))


class TestTrend:
    def test_says_how_much_more_than_yesterday(self) -> None:
        kpis = beside(day_result(flagged_call("a"), flagged_call("b")), earlier(1, 5)).kpis

        assert [each.trend.change for each in kpis] == ["▼ 8", "▼ 3", "▲ 50.0 个百分点", "▼ 3", "持平"]

    def test_compares_with_yesterday_and_with_no_other_day(self) -> None:
        kpis = beside(day_result(call("a")), earlier(2, 5)).kpis

        assert {each.trend.change for each in kpis} == {"前一日没有运行"}

    def test_takes_no_zero_from_a_day_that_was_not_evaluated(self) -> None:
        kpis = beside(day_result(call("a"), failed_call("b")), earlier(1, 0, evaluated=9)).kpis

        flagged = kpis[1].trend
        assert flagged.change == "当日未全部评估，不比较"
        assert flagged.bars.today == ""

    def test_has_the_means_of_a_week_and_of_a_month(self) -> None:
        kpis = beside(day_result(flagged_call("a")), earlier(20, 7), earlier(1, 4)).kpis

        assert kpis[1].trend.means == "7 日均 2.5 · 30 日均 4"

    def test_draws_thirty_days(self) -> None:
        trend = beside(day_result(call("a")), earlier(29, 1), earlier(3, 1)).kpis[0].trend

        assert (trend.bars.month.count("z"), trend.bars.week.count("z")) == (1, 1)
        assert trend.text == "近 30 天中有数据的 3 天：最少 1，最多 10"


class TestNoisyRules:
    @pytest.mark.parametrize(
        ("confirmed", "refuted", "noisy"),
        [
            (2, 3, True),
            (3, 2, False),
            (4, 1, False),
            (0, 4, False),
            (0, 5, True),
            (59, 41, True),
            (60, 40, False),
        ],
    )
    def test_are_those_that_are_often_wrong_and_often_enough_reviewed(
        self, confirmed: int, refuted: int, noisy: bool
    ) -> None:
        each = RulePrecision(
            rule_id=COMPLAINT.rule_id, hits=100, confirmed=confirmed, refuted=refuted, pending=0, disputed=0
        )
        overview = beside(day_result(call(), precisions=(each,)))

        assert [rule.rule for rule in overview.noisy] == (["投诉"] if noisy else [])


class TestHours:
    def test_hits_stand_in_the_hour_of_their_call(self) -> None:
        heat = beside(day_result(flagged_call("a"), call("b"))).heat

        assert (heat.hours, heat.calls) == ((9,), (2,))
        assert [(cell.hits, cell.level) for cell in heat.rows[0].cells] == [(1, 4)]

    def test_a_day_without_calls_has_none(self) -> None:
        assert beside(day_result()).heat.hours == ()
