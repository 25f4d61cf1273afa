"""The schedule: Prefect's ``flow.serve``, so that it starts a night by itself and never two at once."""

import asyncio
import os
from datetime import datetime
from pathlib import Path
from typing import Any

from prefect import Flow
from prefect.client.schemas.schedules import CronSchedule
from prefect.schedules import Cron, Schedule
from prefect.server.schemas.schedules import CronSchedule as Dates
from prefect.types.entrypoint import EntrypointType

from callqa.model.errors import BadInputError

DEPLOYMENT = "nightly"
CONFIG_VARIABLE = "CALLQA_CONFIG"
"""Names the configuration to every process; see `callqa.cli.common`."""
FULL_NAME = f"nightly/{DEPLOYMENT}"
"""The flow and its deployment, as Prefect's server names them."""
BY_WORKER = f"nightly/{DEPLOYMENT}-by-worker"
"""The deployment of ``prefect.yaml``, for those who keep workers instead."""


def cron_schedule(cron: str, zone: str) -> Schedule:
    """When nights begin.

    Args:
        cron: five fields, minute first.
        zone: IANA name.

    Raises:
        BadInputError: Prefect does not understand the cron line.
    """
    try:
        CronSchedule(cron=cron, timezone=zone)  # the one of the two that checks
    except ValueError as error:
        cure = "写成“分 时 日 月 星期”，例如每天 1:30 写 30 1 * * *"
        raise BadInputError(f"night.cron 写得不对：{cron!r}", "pipeline.yaml", cure) from error
    return Cron(cron, timezone=zone)


def next_run(cron: str, zone: str) -> datetime:
    """When the next night begins by the configuration, in its zone.

    Raises:
        BadInputError: Prefect does not understand the cron line.
    """
    cron_schedule(cron, zone)
    return asyncio.run(Dates(cron=cron, timezone=zone).get_dates(1))[0]


def serve(nightly: Flow[Any, Any], *, config: Path, schedule: Schedule) -> None:
    """Start nights by the schedule until the process is told to stop.

    Args:
        nightly: the flow, which has to be importable by its module's name.
        config: absolute path of the configuration file.
    """
    os.environ[CONFIG_VARIABLE] = str(config)  # for the processes of the nights; no parameter names a path
    nightly.serve(
        name=DEPLOYMENT,
        schedule=schedule,
        parameters={},
        description="The night of the day before, every night.",
        # A night waits for the one before it. No global_limit: the server forgets who held it when the
        # power fails, holds it for nobody from then on, and cancels every night to come.
        limit=1,
        pause_on_shutdown=False,  # else a restart of the service silently ends all nights
        print_starting_message=False,
        entrypoint_type=EntrypointType.MODULE_PATH,  # independent of the folder it is started in
    )
