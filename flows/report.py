"""Report: everything known about a day, as an HTML file and a workbook that are replaced whole."""

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from flows.adapters import files, seals
from flows.adapters.files import replacing
from flows.adapters.results import load_day
from flows.adapters.settings import Configuration
from flows.adapters.store import Store
from flows.core.day import DayResult
from flows.core.seal import CONTENT, REPORT, content_sha256, marks
from flows.core.shown import mask_day
from reports.html import render_html
from reports.workbook import write_workbook


@dataclass(frozen=True, kw_only=True, slots=True)
class Written:
    """Where the two reports of a day are."""

    html: Path
    workbook: Path


def report_paths(configuration: Configuration, day: date) -> Written:
    """Where the reports of a day are or will be."""
    folder = configuration.resolve(configuration.settings.reports) / day.isoformat()
    return Written(html=folder / f"qa-{day}.html", workbook=folder / f"qa-{day}.xlsx")


def shown(configuration: Configuration, result: DayResult) -> DayResult:
    """A day as an output may show it: with personal numbers hidden, unless the setting says otherwise."""
    return mask_day(result) if configuration.settings.privacy.mask else result


def report_day(
    configuration: Configuration, store: Store, day: date, *, run_id: str, now: datetime
) -> Written:
    """Render both reports of a day from what is stored, and seal the day with the hashes of everything.

    The caller holds the day: what a killed run left in the folder is removed.

    Args:
        run_id, now: shown in the reports; nothing else differs between equal re-runs.
    """
    stored = load_day(store, day, configuration.settings.zone, run_id=run_id, now=now)
    result = shown(configuration, stored)
    written = report_paths(configuration, day)
    for left in files.leftovers(written.html.parent):
        left.unlink(missing_ok=True)
    with replacing(written.html) as temporary:
        temporary.write_text(render_html(result), encoding="utf-8")
    with replacing(written.workbook) as temporary:
        write_workbook(result, temporary, written.html.name)
    reports = {(REPORT, path.name): files.sha256(path) for path in (written.html, written.workbook)}
    seals.save(store.database, day, {**marks(stored), **reports, (CONTENT, ""): content_sha256(stored)})
    return written
