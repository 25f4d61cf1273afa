"""A process that was killed between two steps left a day of two halves, which the reports told as whole."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from callqa.days.day import DayResult
from callqa.operations import collect, flag, report, verify
from callqa.operations.load import load_day
from callqa.operations.privacy import purge
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from flows import catch_up
from reports.words.lines import remark_lines
from tests.support.calls import write_call
from tests.support.doubles import Scripted
from tests.support.sites import site
from tests.support.stages import DAY, NEXT, work

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def reported(configuration: Configuration, store: Store, recogniser: Scripted) -> Store:
    """Three reported calls in which the customer complains, on channel and number."""
    recogniser.text, recogniser.softly = "电话一三八零零一三八零零零我要投诉", "您好请讲"
    work(configuration, store)
    return store


@pytest.fixture
def killed(monkeypatch: pytest.MonkeyPatch) -> Callable[[object, str, Callable[[], object]], None]:
    """Do something until it calls a function of a module, where it is killed."""

    def until(module: object, name: str, what: Callable[[], object]) -> None:
        def kill(*_: object, **__: object) -> None:
            raise KeyboardInterrupt

        with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
            patch.setattr(module, name, kill)
            what()

    return until


Killed = Callable[[object, str, Callable[[], object]], None]


def loaded(configuration: Configuration, store: Store) -> DayResult:
    return load_day(site(configuration, store), DAY)


def test_what_was_said_in_a_recording_is_not_told_of_the_one_that_replaced_it(
    configuration: Configuration, reported: Store, callqa: Command
) -> None:
    write_call(next((configuration.home / "inbox").glob("*c2.wav")), 950)
    collect.collect_day(site(configuration, reported), DAY)  # and killed before anything was recognised

    day = loaded(configuration, reported)
    html = report.report_day(site(configuration, reported), DAY, run_id="half").written.html

    told = {call.recording.call_id: (call.pending, len(call.evaluation.findings)) for call in day.calls}
    assert told == {"c1": (False, 1), "c2": (True, 0), "c3": (False, 1)}
    assert "尚未转写" in html.read_text(encoding="utf-8")
    assert "转写来自这个录音以前的内容" in callqa("verify", "--day", f"{DAY}")[1]
    changed = "修订：1 通录音在出报告之后被改动，以改动后的录音为准：c2"
    assert changed in remark_lines(work(configuration, reported))


def test_hits_that_went_with_hidden_numbers_are_no_zero_before_the_rules_are_put_again(
    configuration: Configuration, reported: Store, project: Path, killed: Killed
) -> None:
    with project.open("a", encoding="utf-8") as stream:
        stream.write("\nprivacy: {mask_stored: true}\n")
    hidden = pipeline_yaml.load(project)

    killed(flag, "flag", lambda: flag.flag_day(site(hidden, reported), DAY))

    day = loaded(configuration, reported)
    assert [day.evaluated(call) for call in day.calls] == [False, False, False]


def test_clips_whose_report_was_not_written_again_are_purged_by_the_next_night(
    reported: Store, project: Path, callqa: Command, killed: Killed
) -> None:
    with project.open("a", encoding="utf-8") as stream:
        stream.write("\nretention: {clips_days: 1}\n")
    limited = pipeline_yaml.load(project)
    due = purge.due(site(limited, reported))
    assert due

    killed(report, "_write_page", lambda: purge.purge(site(limited, reported), due))

    assert purge.due(site(limited, reported)) == due
    assert callqa("purge")[0] == 0
    assert callqa("verify", "--day", f"{DAY}")[0] == 0
    html = report.report_paths(limited, DAY).html
    assert "clips/" not in html.read_text(encoding="utf-8")


def test_a_report_that_was_cut_short_is_said_by_verify_and_written_by_the_next_night(
    configuration: Configuration, reported: Store, killed: Killed, project: Path
) -> None:
    def again(*, anew: bool = False) -> None:
        report.report_day(site(configuration, reported), DAY, run_id="run-2", anew=anew)

    killed(report, "write_workbook", lambda: again(anew=True))

    told = [each.what for each in verify.verify_day(site(configuration, reported), DAY).differences]
    assert told[0] == f"上次写报告时中断，新旧文件混在一起；运行 callqa report --day {DAY} 重出"
    assert catch_up.unfinished(site(configuration, reported), NEXT) == [DAY]
    again()
    assert verify.verify_day(site(configuration, reported), DAY).differences == ()
    assert catch_up.unfinished(site(configuration, reported), date(2026, 2, 15)) == []
