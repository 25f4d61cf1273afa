"""Collect: the day's recordings, as one Prefect task."""

from datetime import date

from prefect import get_run_logger, task

from callqa.operations import collect
from callqa.storage.session import Site
from flows.retrying import RETRYING


@task(name="collect", task_run_name="collect-{day}", **RETRYING)
def collect_task(config: str, day: date) -> int:
    """List the day's recordings; returns how many."""
    with Site.open(config) as site:
        found = collect.collect_day(site, day)
    get_run_logger().info(
        "%d recordings, %d duplicates, %d still being written",
        found.recordings,
        found.duplicates,
        found.deferred,
    )
    return found.recordings
