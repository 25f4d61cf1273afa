"""A night that is run again leaves reports alone that would say the same, and writes all others."""

import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from callqa.model.review.verdicts import Review, Verdict
from callqa.operations import flag, report, verify
from callqa.operations.report import Written
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.reviews import Reviews
from callqa.storage.store import Store
from flows import catch_up
from reports.html import templates
from tests.support.doubles import Scripted
from tests.support.sites import site
from tests.support.stages import DAY, NEXT, work


@pytest.fixture
def written(configuration: Configuration, store: Store, recogniser: Scripted) -> Written:
    """Provide the reports of three calls in which the customer complains."""
    recogniser.text, recogniser.softly = "我要投诉", "您好请讲"
    work(configuration, store)
    return report.report_paths(configuration, DAY)


def again(project: Path, store: Store, *, anew: bool = False) -> None:
    report.report_day(site(pipeline_yaml.load(project), store), DAY, run_id="run-2", anew=anew)


def by_run_2(written: Written) -> bool:
    return "run-2" in written.html.read_text(encoding="utf-8")


def test_reports_that_would_say_the_same_are_left_alone(
    written: Written, project: Path, store: Store
) -> None:
    before = written.html.read_bytes(), written.workbook.read_bytes()
    again(project, store)
    assert (written.html.read_bytes(), written.workbook.read_bytes()) == before
    here = site(pipeline_yaml.load(project), store)
    assert verify.verify_day(here, DAY).differences == ()
    assert catch_up.unfinished(here, NEXT) == []


def test_whether_a_day_is_reported_is_known_without_its_calls(
    written: Written, project: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert written.html.is_file()
    here = site(pipeline_yaml.load(project), store)
    with monkeypatch.context() as patch:
        patch.delattr(catch_up, "load_day")
        assert catch_up.unfinished(here, NEXT) == []
    flag.flag_day(here, DAY)  # which finds the same: only the calls tell
    assert catch_up.unfinished(here, NEXT) == []
    again(project, store)
    with monkeypatch.context() as patch:
        patch.delattr(catch_up, "load_day")
        assert catch_up.unfinished(here, NEXT) == []


def test_reports_that_somebody_asks_for_are_written_anew(
    written: Written, project: Path, store: Store
) -> None:
    again(project, store, anew=True)
    assert by_run_2(written)


def _a_setting(project: Path, _store: Store, _written: Written) -> None:
    with project.open("a", encoding="utf-8") as stream:
        stream.write("\nreport: {calls_in_file: 1}\n")


def _numbers_shown(project: Path, _store: Store, _written: Written) -> None:
    with project.open("a", encoding="utf-8") as stream:
        stream.write("\nprivacy: {mask: false}\n")


def _damaged(_project: Path, _store: Store, written: Written) -> None:
    written.workbook.write_bytes(b"half")


def _gone(_project: Path, _store: Store, written: Written) -> None:
    written.html.unlink()


def _a_verdict(project: Path, store: Store, _written: Written) -> None:
    here = site(pipeline_yaml.load(project), store)
    finding = next(iter(store.evaluations(DAY).values())).findings[0]
    said = Review(
        day=DAY,
        finding_id=finding.finding_id,
        rule_id=finding.rule_id,
        verdict=Verdict.FALSE,
        note="",
        reviewer="王",
        at=datetime(2026, 2, 15, tzinfo=UTC),
    )
    Reviews(store.database).add(here, [said])


@pytest.mark.parametrize("change", [_a_setting, _numbers_shown, _damaged, _gone, _a_verdict])
def test_reports_that_would_say_something_else_are_written(
    written: Written, project: Path, store: Store, change: Callable[[Path, Store, Written], None]
) -> None:
    change(project, store, written)
    again(project, store)
    assert by_run_2(written)
    assert verify.verify_day(site(pipeline_yaml.load(project), store), DAY).differences == ()


def test_reports_in_a_restyled_template_are_written(
    written: Written, project: Path, store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    restyled = tmp_path / "templates"
    shutil.copytree(templates.TEMPLATES, restyled)
    with (restyled / "style.css").open("a", encoding="utf-8") as stream:
        stream.write("body { color: black }")
    monkeypatch.setattr(templates, "TEMPLATES", restyled)
    again(project, store)
    assert by_run_2(written)
