"""Report: both reports of a day, as one Prefect task."""

from datetime import date

from prefect import task

from callqa.operations import report
from callqa.storage.session import Site
from flows import handover
from flows.retrying import RETRYING


@task(name="report", task_run_name="report-{day}", **RETRYING)
def report_task(config: str, day: date, run_id: str) -> list[str]:
    """Render both reports, hand the day on, and return their paths."""
    with Site.open(config) as site:
        reported = report.report_day(site, day, run_id=run_id)
    handover.hand_on(reported.result)
    return [str(reported.written.html), str(reported.written.workbook)]
