"""A day that is far from its weekday says so wherever it is reported, and says it again."""

from datetime import UTC, date, datetime, timedelta

import pytest
from openpyxl import load_workbook

from callqa.operations import export, report
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from tests.support.builders import evaluation, recording, transcript, turn
from tests.support.sites import site

SATURDAY = date(2026, 2, 14)
NOW = datetime(2026, 2, 15, 1, tzinfo=UTC)
TOLD = "收到 2 通，平常的星期六约 40 通：请检查录音系统和话单"


def store_day(store: Store, day: date, calls: int) -> None:
    start = datetime(day.year, day.month, day.day, 1, tzinfo=UTC)
    recordings = [
        recording(f"c{n}", path=f"/{day}/{n}.wav", started_at=start + timedelta(minutes=n))
        for n in range(calls)
    ]
    store.save_collection(day, recordings, [], [])
    transcripts = [transcript(turn("您好"), call_id=each.call_id) for each in recordings]
    store.save_transcripts(day, transcripts, recordings)
    judged = [evaluation(call_id=each.call_id) for each in recordings]
    store.save_evaluations(day, judged)
    store.save_rules(day, judged[0].rules_revision, [])


@pytest.fixture
def quiet_saturday(store: Store) -> None:
    for week in (1, 2, 3):
        store_day(store, SATURDAY - timedelta(weeks=week), 40)
    store_day(store, SATURDAY, 2)


@pytest.mark.usefixtures("quiet_saturday")
def test_page_workbook_and_digest_say_what_is_unusual(configuration: Configuration, store: Store) -> None:
    written = report.report_day(site(configuration, store, now=NOW), SATURDAY, run_id="r").written

    html = written.html.read_text(encoding="utf-8")
    assert html.index("与平常不同") < html.index(TOLD) < html.index('id="flagged"')
    book = load_workbook(written.workbook)
    for sheet in ("概览", "说明"):
        assert TOLD in [cell.value for row in book[sheet].iter_rows() for cell in row]
    digest = export.digest_of(
        site(configuration, store), export.load_shown(site(configuration, store), SATURDAY)
    )
    assert f"与平常不同：{TOLD}" in digest


@pytest.mark.usefixtures("quiet_saturday")
def test_the_same_day_again_says_the_same(configuration: Configuration, store: Store) -> None:
    first = report.report_day(
        site(configuration, store, now=NOW), SATURDAY, run_id="r"
    ).written.html.read_bytes()
    store_day(store, SATURDAY + timedelta(weeks=1), 300)

    again = report.report_day(
        site(configuration, store, now=NOW), SATURDAY, run_id="r"
    ).written.html.read_bytes()

    assert again == first


def test_an_ordinary_day_has_no_remark(configuration: Configuration, store: Store) -> None:
    for week in range(4):
        store_day(store, SATURDAY - timedelta(weeks=week), 40)

    html = report.report_day(site(configuration, store, now=NOW), SATURDAY, run_id="r").written.html

    assert "平常的星期六" not in html.read_text(encoding="utf-8")
