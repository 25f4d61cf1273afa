"""The head of a page."""

import pytest

from reports.html.page import render_html
from reports.view.day import view_of
from tests.reports.html.test_report_html import Page
from tests.support.builders import day_result

RUN_ID = "0193a5b2-77aa-4c1e-9d3f-5a6b7c8d9e0f"


def test_a_run_is_shown_by_the_beginning_of_its_id() -> None:
    run = view_of(day_result(run_id=RUN_ID)).facts[-1]

    assert (run.value, run.whole) == ("0193a5b2", RUN_ID)


@pytest.mark.parametrize("run_id", ["report-20261122T185439", "run-1"])
def test_a_run_whose_id_says_something_is_shown_whole(run_id: str) -> None:
    run = view_of(day_result(run_id=run_id)).facts[-1]

    assert (run.value, run.whole) == (run_id, "")


def test_the_whole_id_is_behind_its_beginning() -> None:
    page = Page(render_html(day_result(run_id=RUN_ID)))

    assert "0193a5b2" in page.texts["code"]
    assert ("dd", {"title": RUN_ID}) in page.tags
