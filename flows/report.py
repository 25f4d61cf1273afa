"""Report: both reports of a day, as one Prefect task."""

from datetime import UTC, date, datetime

from prefect import task

from callqa.operations import report
from callqa.storage.session import opened
from flows.retrying import RETRYING


@task(name="report", task_run_name="report-{day}", **RETRYING)
def report_task(config: str, day: date, run_id: str) -> list[str]:
    """Render both reports; returns their paths."""
    with opened(config) as (configuration, store):
        written = report.report_day(configuration, store, day, run_id=run_id, now=datetime.now(UTC))
    return [str(written.html), str(written.workbook)]
