"""A week or a month of stored days as one page and one workbook."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from openpyxl import load_workbook

from callqa.model.finding import Severity
from callqa.model.summaries import RuleSummary
from callqa.operations import report
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from tests.support.builders import (
    evaluation,
    failed_transcript,
    finding,
    not_evaluated,
    recording,
    transcript,
    turn,
)
from tests.support.sites import site

Command = Callable[..., tuple[int, str, str]]
FIRST, LAST = date(2026, 2, 2), date(2026, 2, 8)
RULE = RuleSummary(rule_id="complaint", name="投诉<b>", category="客户投诉", severity=Severity.HIGH)


def store_day(store: Store, day: date, *, hits: int, failed: bool = False) -> None:
    """Store a day with two calls of two agents; the first has so many hits."""
    start = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    calls = [
        recording(f"c{n}", path=f"/{day}/{n}.wav", started_at=start + timedelta(hours=n), agent=f"100{n}")
        for n in (1, 2)
    ]
    found = [finding(call_id="c1", finding_id=f"f{n}") for n in range(hits)]
    other = failed_transcript(call_id="c2") if failed else transcript(turn("您好"), call_id="c2")
    skipped = (not_evaluated(),) if failed else ()
    store.save_collection(day, calls, [], [])
    store.save_transcripts(day, [transcript(turn("我要投诉"), call_id="c1"), other], calls)
    judged = [evaluation(*found, call_id="c1"), evaluation(call_id="c2", not_evaluated=skipped)]
    store.save_evaluations(day, judged)
    store.save_rules(day, judged[0].rules_revision, [RULE])


@pytest.fixture
def week(configuration: Configuration, store: Store) -> Path:
    """Monday and Wednesday were run; returns the folder of the reports."""
    store_day(store, FIRST, hits=2)
    store_day(store, FIRST + timedelta(days=2), hits=1, failed=True)
    for day in (FIRST, FIRST + timedelta(days=2)):
        report.report_day(site(configuration, store), day, run_id="r")
    return configuration.resolve(configuration.settings.reports)


def made(callqa: Command, folder: Path) -> tuple[str, dict[str, list[dict[str, Any]]]]:
    code, _, err = callqa("report", "--from", "2026-02-02", "--to", "2026-02-08")
    assert (code, err) == (0, "")
    base = folder / "2026-02-02_2026-02-08" / "qa-2026-02-02_2026-02-08"
    book = load_workbook(base.with_suffix(".xlsx"))
    sheets = {}
    for sheet in book:
        header, *rows = sheet.iter_rows(values_only=True)
        sheets[sheet.title] = [dict(zip(map(str, header), row, strict=True)) for row in rows]
    return base.with_suffix(".html").read_text(encoding="utf-8"), sheets


def test_totals_are_those_of_the_days_and_a_day_that_was_not_run_is_no_zero(
    callqa: Command, week: Path
) -> None:
    html, sheets = made(callqa, week)

    assert "收到 4 = 已分析 3 + 无语音 0 + 失败 1" in html
    assert [row["命中"] for row in sheets["每天"]] == [2, None, 1, None, None, None, None]
    assert [row["状态"] for row in sheets["每天"]][:3] == ["完整", "未运行", "不完整"]
    assert "5 天没有运行过" in html


def test_an_agents_zero_is_only_a_zero_where_the_agents_own_calls_were_evaluated(
    callqa: Command, week: Path
) -> None:
    _, sheets = made(callqa, week)

    told = {row["坐席"]: (row["命中"], row["命中率"]) for row in sheets["坐席"]}
    assert told == {"1001": (3, 1), "1002": ("未见", "未见")}


def test_flagged_calls_lead_to_their_place_in_the_report_of_their_day(callqa: Command, week: Path) -> None:
    html, _ = made(callqa, week)

    hrefs = [part.split('"')[0] for part in html.split('href="')[1:]]
    links = [urlsplit(href) for href in hrefs if "/qa-" in href and "#" in href]
    assert [link.fragment for link in links].count("c1") == 2
    for link in links:
        target = week / "2026-02-02_2026-02-08" / link.path
        assert f'id="{link.fragment}"' in target.read_text(encoding="utf-8")


def test_names_from_the_rule_book_are_escaped(callqa: Command, week: Path) -> None:
    html, sheets = made(callqa, week)

    assert "投诉&lt;b&gt;" in html
    assert "投诉<b>" not in html
    assert sheets["规则"][0]["规则"] == "投诉<b>"


def test_both_ends_default_to_what_is_stored(callqa: Command, week: Path) -> None:
    code, out, _ = callqa("report", "--from", "2026-02-03")

    assert code == 0
    assert "运行 1 天" in out
