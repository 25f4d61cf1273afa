"""Transcribe: a shard of the day's recordings, as one Prefect task."""

import socket
from datetime import date

from prefect import get_run_logger, task

from callqa.operations import engines, transcribe
from callqa.storage.session import Site
from flows.retrying import RETRYING


@task(name="transcribe", task_run_name="transcribe-{day}-{number}", **RETRYING)
def transcribe_task(
    config: str, day: date, number: int, call_ids: list[str], *, run_id: str, device: str = ""
) -> int:
    """Recognise a shard of recordings; returns how many.

    Args:
        run_id: of the run; what it has stored already is left alone when this is tried again.
        device: instead of the configured one.
    """
    with Site.open(config) as site:
        used = transcribe.summary(site.configuration.on(device)).device
        where = (used, socket.gethostname())  # of a cluster: whose card is gone
        get_run_logger().info("shard %d: %d recordings, on %s of %s", number, len(call_ids), *where)
        # Asked of a module, never a global of this one: a cluster gets this function by value, globals
        # and all, and every task would bring an engine of its own.
        shared = engines.of_this_process()
        return transcribe.transcribe_calls(site, day, call_ids, run_id=run_id, device=device, engines=shared)
