"""A range of days, oldest first, that goes on after a kill."""

import json
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from callqa.cli import app
from callqa.monitoring.backfill import in_words, remaining_s
from callqa.storage import lease
from callqa.storage.store import Store
from flows import nightly
from tests.support.calls import write_call
from tests.support.doubles import Scripted

Backfill = Callable[..., tuple[int, dict[str, Any]]]


@pytest.fixture
def backfill(project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Backfill:
    """Run the command over 13–15 February 2026; returns its exit code and what it printed."""
    write_call(project.parent.parent / "inbox" / "20260213-100000_in_8001_12000000001_x.wav", 500)

    def call(*arguments: str) -> tuple[int, dict[str, Any]]:
        days = ["--from", "2026-02-13", "--to", "2026-02-15", "--json", "--config", str(project)]
        monkeypatch.setattr("sys.argv", ["callqa", "backfill", *days, *arguments])
        with pytest.raises(SystemExit) as ended:
            app.main()
        return int(ended.value.code or 0), json.loads(capsys.readouterr().out or "{}")

    return call


def test_a_dry_run_says_what_is_due_and_stores_nothing(
    backfill: Backfill, store: Store, recogniser: Scripted
) -> None:
    code, told = backfill("--dry-run")

    assert (code, told["calls_due"]) == (0, 4)
    assert [(each["day"], each["due"]) for each in told["days"]] == [("2026-02-13", 1), ("2026-02-14", 3)]
    assert store.recordings(date(2026, 2, 14)) == []


@pytest.mark.usefixtures("prefect_server")
def test_days_are_done_oldest_first_and_a_second_call_recognises_nothing(
    backfill: Backfill, recogniser: Scripted
) -> None:
    code, told = backfill()
    again, told_again = backfill()

    assert (code, again) == (0, 0)
    assert [(each["day"], each["recognised"]) for each in told["days"]] == [
        ("2026-02-13", 1),
        ("2026-02-14", 3),
    ]
    assert told_again["recognised"] == 0


@pytest.mark.usefixtures("prefect_server")
def test_a_killed_backfill_that_redoes_everything_goes_on_where_it_was(
    backfill: Backfill, recogniser: Scripted, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = nightly.nightly

    def killed_on_the_second_day(day: date, *arguments: Any, **options: Any) -> Any:
        if day == date(2026, 2, 14):
            raise KeyboardInterrupt
        return real(day, *arguments, **options)

    with monkeypatch.context() as patch:
        patch.setattr(nightly, "nightly", killed_on_the_second_day)
        backfill("--redo", "all")
    code, told = backfill("--redo", "all")

    assert (code, told["done_before"]) == (0, 1)
    assert [each["day"] for each in told["days"]] == ["2026-02-14"]
    assert backfill("--redo", "all", "--dry-run")[1]["done_before"] == 0


@pytest.mark.usefixtures("prefect_server")
def test_a_day_that_another_run_holds_is_left_and_the_others_are_done(
    backfill: Backfill, store: Store, recogniser: Scripted
) -> None:
    with lease.holding(store.database, date(2026, 2, 13), 60):
        code, told = backfill()

    assert code == 4
    assert [(each["day"], each["state"]) for each in told["days"]] == [
        ("2026-02-13", "held"),
        ("2026-02-14", "done"),
    ]


@pytest.mark.parametrize(
    "days", [("2026-02-15", "2026-02-13"), ("2026-02-13", "2099-01-01"), ("nonsense", "2026-02-13")]
)
def test_a_range_that_makes_no_sense_is_wrong_input(backfill: Backfill, days: tuple[str, str]) -> None:
    assert backfill("--from", days[0], "--to", days[1])[0] == 2


@pytest.mark.parametrize(
    ("done", "elapsed_s", "left", "words"),
    [(0, 10.0, 5, "尚不清楚"), (10, 10.0, 30, "1 分钟"), (10, 100.0, 480, "1 小时 20 分")],
)
def test_the_remaining_time_follows_the_pace_so_far(
    done: int, elapsed_s: float, left: int, words: str
) -> None:
    assert in_words(remaining_s(done, elapsed_s, left)) == words
