"""The nightly flow: collect, transcribe, flag, report. The only module that knows the order.

Only ids, paths and dates cross a Prefect boundary; what was said goes through the database.
"""

import math
import os
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import date
from typing import Any

from prefect import flow, get_run_logger
from prefect.artifacts import create_table_artifact
from prefect.context import FlowRunContext
from prefect.runtime import flow_run

from callqa.days.day import DayResult, Ledger
from callqa.days.plan import Redo
from callqa.days.status import failures
from callqa.host import files, logs, users
from callqa.model.errors import BadInputError
from callqa.model.remarks import Remark, RemarkKind, of_error
from callqa.operations import days, report, transcribe
from callqa.operations.messages import notification
from callqa.operations.search import indexing
from callqa.operations.upkeep import clock
from callqa.rules.in_force import current
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import lease, runs
from callqa.storage.lease import Held
from callqa.storage.session import Site
from flows import afterwards, catch_up, handover
from flows.collect import collect_task
from flows.qa_rules import flag_task
from flows.report import report_task
from flows.schedule import CONFIG_VARIABLE
from flows.shards import Batches
from flows.summary import EarlierDay, NightSummary, final_state, summary_of
from flows.transcribe import transcribe_task

__all__ = ["nightly", "summary_of", "transcribe_task"]

DEFAULT_CONFIG = str(pipeline_yaml.DEFAULT_CONFIG)


def choose_day(site: Site, day: date | None) -> date:
    """Return the day that a run is about: the one asked for, or yesterday in the configured zone.

    Raises:
        BadInputError: the day has not begun yet.
    """
    today = site.today()
    if day is not None and day > today:
        raise BadInputError(f"{day} 还没有到（今天是 {today}）", "--day", "写今天或以前的日期")
    return day or site.yesterday()


def check_inputs(configuration: Configuration, *, unattended: bool = False) -> None:
    """Refuse what only a person can mend, before anything is changed.

    Args:
        unattended: nobody waits for the answer, so that a folder that is not there may come back.

    Raises:
        BadInputError: a folder, the rule book, the hotwords or the model cannot be used.
    """
    if unattended:
        wait_s = configuration.settings.night.folder_wait_minutes * 60
        files.wait_for_folders(configuration.folders, wait_s)
    files.check_folders(configuration.folders)
    report.refuse_among_recordings(configuration)
    current(configuration)
    transcribe.check(configuration)


def own_config(asked: str) -> str:
    """Return the path of the configuration that a run uses.

    Whoever reaches the server's API can start a run of a deployment with parameters of their own: such a
    run takes the configuration of the process that serves it, and never one that it is told.

    Args:
        asked: the parameter.
    """
    context = FlowRunContext.get()
    is_served = context and context.flow_run and context.flow_run.deployment_id
    return os.environ.get(CONFIG_VARIABLE) or DEFAULT_CONFIG if is_served else asked


def _run_name() -> str:
    return f"nightly-{flow_run.parameters.get('day') or 'yesterday'}"


@flow(name="nightly", flow_run_name=_run_name, persist_result=False, validate_parameters=True)
def nightly(
    day: date | None = None, config: str = DEFAULT_CONFIG, redo: Redo = Redo.MISSING, notify: bool = True
) -> Any:
    """Work on one day from its recordings to its reports; running it again does only what is due.

    Args:
        day: default yesterday in the configured zone; then the look-back window is completed first.
        config: path of the configuration file; a run of a deployment takes its process's, see `own_config`.
        redo: what to recognise again.
        notify: whether the morning message is sent.

    Returns:
        The state that tells the truth about the night; see `summary_of`.

    Raises:
        BadInputError: something that only a person can mend; nothing was changed.
        DayHeldError: another run holds the day.
    """
    with Site.open(own_config(config)) as site:
        chosen = choose_day(site, day)
        logs.about(chosen, str(flow_run.id))
        with notification.failure_told(site, chosen) if notify else nullcontext():
            check_inputs(site.configuration, unattended=day is None)
            clock.refuse_wrong(site, unattended=day is None)
            earlier = _complete(site, chosen) if day is None else []
            by_hand = day is not None or redo is not Redo.MISSING or users.is_at_terminal()
            job = _Job(day=chosen, redo=redo, run_id=str(flow_run.id), is_asked_for=by_hand and notify)
            summary, result = _work(site, job)
            summary["earlier"] = earlier
            if day is None:
                summary["remarks"] += afterwards.purged(site)
                summary["remarks"] += afterwards.rolled_up(site, chosen, earlier)
            summary["unsent"] = afterwards.tell(site, job.run_id, result, summary, notify=notify)
            indexing.after_night(site, {chosen, *(date.fromisoformat(each["day"]) for each in earlier)})
    handover.hand_on(result)
    return final_state(summary)


@dataclass(frozen=True, kw_only=True, slots=True)
class _Job:
    """What a run does with one day.

    Args:
        redo: what to recognise again.
        run_id: shown in the report.
        until: on the monotonic clock; no batch is begun after it.
        is_asked_for: whether a person asked for it, and for this day alone.
    """

    day: date
    redo: Redo
    run_id: str
    until: float = math.inf
    is_asked_for: bool = False


class _StageClock:
    """How long each stage of a run takes."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}

    @contextmanager
    def stage(self, name: str) -> Iterator[None]:
        began = time.monotonic()
        yield
        self.seconds[name] = round(time.monotonic() - began, 3)


def _complete(site: Site, day: date) -> list[EarlierDay]:
    """Complete earlier days, oldest first, as long as there is time; none of them stops the night."""
    until = time.monotonic() + site.settings.night.catch_up_minutes * 60
    jobs = [
        _Job(day=earlier, redo=Redo.LATE, run_id=f"{flow_run.id}/{earlier}", until=until)
        for earlier in catch_up.unfinished(site, day)
    ]
    return [_completed(site, job) for job in jobs]


def _completed(site: Site, job: _Job) -> EarlierDay:
    late = Remark(kind=RemarkKind.NOT_BEGUN)
    done = EarlierDay(day=str(job.day), recognised=0, failed=0, problem=late)
    if time.monotonic() >= job.until:
        return done
    try:
        summary, _ = _work(site, job)
    except Exception as error:  # the new day is worked on whatever an old one holds
        logs.unexpected(error, "completing an earlier day")
        get_run_logger().error("%s was not completed: %s", job.day, type(error).__name__)
        return {**done, "problem": of_error(RemarkKind.NOT_COMPLETED, error)}
    return EarlierDay(
        day=str(job.day),
        recognised=summary["recognised"],
        failed=summary["failed"],
        problem=summary["problem"],
    )


def _work(site: Site, job: _Job) -> tuple[NightSummary, DayResult]:
    """Work on one day from its recordings to its reports, alone."""
    logs.about(job.day, job.run_id)
    with (
        lease.holding(site.database, job.day, site.lease_s) as held,
        runs.logged(site.database, job.run_id, job.day, site.clock) as record,
    ):
        if job.is_asked_for:
            days.note_run(site, job.day, job.redo)
        summary, result = _run(site, job, held)
        record.state, record.recognised = final_state(summary).name or "", summary["recognised"]
    summary["remarks"] += filter(None, [held.kept])
    return summary, result


def _run(site: Site, job: _Job, held: Held) -> tuple[NightSummary, DayResult]:
    config, day, stages = str(site.configuration.path), job.day, _StageClock()
    with stages.stage("collect"):
        collect_task(config, day)
    due = transcribe.due(site, day, job.redo)
    batches = Batches(site, held, day=day, run_id=job.run_id, until=job.until)
    with stages.stage("transcribe"):
        recognised = batches.work(due)
        if back := catch_up.unreachable(site.store, day, due):
            recognised += batches.work(back)
    if due:  # else what was told of the run that recognised them still holds
        kinds = (RemarkKind.DEVICE_LOST, RemarkKind.DEVICES_LOST)
        site.store.save_remarks(day, kinds, batches.remarks)
    held.ensure()
    with stages.stage("flag"):
        findings = flag_task(config, day, job.run_id)
    held.ensure()
    with stages.stage("report"), handover.receiving() as received:
        html, workbook = report_task(config, day, job.run_id)
    (result,) = received
    ledger = result.ledger()
    get_run_logger().info(
        "%s: received %d = ok %d + no speech %d + failed %d; findings %d; %s",
        *(day, ledger.received, ledger.ok, ledger.no_speech, ledger.failed, findings),
        ", ".join(f"{stage} {seconds:.1f} s" for stage, seconds in stages.seconds.items()),
    )
    shown = _publish(day, ledger, findings, failures(result), html=html, remarks=result.remarks)
    summary = NightSummary(
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
        problem=batches.problem,
        earlier=[],
        seconds=stages.seconds,
        remarks=shown,
        unsent=[],
    )
    return summary, result


def _publish(
    day: date,
    ledger: Ledger,
    findings: int,
    failed: Sequence[tuple[str, str]],
    *,
    html: str,
    remarks: Sequence[Remark],
) -> list[Remark]:
    """Show a small table in the Prefect UI: counts, failures, remarks, where the report is; never speech.

    Returns:
        Why it could not be shown: the reports are written, so that a server that is gone fails no night.
    """
    counts: list[dict[str, Any]] = [
        {"what": "received", "value": ledger.received},
        {"what": "ok", "value": ledger.ok},
        {"what": "no_speech", "value": ledger.no_speech},
        {"what": "failed", "value": ledger.failed},
        {"what": "findings", "value": findings},
        {"what": "report", "value": html},
    ]
    said = [{"what": f"remark {each.kind.value}", "value": len(each.call_ids) or ""} for each in remarks]
    reasons = [{"what": f"failed {call_id}", "value": reason} for call_id, reason in failed[:50]]
    try:
        create_table_artifact(key=f"nightly-{day}", table=[*counts, *said, *reasons], description=f"{day}")
    except Exception as error:
        logs.unexpected(error, "showing the summary in Prefect")
        return [of_error(RemarkKind.NO_ARTIFACT, error)]
    return []
