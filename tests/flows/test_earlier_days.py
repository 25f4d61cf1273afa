"""A night that has earlier days to complete, a clock that is wrong, a device that vanishes."""

from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from callqa.model.audit import AuditAction
from callqa.model.errors import BadInputError, RecognitionError
from callqa.model.remarks import RemarkKind
from callqa.operations import transcribe
from callqa.operations.upkeep import clock
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import manifests
from callqa.storage.audit import noted
from callqa.storage.store import Store
from flows import nightly
from tests.support.calls import write_call
from tests.support.doubles import Scripted
from tests.support.sites import site
from tests.support.stages import DAY, LATE, NEXT


def test_a_clock_that_is_behind_the_last_report_is_refused(
    configuration: Configuration, reported: Store
) -> None:
    assert manifests.last_day(reported.database) == DAY

    with pytest.raises(BadInputError, match="系统时钟"):
        refuse(site(configuration, reported, now=datetime(2026, 2, 12, 20, tzinfo=UTC)))
    refuse(site(configuration, reported, now=datetime(2026, 2, 14, 20, tzinfo=UTC)))


refuse = partial(clock.refuse_wrong, unattended=True)
NextNight = Callable[[], nightly.NightSummary]


@pytest.fixture
def on_the_next_night(project: Path, monkeypatch: pytest.MonkeyPatch) -> NextNight:
    """Run the flow without a day, as the schedule does, in the night after 2026-02-15."""
    monkeypatch.setattr(pipeline_yaml.Settings, "yesterday", lambda self, now: NEXT, raising=True)

    def run() -> nightly.NightSummary:
        state: Any = nightly.nightly(None, str(project), return_state=True)
        return nightly.summary_of(state)

    return run


@pytest.mark.usefixtures("prefect_server")
def test_the_night_completes_earlier_days_first(
    reported: Store, inbox: Path, on_the_next_night: NextNight
) -> None:
    write_call(inbox / LATE, 900)
    write_call(inbox / "20260215-100000_in_8001_12000000001_new.wav", 500)

    summary = on_the_next_night()

    assert (summary["day"], summary["received"], summary["ok"]) == ("2026-02-15", 1, 1)
    assert summary["earlier"] == [{"day": "2026-02-14", "recognised": 1, "failed": 0, "problem": None}]
    assert AuditAction.RAN not in {line.action for line in noted(reported.database)}  # nobody asked for it


@pytest.mark.usefixtures("prefect_server")
def test_an_earlier_day_that_cannot_be_completed_does_not_stop_the_new_one(
    reported: Store, inbox: Path, on_the_next_night: NextNight
) -> None:
    from callqa.storage import lease

    write_call(inbox / LATE, 900)
    write_call(inbox / "20260215-100000_in_8001_12000000001_new.wav", 500)

    with lease.holding(reported.database, DAY, 60):
        summary = on_the_next_night()

    assert (summary["received"], summary["ok"]) == (1, 1)
    problem = summary["earlier"][0]["problem"]
    assert problem and (problem.kind, problem.names["error"]) == (RemarkKind.NOT_COMPLETED, "DayHeldError")


@pytest.mark.usefixtures("prefect_server")
def test_when_the_time_is_up_earlier_days_wait_and_the_summary_says_so(
    configuration: Configuration,
    reported: Store,
    project: Path,
    inbox: Path,
    on_the_next_night: NextNight,
) -> None:
    write_call(inbox / LATE, 900)
    project.write_text(
        project.read_text(encoding="utf-8").replace("shard_calls: 2", "shard_calls: 2, catch_up_minutes: 0"),
        encoding="utf-8",
    )

    summary = on_the_next_night()

    problem = summary["earlier"][0]["problem"]
    assert problem and problem.kind is RemarkKind.NOT_BEGUN


@pytest.mark.usefixtures("prefect_server")
def test_a_device_that_vanishes_is_replaced_by_the_cpu_and_the_report_says_so(
    configuration: Configuration,
    project: Path,
    store: Store,
    recogniser: Scripted,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    from flows import shards

    monkeypatch.setattr(nightly.transcribe_task, "retries", 0)
    real = transcribe.transcribe_calls

    def on_a_device(*arguments: Any, device: str, **more: Any) -> int:
        if device != "cpu":
            raise RecognitionError("CUDA error: device-side assert")
        return real(*arguments, device=device, **more)

    project.write_text(
        project.read_text(encoding="utf-8").replace("device: cpu", "device: auto"), encoding="utf-8"
    )
    monkeypatch.setattr(transcribe, "transcribe_calls", on_a_device)
    monkeypatch.setattr(shards.Batches, "_may_fall_back", lambda self, error: True)

    state: Any = nightly.nightly(DAY, str(project), return_state=True)

    summary = nightly.summary_of(state)
    assert (summary["ok"], summary["problem"]) == (3, None)
    assert RemarkKind.DEVICE_LOST in [remark.kind for remark in store.day(DAY).remarks]

    nightly.nightly(DAY, str(project), return_state=True)  # recognises nothing, and takes nothing back

    assert RemarkKind.DEVICE_LOST in [remark.kind for remark in store.day(DAY).remarks]
