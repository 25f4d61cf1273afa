"""The page of calls without hits printed 命中 0 处 also for a call on which rules were not evaluated."""

import pytest

from callqa.days.day import CallResult
from callqa.settings.schema import ReportSettings
from reports.html.page import render_pages
from tests.reports.html.test_report_html import Page
from tests.support.builders import call, day_result, flagged_call, not_evaluated


def page(*calls: CallResult) -> Page:
    ((_, html),) = render_pages(day_result(*calls), "qa.html", settings=ReportSettings(calls_in_file=1))
    return Page(html)


@pytest.mark.parametrize(
    ("one", "shown"), [(call("a"), "0 处"), (call("a", not_evaluated=(not_evaluated(),)), "未评估")]
)
def test_a_zero_is_printed_only_for_a_call_that_was_wholly_evaluated(one: CallResult, shown: str) -> None:
    assert shown in page(one).texts["dd"]


def test_a_page_without_hits_asks_for_no_verdicts() -> None:
    assert "verdict-form" not in page(call("a")).every("id")
    assert "verdict-form" in page(flagged_call("a"), flagged_call("b")).every("id")


def test_a_page_without_hits_takes_what_the_rules_missed_in_its_calls() -> None:
    assert {"review", "miss-form"} <= set(page(call("a")).every("id"))
