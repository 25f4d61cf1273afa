"""A day whose report went to another folder last: verify called what is in this one changed."""

import json
import shutil
from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path
from typing import Any

import pytest

from callqa.operations import collect, flag, report, transcribe
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from tests.support.doubles import Scripted
from tests.support.sites import site

DAY = date(2026, 2, 14)
Command = Callable[..., tuple[int, str, str]]
Verify = Callable[[Path], tuple[int, list[Any]]]


@pytest.fixture
def other(configuration: Configuration, project: Path, store: Store, recogniser: Scripted) -> Path:
    """Provide an unreported day, and a second configuration with a reports folder of its own."""
    collect.collect_day(site(configuration, store), DAY)
    transcribe.transcribe_calls(site(configuration, store), DAY, [r.call_id for r in store.recordings(DAY)])
    flag.flag_day(site(configuration, store), DAY)
    other = project.with_name("other.yaml")
    other.write_text(project.read_text(encoding="utf-8") + "\nreports: elsewhere\n", encoding="utf-8")
    return other


@pytest.fixture
def verify(callqa: Command) -> Verify:
    def look(config: Path) -> tuple[int, list[Any]]:
        code, out, _ = callqa("verify", "--day", f"{DAY}", "--config", str(config), "--json")
        return code, [(each["kind"], each["name"], each["what"]) for each in json.loads(out)["differences"]]

    return look


@pytest.fixture
def write(store: Store) -> Callable[[Path], None]:
    """Write the day's report by a configuration; each report is of another run."""
    runs = count(1)

    def report_day(config: Path) -> None:
        run_id = f"run-{next(runs)}"
        report.report_day(site(pipeline_yaml.load(config), store), DAY, run_id=run_id)

    return report_day


def test_the_folder_that_was_not_written_last_is_told_once_and_where_the_report_is(
    other: Path, project: Path, configuration: Configuration, write: Callable[[Path], None], verify: Verify
) -> None:
    write(project)
    write(other)

    code, told = verify(project)

    here, there = (
        configuration.home / "data" / "reports" / str(DAY),
        configuration.home / "elsewhere" / str(DAY),
    )
    cure = f"要以这里为准，运行 callqa report --day {DAY}"
    assert (code, told) == (5, [("report", str(here), f"最近一次报告写在 {there}，这里的不是那一份；{cure}")])
    assert verify(other) == (0, [])
    write(project)
    assert verify(project) == (0, [])


def test_reports_that_were_moved_are_the_same_reports(
    other: Path, project: Path, configuration: Configuration, write: Callable[[Path], None], verify: Verify
) -> None:
    write(project)
    moved = configuration.home / "elsewhere" / str(DAY)
    shutil.move(configuration.home / "data" / "reports" / str(DAY), moved)

    assert verify(other) == (0, [])
    (moved / f"qa-{DAY}.xlsx").write_bytes(b"damaged on the way")
    assert verify(other) == (5, [("report", str(moved / f"qa-{DAY}.xlsx"), "文件与写出时不同")])


def test_a_report_that_was_not_moved_along_is_told_with_its_place(
    other: Path, project: Path, configuration: Configuration, write: Callable[[Path], None], verify: Verify
) -> None:
    write(project)

    code, told = verify(other)

    assert (code, len(told)) == (5, 1)
    assert str(configuration.home / "data" / "reports" / str(DAY)) in told[0][2]
