"""The nightly flow: collect, transcribe, flag, report. The only module that knows the order.

Only ids, paths and dates cross a Prefect boundary; what was said goes through the database.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any, TypedDict, cast

from prefect import flow, get_run_logger, task
from prefect.artifacts import create_table_artifact
from prefect.client.schemas.objects import State, TaskRun
from prefect.runtime import flow_run
from prefect.states import Completed, Failed

from flows import collect, qa_rules, report, transcribe
from flows.adapters import lease, rule_books, runs, settings
from flows.adapters.database import Database
from flows.adapters.files import check_folders
from flows.adapters.progress import progress
from flows.adapters.results import load_day
from flows.adapters.settings import Configuration
from flows.adapters.store import Store
from flows.core.day import Ledger
from flows.core.errors import BadInputError
from flows.core.plan import Redo
from flows.core.status import failures

DEFAULT_CONFIG = str(settings.DEFAULT_CONFIG)
_GIVE_UP_AFTER = 2


class NightSummary(TypedDict):
    """How a night went; counts and paths only.

    ``tried`` counts what was given to the recogniser, ``recognised`` what did not fail there;
    ``problem`` says why recordings were left without an attempt, and is empty on a good night.
    """

    day: str
    tried: int
    recognised: int
    reused: int
    received: int
    ok: int
    no_speech: int
    failed: int
    findings: int
    html: str
    workbook: str
    problem: str


def _may_help(_task: Any, _run: TaskRun, state: State[Any]) -> bool:
    """Whether trying again can help: never for wrong input."""
    return not isinstance(state.result(raise_on_failure=False), BadInputError)


_RETRYING: dict[str, Any] = {
    "persist_result": False,  # Prefect would pickle what was returned, unencrypted
    "retries": 2,
    "retry_delay_seconds": [5, 30],
    "retry_condition_fn": _may_help,
}


@contextmanager
def _opened(config: str) -> Iterator[tuple[Configuration, Store]]:
    configuration = settings.load(Path(config))
    database = Database(configuration.database_url)
    try:
        yield configuration, Store(database)
    finally:
        database.close()


@task(name="collect", task_run_name="collect-{day}", **_RETRYING)
def collect_task(config: str, day: date) -> int:
    """List the day's recordings; returns how many."""
    with _opened(config) as (configuration, store):
        found = collect.collect_day(configuration, store, day)
    get_run_logger().info(
        "%d recordings, %d duplicates, %d still being written",
        found.recordings,
        found.duplicates,
        found.deferred,
    )
    return found.recordings


@task(name="transcribe", task_run_name="transcribe-{day}-{number}", **_RETRYING)
def transcribe_task(config: str, day: date, number: int, call_ids: list[str]) -> int:
    """Recognise a batch of recordings; returns how many."""
    get_run_logger().info("batch %d: %d recordings", number, len(call_ids))
    with _opened(config) as (configuration, store):
        return transcribe.transcribe_calls(configuration, store, day, call_ids)


@task(name="flag", task_run_name="flag-{day}", **_RETRYING)
def flag_task(config: str, day: date) -> int:
    """Apply the rule book to the day's transcripts; returns the number of findings."""
    with _opened(config) as (configuration, store):
        return qa_rules.flag_day(configuration, store, day)


@task(name="report", task_run_name="report-{day}", **_RETRYING)
def report_task(config: str, day: date, run_id: str) -> list[str]:
    """Render both reports; returns their paths."""
    with _opened(config) as (configuration, store):
        written = report.report_day(configuration, store, day, run_id=run_id, now=datetime.now(UTC))
    return [str(written.html), str(written.workbook)]


def choose_day(configuration: Configuration, day: date | None, now: datetime) -> date:
    """The day that a run is about: the one asked for, or yesterday in the configured zone.

    Raises:
        BadInputError: the day has not begun yet.
    """
    today = now.astimezone(configuration.settings.zone).date()
    if day is not None and day > today:
        raise BadInputError(f"{day} 还没有到（今天是 {today}）", "--day", "写今天或以前的日期")
    return day or configuration.settings.yesterday(now)


def check_inputs(configuration: Configuration) -> None:
    """Refuse what only a person can mend, before anything is changed.

    Raises:
        BadInputError: a folder, the rule book, the hotwords or the model cannot be used.
    """
    check_folders(configuration.folders)
    rule_books.current(configuration)
    transcribe.check(configuration)


def _run_name() -> str:
    return f"nightly-{flow_run.parameters.get('day') or 'yesterday'}"


@flow(name="nightly", flow_run_name=_run_name, persist_result=False, validate_parameters=True)
def nightly(day: date | None = None, config: str = DEFAULT_CONFIG, redo: Redo = Redo.MISSING) -> Any:
    """Work on one day from its recordings to its reports; running it again does only what is due.

    Args:
        day: default yesterday in the configured zone.
        config: path of the configuration file.
        redo: what to recognise again.

    Returns:
        The state that tells the truth about the night; see `summary_of`.

    Raises:
        BadInputError: something that only a person can mend; nothing was changed.
        DayHeldError: another run holds the day.
    """
    configuration = settings.load(Path(config))
    chosen = choose_day(configuration, day, datetime.now(UTC))
    check_inputs(configuration)
    database = Database(configuration.database_url)
    run_id = str(flow_run.id)
    try:
        with lease.holding(database, chosen, configuration.settings.night.lease_minutes * 60):
            runs.started(database, run_id, chosen, datetime.now(UTC))
            summary = _run(configuration, Store(database), chosen, redo, run_id)
            state = _final_state(summary)
            runs.finished(database, run_id, state.name or "", summary["recognised"], datetime.now(UTC))
    finally:
        database.close()
    return state


def _run(configuration: Configuration, store: Store, day: date, redo: Redo, run_id: str) -> NightSummary:
    config = str(configuration.path)
    collect_task(config, day)
    due = transcribe.due(configuration, store, day, redo)
    recognised, problem = _transcribe(configuration, day, due)
    findings = flag_task(config, day)
    html, workbook = report_task(config, day, run_id)
    result = load_day(store, day, configuration.settings.zone, run_id=run_id, now=datetime.now(UTC))
    ledger = result.ledger()
    _publish(day, ledger, findings, failures(result), html=html, warnings=result.warnings)
    return NightSummary(
        day=day.isoformat(),
        tried=len(due),
        recognised=recognised,
        reused=ledger.received - len(due),
        received=ledger.received,
        ok=ledger.ok,
        no_speech=ledger.no_speech,
        failed=ledger.failed,
        findings=findings,
        html=html,
        workbook=workbook,
        problem=problem,
    )


def _transcribe(configuration: Configuration, day: date, due: Sequence[str]) -> tuple[int, str]:
    """Recognise batch by batch; a batch that fails as a whole is left out, two in a row end it."""
    size = configuration.settings.night.batch_calls
    recognised, in_a_row, problem = 0, 0, ""
    with progress(f"{day} 转写", len(due)) as advance:
        for start in range(0, len(due), size):
            batch = list(due[start : start + size])
            state = transcribe_task(str(configuration.path), day, start // size + 1, batch, return_state=True)
            if state.is_completed():
                recognised, in_a_row = recognised + state.result(), 0
            else:
                problem = f"转写出错（{type(state.result(raise_on_failure=False)).__name__}），部分录音未转写"
                in_a_row += 1
            advance(len(batch))
            if in_a_row == _GIVE_UP_AFTER:
                break
    return recognised, problem


def summary_of(state: State[Any]) -> NightSummary:
    """What a finished flow run says about its night, also when it ended as failed.

    Raises:
        Exception: the error that ended the flow before it could sum up.
    """
    result: Any = state.result(raise_on_failure=False)
    if isinstance(result, BaseException):
        raise result
    return cast("NightSummary", result)


def _final_state(summary: NightSummary) -> State[NightSummary]:
    if summary["problem"]:
        return Failed(message="the reports are written, but recordings were left", data=summary)
    if summary["failed"]:
        message = f"{summary['failed']} of {summary['received']} calls failed"
        return Completed(name="CompletedWithFailures", message=message, data=summary)
    return Completed(message=f"{summary['received']} calls", data=summary)


def _publish(
    day: date,
    ledger: Ledger,
    findings: int,
    failed: Sequence[tuple[str, str]],
    *,
    html: str,
    warnings: Sequence[str],
) -> None:
    """A small table for the Prefect UI: counts, failures, warnings, where the report is; never speech."""
    counts: list[dict[str, Any]] = [
        {"what": "received", "value": ledger.received},
        {"what": "ok", "value": ledger.ok},
        {"what": "no_speech", "value": ledger.no_speech},
        {"what": "failed", "value": ledger.failed},
        {"what": "findings", "value": findings},
        {"what": "report", "value": html},
    ]
    told = [{"what": "warning", "value": warning} for warning in warnings]
    reasons = [{"what": f"failed {call_id}", "value": reason} for call_id, reason in failed[:50]]
    create_table_artifact(key=f"nightly-{day}", table=[*counts, *told, *reasons], description=f"{day}")
