"""Metrics: what a monitoring system is told after a night, written for node_exporter's textfile collector."""

import shutil
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

from callqa.days.day import DayResult, DayWindow
from callqa.days.summary import HISTORY_DAYS
from callqa.model.errors import CallqaError
from callqa.monitoring import textfile
from callqa.monitoring.metrics import (
    DAY_START,
    LAST_NIGHT,
    Measured,
    Metric,
    gauge,
    gauges,
    last_nights,
    of_day,
    of_run,
)
from callqa.monitoring.notice import Kind
from callqa.operations.load import load_day
from callqa.operations.report import report_paths
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage import counts
from callqa.storage.session import Site


def publish(
    site: Site,
    kind: Kind,
    day: date,
    *,
    unsent: int = 0,
    run: Measured | None = None,
    result: DayResult | None = None,
) -> None:
    """Write how the night of a day ended, and what there is to see of it; nothing without a configured file.

    The file is about the newest day: a run for an older one leaves it as it is.

    Args:
        unsent: addresses that the morning message did not reach.
        run: what the run measured of itself; None where there was none.
        result: the day as it is stored; None to load it.

    Raises:
        CallqaError: the file cannot be written.
    """
    configuration = site.configuration
    if kind is Kind.TEST or not (path := target(configuration)):
        return
    before = textfile.read(path)
    start = DayWindow.of(day, site.zone).start.timestamp()
    if before.get(DAY_START, {}).get((), 0) > start:
        return
    metrics = [
        Metric(
            name=LAST_NIGHT,
            text="When a night last ended in each way.",
            samples=last_nights(before.get(LAST_NIGHT, {}), kind, site.now().timestamp()),
            labels=("status",),
        ),
        Metric(name=DAY_START, text="When the day began that the figures are about.", samples={(): start}),
        gauge("unsent_messages", "Addresses that the morning message did not reach.", unsent),
        *_of_disk(configuration),
        *_of_report(configuration, day),
    ]
    textfile.write(path, [*metrics, *_stored(site, kind, day, run, result)])


def target(configuration: Configuration) -> Path | None:
    """Return where the metrics are written; None where nobody wants them."""
    named = configuration.settings.metrics.textfile
    return configuration.resolve(named) if named else None


def _stored(
    site: Site, kind: Kind, day: date, run: Measured | None, result: DayResult | None
) -> list[Metric]:
    """Return what the database says; nothing while it cannot be read, which may be why the night failed."""
    try:
        return [*_of_backlog(site, kind, day), *_of_results(result or load_day(site, day), run)]
    except CallqaError:
        return []


def _of_results(result: DayResult, run: Measured | None) -> Iterator[Metric]:
    if result.calls or run:
        yield from of_day(result)
    if run:
        yield from of_run(run, result)


def _of_backlog(site: Site, kind: Kind, day: date) -> Iterator[Metric]:
    night = site.settings.night
    left = counts.unfinished(site.database, day - timedelta(days=night.look_back_days), day)
    broke_off = {day} if kind in (Kind.FAILED, Kind.DID_NOT_RUN) else set()
    what = "Days of the look-back window with recordings without a result, or without a report."
    yield gauge("days_unfinished", what, len(left | broke_off))
    first = day - timedelta(days=HISTORY_DAYS - 1)
    isolated = counts.quarantined(site.database, first, day, night.max_attempts)
    what = f"Failed calls of the last {HISTORY_DAYS} days that no night tries again by itself."
    yield gauge("quarantined_calls", what, isolated)


def _of_disk(configuration: Configuration) -> Iterator[Metric]:
    folders = {"reports": configuration.resolve(configuration.settings.reports)}
    if file := configuration.database_file:
        folders["database"] = file.parent
    free = {name: float(shutil.disk_usage(_there(folder)).free) for name, folder in folders.items()}
    yield gauges("free_disk_bytes", "Free space where reports and the database are.", "folder", free)


def _there(folder: Path) -> Path:
    """Return the folder, or the nearest one above it that exists already."""
    return next(each for each in (folder, *folder.parents) if each.is_dir())


def _of_report(configuration: Configuration, day: date) -> Iterator[Metric]:
    html = report_paths(configuration, day).html
    if html.is_file():
        what = "When the report of the day was last written."
        yield gauge("report_written_timestamp_seconds", what, html.stat().st_mtime)
