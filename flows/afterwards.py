"""What a night does once the reports of its day are written: retention, roll-ups, the morning message."""

from datetime import date

from prefect import get_run_logger

from callqa.days.day import DayResult
from callqa.host import logs, resources
from callqa.model.remarks import Remark, RemarkKind, of_error
from callqa.monitoring.metrics import Measured
from callqa.operations.messages import notification
from callqa.operations.privacy import purge
from callqa.operations.ranges import rollup
from callqa.storage.session import Site
from flows.summary import EarlierDay, NightSummary
from reports.words.lines import said


def purged(site: Site) -> list[Remark]:
    """Delete data past its retention; return what was deleted and what failed. Never raises."""
    gone = purge.purge_by_itself(site)
    remarks = [*filter(None, [purge.remark_of(gone.done)]), *gone.problems]
    for remark in remarks:
        get_run_logger().info("retention: %s", said(remark))
    return remarks


def rolled_up(site: Site, day: date, earlier: list[EarlierDay]) -> list[Remark]:
    """Write the week and the month that are over; return what failed. Never raises."""
    completed = [date.fromisoformat(each["day"]) for each in earlier if not each["problem"]]
    remarks = rollup.roll_up_by_itself(site, day, completed)
    for remark in remarks:
        get_run_logger().warning("roll-up: %s", said(remark))
    return remarks


def tell(site: Site, run_id: str, result: DayResult, summary: NightSummary, *, notify: bool) -> list[Remark]:
    """Send the morning message; the reports are written, so that nothing here may fail the night."""
    earlier = [(each["day"], each["problem"]) for each in summary["earlier"] if each["problem"]]
    done = [_caught_up(each) for each in summary["earlier"] if not each["problem"]]
    try:
        unsent = notification.finished(
            site,
            result,
            problem=summary["problem"],
            failed=summary["failed"],
            earlier_problems=earlier,
            remarks=[*done, *summary["remarks"]],
            run=_measured(site, run_id, result.window.day, summary),
            send=notify,
        )
    except Exception as error:
        logs.unexpected(error, "writing the morning message")
        unsent = [of_error(RemarkKind.NOT_COMPOSED, error)]
    for problem in unsent:
        get_run_logger().warning("morning message: %s", said(problem))
    return unsent


def _caught_up(earlier: EarlierDay) -> Remark:
    figures = {"recognised": earlier["recognised"], "failed": earlier["failed"]}
    return Remark(kind=RemarkKind.COMPLETED, figures=figures, names={"day": earlier["day"]})


def _measured(site: Site, run_id: str, day: date, summary: NightSummary) -> Measured:
    recognised = frozenset(site.store.recognised_by(day, run_id))
    return Measured(seconds=summary["seconds"], recognised=recognised, peak_bytes=resources.peak_bytes())
