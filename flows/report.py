"""Report: both reports of a day, as one Prefect task."""

from datetime import date

from prefect import task

from callqa.operations import report
from callqa.storage.session import Site
from flows.retrying import RETRYING


@task(name="report", task_run_name="report-{day}", **RETRYING)
def report_task(config: str, day: date, run_id: str) -> list[str]:
    """Render both reports; returns their paths."""
    with Site.open(config) as site:
        written = report.report_day(site, day, run_id=run_id)
    return [str(written.html), str(written.workbook)]
