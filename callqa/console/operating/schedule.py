"""When the next nights begin by the schedule, and how the last ones went."""

from collections.abc import Sequence
from datetime import datetime
from itertools import islice
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError


def next_nights(cron: str, zone: ZoneInfo, now: datetime, count: int) -> Sequence[datetime]:
    """Return when the next nights begin; none where the line is none, which `callqa doctor` tells.

    Prefect keeps the schedule and reads the line with the same library; to ask it here would load it all.

    Args:
        cron: five fields, minute first.
        zone: in which they are meant.
        now: aware.
    """
    try:
        return list(islice(CronSim(cron, now.astimezone(zone)), count))
    except CronSimError:
        return []
