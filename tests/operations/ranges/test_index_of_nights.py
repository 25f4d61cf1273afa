"""The list of all nights beside the reports, and the roll-ups that the night writes by itself."""

from datetime import date, timedelta
from pathlib import Path

import pytest

from callqa.model.remarks import RemarkKind
from callqa.operations import report
from callqa.operations.privacy import forget
from callqa.operations.ranges import rollup
from callqa.operations.ranges.index import write_index
from callqa.operations.ranges.rollup import roll_up_by_itself
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.session import Site
from callqa.storage.store import Store
from tests.cli.test_rollup_command import FIRST, LAST, store_day
from tests.support.sites import site


@pytest.fixture
def nights(configuration: Configuration, store: Store) -> Site:
    """Store and report a Monday and a Wednesday of one week."""
    made = site(configuration, store)
    for day, hits in ((FIRST, 2), (FIRST + timedelta(days=2), 1)):
        store_day(store, day, hits=hits)
        report.report_day(made, day, run_id="r")
    return made


def page(nights: Site) -> str:
    return (folder(nights) / "index.html").read_text(encoding="utf-8")


def folder(nights: Site) -> Path:
    return nights.configuration.resolve(nights.settings.reports)


def test_every_night_is_listed_and_leads_to_its_report(nights: Site) -> None:
    told = page(nights)

    for day in ("2026-02-02", "2026-02-04"):
        assert f'href="{day}/qa-{day}.html" data-day="{day}"' in told
    assert "2 天，4 通，有命中 2 通" in told
    assert '<a href="../index.html#after=2026-02-02">' in (
        folder(nights) / "2026-02-02/qa-2026-02-02.html"
    ).read_text(encoding="utf-8")


def test_writing_it_again_changes_nothing(nights: Site) -> None:
    before = page(nights)
    write_index(nights)
    assert page(nights) == before


def test_it_follows_when_a_call_is_forgotten(nights: Site) -> None:
    forget.forget(nights, forget.find(nights, call_id="c1", customer=None))

    assert "2 天，2 通，有命中 0 通" in page(nights)


def test_a_week_is_written_in_the_night_after_its_sunday_and_once(
    nights: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    week = folder(nights) / "2026-02-02_2026-02-08"
    assert roll_up_by_itself(nights, LAST - timedelta(days=1)) == []
    assert not week.exists()

    assert roll_up_by_itself(nights, LAST) == []
    assert (week / "qa-2026-02-02_2026-02-08.html").is_file()
    assert "2026-02-02 至 2026-02-08" in page(nights)

    again: list[object] = []
    monkeypatch.setattr(rollup, "roll_up", lambda *given: again.append(given[2]))
    roll_up_by_itself(nights, LAST)
    assert again == []
    roll_up_by_itself(nights, LAST + timedelta(days=1), [FIRST])
    assert again == [(FIRST, LAST)]


def test_a_month_that_is_over_is_written_and_one_that_goes_on_is_not(nights: Site) -> None:
    roll_up_by_itself(nights, date(2026, 2, 28))
    names = {each.name for each in folder(nights).iterdir() if "_" in each.name}
    assert names == {"2026-02-01_2026-02-28"}


def test_a_roll_up_that_fails_fails_no_night(nights: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(rollup, "roll_up", broken)
    (problem,) = roll_up_by_itself(nights, LAST)
    assert (problem.kind, problem.names["first"]) == (RemarkKind.NOT_ROLLED_UP, "2026-02-02")
