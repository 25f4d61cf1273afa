"""Transcribe: a shard of the day's recordings, as one Prefect task."""

import socket
from contextlib import AbstractContextManager, nullcontext
from datetime import date

from prefect import get_run_logger, task

from callqa.operations import engines, transcribe
from callqa.storage import lease
from callqa.storage.session import Site
from flows.retrying import RETRYING


@task(name="transcribe", task_run_name="transcribe-{day}-{number}", **RETRYING)
def transcribe_task(
    config: str,
    day: date,
    number: int,
    call_ids: list[str],
    *,
    run_id: str,
    device: str = "",
    holder: str = "",
) -> int:
    """Recognise a shard of recordings; returns how many.

    Args:
        run_id: of the run; what it has stored already is left alone when this is tried again.
        device: instead of the configured one.
        holder: by whose lease the day is held, on whatever machine; empty where none is.
    """
    with Site.open(config) as site, _under(site, day, holder):
        used = transcribe.summary(site.configuration.on(device)).device
        where = (used, socket.gethostname())  # of a cluster: whose card is gone
        get_run_logger().info("shard %d: %d recordings, on %s of %s", number, len(call_ids), *where)
        # Asked of a module, never a global of this one: a cluster gets this function by value, globals
        # and all, and every task would bring an engine of its own.
        shared = engines.of_this_process()
        return transcribe.transcribe_calls(site, day, call_ids, run_id=run_id, device=device, engines=shared)


def _under(site: Site, day: date, holder: str) -> AbstractContextManager[None]:
    return lease.working_under(site.database, day, holder) if holder else nullcontext()
