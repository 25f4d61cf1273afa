"""One message for a whole backfill, and metrics that know what it did."""

import json
import os
import signal
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from callqa.monitoring import textfile
from callqa.monitoring.metrics import LAST_NIGHT
from callqa.monitoring.notice import Kind
from callqa.operations.messages import metrics
from callqa.settings import pipeline_yaml
from callqa.storage import lease
from callqa.storage.store import Store
from flows import nightly
from tests.support.calls import write_call
from tests.support.receiving import Received
from tests.support.sites import site

DAYS = ("--from", "2026-02-13", "--to", "2026-02-15")
Command = Callable[..., tuple[int, str, str]]
pytestmark = pytest.mark.usefixtures("prefect_server", "recogniser")


@pytest.fixture(autouse=True)
def _a_day_before(project: Path) -> None:
    write_call(project.parent.parent / "inbox" / "20260213-100000_in_8001_12000000001_x.wav", 500)


def test_a_backfill_sends_one_message_for_all_its_days_and_none_when_it_is_run_again(
    callqa: Command, receiver: Received
) -> None:
    codes = [callqa("backfill", *DAYS)[0] for _ in range(2)]

    (message,) = receiver.posted
    assert codes == [0, 0]
    assert (message["title"], message["type"]) == ("通话质检 2026-02-13 至 2026-02-15：补做完成", "success")
    assert "做完 2 天：识别成功 4 通，失败 0 通" in message["message"]


def test_what_could_not_be_done_is_told_with_its_reason_and_the_command_that_goes_on(
    callqa: Command, receiver: Received, store: Store
) -> None:
    with lease.holding(store.database, date(2026, 2, 13), 60):
        code, _, _ = callqa("backfill", *DAYS, "--redo", "failed")

    (message,) = receiver.posted
    assert (code, message["type"]) == (4, "warning")
    assert "没有做成（" in message["message"]
    assert "：2026-02-13\n" in message["message"]
    assert "callqa backfill --from 2026-02-13 --to 2026-02-15 --redo failed" in message["message"]


@pytest.fixture
def ctrl_c() -> Iterator[None]:
    """Give the test Python's own answer to Ctrl-C, which a process in the background does not have."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


@pytest.fixture
def on_the_second_day(monkeypatch: pytest.MonkeyPatch) -> Callable[[int], None]:
    """Send this process a signal when the second day of a backfill begins."""
    real = nightly.nightly

    def send(number: int) -> None:
        def stopped(day: date, *arguments: Any, **options: Any) -> Any:
            if day == date(2026, 2, 14):
                os.kill(os.getpid(), number)
            return real(day, *arguments, **options)

        monkeypatch.setattr(nightly, "nightly", stopped)

    return send


@pytest.mark.usefixtures("ctrl_c")
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_one_that_is_stopped_says_so_before_it_goes(
    callqa: Command, receiver: Received, on_the_second_day: Callable[[int], None], number: int, code: int
) -> None:
    before = signal.getsignal(signal.SIGTERM)
    on_the_second_day(number)

    ended, _, _ = callqa("backfill", *DAYS)

    (message,) = receiver.posted
    assert (ended, signal.getsignal(signal.SIGTERM)) == (code, before)
    assert "补做中途停了：被中断" in message["message"]
    assert "没有做成（还没有做）：2026-02-14" in message["message"]
    assert "做完 1 天" in message["message"]


@pytest.mark.usefixtures("ctrl_c")
def test_one_that_a_shell_started_in_the_background_is_not_stopped_by_ctrl_c(
    callqa: Command, receiver: Received, on_the_second_day: Callable[[int], None]
) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    on_the_second_day(signal.SIGINT)

    ended, _, _ = callqa("backfill", *DAYS)

    (message,) = receiver.posted
    assert (ended, "做完 2 天" in message["message"]) == (0, True)


def test_a_dry_run_and_a_backfill_without_addresses_say_nothing(
    callqa: Command, receiver: Received, monkeypatch: pytest.MonkeyPatch
) -> None:
    callqa("backfill", *DAYS, "--dry-run")
    monkeypatch.delenv("CALLQA_NOTIFY_URLS")

    code, out, _ = callqa("backfill", *DAYS, "--json")

    assert (code, json.loads(out)["unsent"], receiver.posted) == (0, [], [])


def test_a_message_that_does_not_arrive_is_said_and_changes_no_exit_code(
    callqa: Command, receiver: Received
) -> None:
    receiver.status = 500

    code, out, _ = callqa("backfill", *DAYS)

    assert code == 0
    assert "注意：第 1 个通知地址（json://…）没有送达" in out


def test_an_outside_monitor_that_waits_for_the_night_hears_nothing_of_a_backfill(
    callqa: Command, receiver: Received, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CALLQA_NOTIFICATIONS__PING_URL", f"http://127.0.0.1:{receiver.port}/ping")
    yesterday = pipeline_yaml.load(project).settings.yesterday(datetime.now(UTC))
    write_call(project.parent.parent / "inbox" / f"{yesterday:%Y%m%d}-100000_in_8001_12000000001_y.wav", 99)

    callqa("backfill", "--from", str(yesterday), "--to", str(yesterday))

    assert (len(receiver.posted), receiver.asked) == (1, [])


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the metrics go."""
    monkeypatch.setenv("CALLQA_METRICS__TEXTFILE", str(tmp_path / "callqa.prom"))
    return tmp_path / "callqa.prom"


def test_metrics_are_of_the_newest_day_and_no_night_is_said_to_have_ended(
    callqa: Command, project: Path, file: Path
) -> None:
    metrics.publish(site(pipeline_yaml.load(project)), Kind.FAILED, date(2026, 2, 14))
    before = textfile.read(file)[LAST_NIGHT]

    callqa("backfill", *DAYS)

    told = textfile.read(file)
    assert told["callqa_calls"][("ok",)] == 3
    assert told[LAST_NIGHT] == before


def test_metrics_of_a_newer_day_stay(callqa: Command, project: Path, file: Path) -> None:
    metrics.publish(site(pipeline_yaml.load(project)), Kind.FINISHED, date(2026, 2, 14) + timedelta(days=5))
    before = file.read_bytes()

    callqa("backfill", *DAYS)

    assert file.read_bytes() == before
