"""The page of an agent beside a roll-up."""

from dataclasses import replace
from pathlib import Path

import pytest

from callqa.operations import report
from callqa.operations.privacy import forget
from callqa.operations.ranges.rollup import roll_up
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.session import Site
from callqa.storage.store import Store
from tests.cli.test_rollup_command import FIRST, LAST, RULE, store_day
from tests.support.builders import RULES_REVISION
from tests.support.sites import site


@pytest.fixture
def week(configuration: Configuration, store: Store) -> Site:
    """Roll up a week with one day: the first agent's call has a hit that costs 20 points."""
    made = site(configuration, store)
    store_day(store, FIRST, hits=1)
    store.save_rules(FIRST, RULES_REVISION, [replace(RULE, points=20)])
    report.report_day(made, FIRST, run_id="r")
    roll_up(made, [FIRST], (FIRST, LAST))
    return made


def pages(week: Site) -> list[Path]:
    reports = week.configuration.resolve(week.settings.reports)
    return sorted(reports.glob(f"{FIRST}_{LAST}/agents/*.html"))


def test_every_agent_has_a_page_with_what_cost_points_and_calls_to_hear(week: Site) -> None:
    first, second = (page.read_text(encoding="utf-8") for page in pages(week))

    assert "投诉&lt;b&gt;：扣 20 分，1 通" in first
    assert f'href="../../{FIRST}/qa-{FIRST}.html#?call=c1"' in first
    assert "得分 80" in first
    assert "没有扣分。" in second
    rollup = pages(week)[0].parents[1] / f"qa-{FIRST}_{LAST}.html"
    assert 'href="agents/0001.html"' in rollup.read_text(encoding="utf-8")


def test_forgetting_a_call_takes_the_pages_that_know_it(week: Site) -> None:
    forget.forget(week, forget.find(week, call_id="c1", customer=None))

    assert pages(week) == []
