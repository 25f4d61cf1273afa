"""The night removes by itself what was kept long enough, says so, and never fails because of it."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from callqa.host import report_folder
from callqa.model.retention import Kind
from callqa.operations import flag
from callqa.operations.privacy import purge
from callqa.settings import pipeline_yaml
from callqa.storage import lease
from callqa.storage.purges import purged
from callqa.storage.store import Store
from reports.words.lines import said
from tests.support.builders import recording, transcript, turn
from tests.support.sites import site

OLD, OLDER = date(2025, 1, 2), date(2025, 1, 1)
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def old_days(project: Path, store: Store) -> Store:
    """Two flagged days that are long past their limit."""
    with project.open("a", encoding="utf-8") as stream:
        stream.write("\nretention: {transcripts_days: 30}\n")
    for day in (OLDER, OLD):
        call = recording(f"c-{day}", path=f"/inbox/{day}.wav")
        store.save_collection(day, [call], [], [])
        store.save_transcripts(day, [transcript(turn("我要投诉"), call_id=call.call_id)], [call])
        flag.flag_day(site(pipeline_yaml.load(project), store), day)
    return store


def spoken(store: Store, day: date) -> int:
    return sum(len(each.turns) for each in store.transcripts(day).values())


@pytest.mark.usefixtures("prefect_server", "recogniser")
def test_the_night_purges_after_its_report_and_says_what_went(old_days: Store, callqa: Command) -> None:
    code, out, _ = callqa("run", "--json")

    told = json.loads(out)
    assert (code, told["remarks"]) == (
        0,
        ["已按保存期限清理 2025-01-01 至 2025-01-02：转写 2 天（2 行，0 个文件）"],
    )
    assert (spoken(old_days, OLDER), spoken(old_days, OLD)) == (0, 0)
    entries = json.loads(callqa("audit", "--json")[1])["entries"]
    about = [each["about"] for each in entries if each["deed"] == "purged"]
    assert about == [{"day": f"{day}", "kinds": "transcripts", "by": "nightly"} for day in (OLDER, OLD)]
    assert "已按保存期限清理：转写" in callqa("status", "--day", f"{OLD}")[1]
    assert "remarks" in told
    assert json.loads(callqa("run", "--json")[1])["remarks"] == []


@pytest.mark.usefixtures("prefect_server", "recogniser")
def test_a_run_of_one_day_purges_nothing(old_days: Store, callqa: Command) -> None:
    callqa("run", "--day", "2026-02-14")

    assert spoken(old_days, OLD) == 1


def test_switched_off_only_the_command_purges(old_days: Store, callqa: Command, project: Path) -> None:
    text = project.read_text(encoding="utf-8")
    project.write_text(
        text.replace("transcripts_days: 30", "transcripts_days: 30, nightly: false"), encoding="utf-8"
    )

    assert purge.purge_by_itself(site(pipeline_yaml.load(project), old_days)) == purge.Purged()
    callqa("purge")
    assert spoken(old_days, OLD) == 0


def test_a_day_that_is_held_is_told_and_the_other_one_goes(old_days: Store, project: Path) -> None:
    with lease.holding(old_days.database, OLDER, 60):
        gone = purge.purge_by_itself(site(pipeline_yaml.load(project), old_days))

    assert [each.day for each in gone.done] == [OLD]
    assert [f"{OLDER} 超过保存期限的数据没有清理成" in said(each) for each in gone.problems] == [True]
    assert (spoken(old_days, OLDER), spoken(old_days, OLD)) == (1, 0)


def test_a_folder_that_cannot_be_read_is_told_and_nothing_is_raised(
    old_days: Store, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project.write_text(
        project.read_text(encoding="utf-8").replace("transcripts_days: 30", "reports_days: 30"),
        encoding="utf-8",
    )

    def refuse(*_: object) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(report_folder, "folders", refuse)
    gone = purge.purge_by_itself(site(pipeline_yaml.load(project), old_days))

    assert (gone.done, *map(said, gone.problems)) == ((), "没有按保存期限清理：OSError")


def test_when_the_time_is_up_the_rest_is_left_for_the_next_night(
    old_days: Store, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(purge, "_LONGEST_S", -1.0)

    gone = purge.purge_by_itself(site(pipeline_yaml.load(project), old_days))

    assert (gone.done, *map(said, gone.problems)) == ((), f"清理的时间用完了，{OLDER} 起留待下一晚")


def test_the_day_that_was_just_reported_never_goes(store: Store, project: Path) -> None:
    with project.open("a", encoding="utf-8") as stream:
        stream.write("\nretention: {transcripts_days: 1, findings_days: 1}\n")
    configuration = pipeline_yaml.load(project)
    now = datetime.now(UTC)
    yesterday = configuration.settings.yesterday(now)
    call = recording("c1")
    store.save_collection(yesterday, [call], [], [])
    store.save_transcripts(yesterday, [transcript(turn("我要投诉"), call_id="c1")], [call])

    purge.purge_by_itself(site(configuration, store, now=now))

    assert purged(store.database, yesterday) == frozenset()
    purge.purge_by_itself(site(configuration, store, now=now + timedelta(days=1)))
    assert Kind.TRANSCRIPTS in purged(store.database, yesterday)
