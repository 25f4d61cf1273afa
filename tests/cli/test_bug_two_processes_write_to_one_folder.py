"""A roll-up took the unfinished files of another process that wrote to its folder for a killed one's."""

import multiprocessing
import os
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from openpyxl import load_workbook

from callqa.cli.report import Format
from callqa.cli.report import report as report_command
from callqa.host import files
from callqa.host.files import forget_leftovers, leftovers, replacing
from callqa.operations import report
from callqa.operations.ranges import rollup
from callqa.operations.report import render
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from tests.support.builders import evaluation, finding, recording, transcript, turn
from tests.support.sites import site

Command = Callable[..., tuple[int, str, str]]
DAY = date(2026, 2, 14)
SPAN = "2026-02-09_2026-02-15"
FORK = multiprocessing.get_context("fork")


@pytest.fixture
def reported(configuration: Configuration, store: Store) -> Store:
    call = recording("c1", path="/in/1.wav", started_at=datetime(2026, 2, 14, 1, tzinfo=UTC))
    store.save_collection(DAY, [call], [], [])
    store.save_transcripts(DAY, [transcript(turn("我要投诉"), call_id="c1")], [call])
    store.save_evaluations(DAY, [evaluation(finding(call_id="c1"), call_id="c1")])
    report.report_day(site(configuration, store), DAY, run_id="r")
    return store


@contextmanager
def under_way(work: Callable[[], None], module: object, name: str) -> Iterator[Callable[[], int]]:
    """Another process that has called a function of a module, and waits before it goes on.

    Yields a function that lets it go on and returns its exit code.
    """
    there, go = FORK.Event(), FORK.Event()

    def stopping() -> None:
        original = getattr(module, name)

        def stop(*arguments: object, **options: object) -> object:
            there.set()
            go.wait(60)
            return original(*arguments, **options)

        setattr(module, name, stop)
        try:
            work()
        except BaseException:
            traceback.print_exc()
            os._exit(1)
        os._exit(0)  # without the ends of what the tests before have begun, a Prefect server for one

    def let_go() -> int:
        go.set()
        process.join(60)
        return process.exitcode if process.exitcode is not None else -1

    process = FORK.Process(target=stopping)
    process.start()
    try:
        assert there.wait(60)
        yield let_go
    finally:
        go.set()
        process.join(60)


def roll_up(config: Path) -> None:
    report_command(first="2026-02-09", last="2026-02-15", config=config)


def test_the_second_of_two_roll_ups_is_refused_and_the_first_is_whole(
    reported: Store, project: Path, callqa: Command
) -> None:
    with under_way(lambda: roll_up(project), files, "hand_over") as let_go:
        second = callqa("report", "--from", "2026-02-09", "--to", "2026-02-15")
        first = let_go()

    assert first == 0
    assert (second[0], "多天汇总 正由另一个进程处理" in second[2]) == (4, True)
    folder = project.parent.parent / "data" / "reports" / SPAN
    assert sorted(path.name for path in folder.iterdir()) == [f"qa-{SPAN}.html", f"qa-{SPAN}.xlsx"]
    assert load_workbook(folder / f"qa-{SPAN}.xlsx").sheetnames
    assert callqa("report", "--from", "2026-02-09", "--to", "2026-02-15")[0] == 0


def test_a_customers_call_cannot_come_back_through_a_roll_up_that_has_read_it(
    reported: Store, project: Path, callqa: Command
) -> None:
    with under_way(lambda: roll_up(project), rollup, "write_rollup") as let_go:
        refused = callqa("forget", "--call", "c1")
        assert let_go() == 0

    assert (refused[0], len(reported.recordings(DAY))) == (4, 1)
    assert callqa("forget", "--call", "c1")[0] == 0
    assert not (project.parent.parent / "data" / "reports" / SPAN).exists()


def test_a_report_leaves_the_unfinished_table_of_another_process_alone(
    reported: Store, project: Path, configuration: Configuration
) -> None:
    folder = report.report_paths(configuration, DAY).html.parent

    def write_tables() -> None:
        report_command(day="2026-02-14", kind=Format.CSV, output=folder, config=project)

    with under_way(write_tables, files, "hand_over") as let_go:
        render(site(configuration, reported), DAY)
        assert let_go() == 0

    assert leftovers(folder) == []
    assert (folder / "qa-2026-02-14-calls.csv").stat().st_size > 0


def test_what_a_killed_process_left_goes_as_soon_as_nobody_writes_there(tmp_path: Path) -> None:
    (tmp_path / ".qa-12345678.html").touch()

    with replacing(tmp_path / "qa.xlsx") as temporary:
        forget_leftovers(tmp_path)
        assert set(leftovers(tmp_path)) == {temporary, tmp_path / ".qa-12345678.html"}
        temporary.touch()
    forget_leftovers(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["qa.xlsx"]
