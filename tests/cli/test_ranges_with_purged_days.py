"""A range that holds a purged day: the other days are done, and the purged one is named."""

import json
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest

from callqa.model.retention import Kind
from callqa.operations import flag
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import lease
from callqa.storage.purges import remove_rows
from callqa.storage.store import Store
from tests.support.builders import recording, transcript, turn
from tests.support.calls import write_call
from tests.support.doubles import Scripted
from tests.support.sites import site

FIRST, SECOND, THIRD = (date(2026, 2, 12) + timedelta(days=number) for number in range(3))
RANGE = ("--from", f"{FIRST}", "--to", f"{THIRD}")
Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def three_days(configuration: Configuration, store: Store) -> Store:
    """Three flagged days; of the second one transcripts and hits were purged."""
    for day in (FIRST, SECOND, THIRD):
        call = recording(f"c-{day}", path=f"/inbox/{day}.wav")
        store.save_collection(day, [call], [], [])
        store.save_transcripts(day, [transcript(turn("我要投诉"), call_id=call.call_id)], [call])
        flag.flag_day(site(configuration, store), day)
    with store.database.transaction() as connection:
        remove_rows(connection, SECOND, [Kind.TRANSCRIPTS, Kind.FINDINGS])
    return store


def test_flag_does_the_other_days_and_says_which_it_could_not(three_days: Store, callqa: Command) -> None:
    code, out, err = callqa("flag", *RANGE)

    assert (code, out.count("网页报告")) == (2, 2)
    assert f"{SECOND} 没有重新检查" in err
    assert "完成 2 天，1 天没有完成" in err


def test_flag_tells_a_script_the_same(three_days: Store, callqa: Command) -> None:
    told = json.loads(callqa("flag", *RANGE, "--json")[1])

    assert [each["day"] for each in told["days"]] == [f"{FIRST}", f"{THIRD}"]
    assert [each["day"] for each in told["not_done"]] == [f"{SECOND}"]


def test_a_day_that_another_run_holds_is_named_too_and_is_more_urgent(
    three_days: Store, callqa: Command
) -> None:
    with lease.holding(three_days.database, FIRST, 60):
        code, _, err = callqa("flag", *RANGE)

    assert (code, f"{FIRST} 没有重新检查" in err) == (4, True)


def test_a_trial_leaves_purged_days_out(three_days: Store, callqa: Command, project: Path) -> None:
    code, out, err = callqa("rules", "try", str(project.parent / "keywords.yaml"), *RANGE, "--json")

    assert (code, json.loads(out)["days"]) == (0, [f"{FIRST}", f"{THIRD}"])
    assert f"{SECOND} 的转写或命中已按保存期限清理" in err
    code, _, err = callqa("rules", "try", str(project.parent / "keywords.yaml"), "--day", f"{SECOND}")
    assert (code, "已按保存期限清理" in err) == (2, True)


@pytest.mark.parametrize("form", ["report", "csv"])
def test_a_report_of_a_range_names_days_of_which_only_the_ledger_is_left(
    three_days: Store, callqa: Command, form: str
) -> None:
    code, _, err = callqa("report", *RANGE, "--format", form)

    assert (code, f"{SECOND} 的转写或命中已按保存期限清理" in err) == (0, True)


def test_a_backfill_does_not_begin_a_purged_day(
    three_days: Store, callqa: Command, recogniser: Scripted, configuration: Configuration
) -> None:
    write_call(configuration.home / "inbox" / "20260213-090000_in_8001_12000000001_late.wav", 200)

    code, out, _ = callqa("backfill", *RANGE, "--dry-run", "--json")

    told = {each["day"]: each for each in json.loads(out)["days"]}
    assert (code, told[f"{SECOND}"]["state"], told[f"{SECOND}"]["due"]) == (2, "purged", 0)
    assert "已按保存期限清理" in told[f"{SECOND}"]["problem"]
    assert told[f"{THIRD}"]["state"] == "planned"
