"""The stages of the night as Prefect tasks; only ids, paths and dates cross the boundary."""

import socket
from datetime import UTC, date, datetime
from typing import Any

from prefect import get_run_logger, task
from prefect.client.schemas.objects import State, TaskRun

from flows import collect, qa_rules, report, transcribe
from flows.adapters.opened import opened
from flows.core.errors import BadInputError, DeviceLostError


def _may_help(_task: Any, _run: TaskRun, state: State[Any]) -> bool:
    """Whether trying again can help: never for wrong input, nor where this process lost its device."""
    return not isinstance(state.result(raise_on_failure=False), (BadInputError, DeviceLostError))


_RETRYING: dict[str, Any] = {
    "persist_result": False,  # Prefect would pickle what was returned, unencrypted
    "retries": 2,
    "retry_delay_seconds": [5, 30],
    "retry_condition_fn": _may_help,
}


@task(name="collect", task_run_name="collect-{day}", **_RETRYING)
def collect_task(config: str, day: date) -> int:
    """List the day's recordings; returns how many."""
    with opened(config) as (configuration, store):
        found = collect.collect_day(configuration, store, day)
    get_run_logger().info(
        "%d recordings, %d duplicates, %d still being written",
        found.recordings,
        found.duplicates,
        found.deferred,
    )
    return found.recordings


@task(name="transcribe", task_run_name="transcribe-{day}-{number}", **_RETRYING)
def transcribe_task(
    config: str, day: date, number: int, call_ids: list[str], *, run_id: str, device: str = ""
) -> int:
    """Recognise a shard of recordings; returns how many.

    Args:
        run_id: of the run; what it has stored already is left alone when this is tried again.
        device: instead of the configured one.
    """
    with opened(config) as (configuration, store):
        used = transcribe.summary(configuration.on(device)).device
        where = (used, socket.gethostname())  # of a cluster: whose card is gone
        get_run_logger().info("shard %d: %d recordings, on %s of %s", number, len(call_ids), *where)
        return transcribe.transcribe_calls(configuration, store, day, call_ids, run_id=run_id, device=device)


@task(name="flag", task_run_name="flag-{day}", **_RETRYING)
def flag_task(config: str, day: date) -> int:
    """Apply the rule book to the day's transcripts; returns the number of findings."""
    with opened(config) as (configuration, store):
        return qa_rules.flag_day(configuration, store, day)


@task(name="report", task_run_name="report-{day}", **_RETRYING)
def report_task(config: str, day: date, run_id: str) -> list[str]:
    """Render both reports; returns their paths."""
    with opened(config) as (configuration, store):
        written = report.report_day(configuration, store, day, run_id=run_id, now=datetime.now(UTC))
    return [str(written.html), str(written.workbook)]
