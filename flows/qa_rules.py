"""Flag: the rule book over the day's transcripts, as one Prefect task."""

from datetime import date

from prefect import task

from callqa.operations import flag
from callqa.storage.session import Site
from flows.retrying import RETRYING


@task(name="flag", task_run_name="flag-{day}", **RETRYING)
def flag_task(config: str, day: date, run_id: str) -> int:
    """Apply the rule book to the day's transcripts; returns the number of findings."""
    with Site.open(config) as site:
        return flag.flag_day(site, day, run_id=run_id)
