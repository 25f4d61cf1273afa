"""Roll-up: a week or a month of stored days as one page and one workbook."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from callqa.days.ranges.rollup import Rollup
from callqa.host import logs
from callqa.host.files import forget_leftovers, forget_others, replacing
from callqa.host.report_folder import COACHING
from callqa.model.audit import AuditAction
from callqa.model.progress import UNWATCHED, Watcher
from callqa.model.remarks import Remark, RemarkKind, of_error
from callqa.model.retention import Kind
from callqa.operations.ranges.adding import add_up
from callqa.operations.ranges.index import write_index
from callqa.settings.pipeline_yaml import Configuration
from callqa.settings.schema import Language, RollupKind
from callqa.storage import audit, lease
from callqa.storage.session import Site
from reports.excel.rollup_sheets import write_rollup_workbook
from reports.html.rollup import render_coaching, render_rollup
from reports.view.range.coaching import CoachingTally
from reports.view.range.index import month_of, week_of
from reports.words.language import speaking

_AROUND = {RollupKind.WEEK: week_of, RollupKind.MONTH: month_of}


@dataclass(frozen=True, kw_only=True, slots=True)
class WrittenRollup:
    """Where the two reports of a range are."""

    html: Path
    workbook: Path


@dataclass(frozen=True, kw_only=True, slots=True)
class RolledUp:
    """A range that was added up, and where its reports are."""

    rollup: Rollup
    written: WrittenRollup


def roll_up(
    site: Site, days: Sequence[date], span: tuple[date, date], watcher: Watcher = UNWATCHED
) -> RolledUp:
    """Add up stored days, and write both reports of the range.

    Args:
        days: the stored ones, oldest first.
        span: first and last day of the range; days of it that are not stored are shown as not run.

    Raises:
        DayHeldError: somebody else writes reports of several days, or takes calls out of them.
        StoppedError: whoever follows it wants it to end; nothing was written.
    """
    with lease.holding(site.database, lease.RANGES, site.lease_s):
        coaching = CoachingTally()
        with speaking(site.settings.report.language):
            found = add_up(site, days, span, watcher, coaching)
        audit.note(site, AuditAction.RENDERED, days=f"{span[0]}/{span[1]}")
        written = write_rollup(site.configuration, found, coaching)
        write_index(site)
        return RolledUp(rollup=found, written=written)


def roll_up_by_itself(site: Site, day: date, completed: Iterable[date] = ()) -> list[Remark]:
    """Write the roll-ups that are due after a night; return what failed. Never raises.

    Args:
        site: with the days.
        day: that the night was about.
        completed: earlier days that it completed; roll-ups that hold one of them are written again.
    """
    problems = []
    for first, last in _due(site, day, [*completed]):
        try:
            if days := site.store.days(first, last):
                roll_up(site, days, (first, last))
        except Exception as error:  # the reports of the days are written: nothing here may fail the night
            logs.unexpected(error, "rolling up")
            names = {"first": str(first), "last": str(last)}
            problems.append(of_error(RemarkKind.NOT_ROLLED_UP, error, **names))
    return problems


def _due(site: Site, day: date, completed: Sequence[date]) -> list[tuple[date, date]]:
    """Return the weeks and months that are over and whose report is missing or was made without a day."""
    kept = site.settings.retention.cutoffs(site.today()).get(Kind.REPORTS, date.min)
    due = set()
    for kind in site.settings.report.rollups:
        around = _AROUND[kind]
        over = around(day) if around(day)[1] <= day else around(around(day)[0] - timedelta(days=1))
        for span in {over, *map(around, completed)}:
            revised = any(span[0] <= each <= span[1] for each in completed)
            if kept <= span[0] and span[1] <= day and (revised or not _is_there(site, span)):
                due.add(span)
    return sorted(due)


def _is_there(site: Site, span: tuple[date, date]) -> bool:
    name = f"{span[0]}_{span[1]}"
    reports = site.configuration.resolve(site.settings.reports)
    return (reports / name / f"qa-{name}.html").is_file()


def write_rollup(
    configuration: Configuration, rollup: Rollup, coaching: CoachingTally | None = None
) -> WrittenRollup:
    """Write both reports of a range into a folder of its own beside those of the days."""
    span = f"{rollup.first}_{rollup.last}"
    folder = configuration.resolve(configuration.settings.reports) / span
    written = WrittenRollup(html=folder / f"qa-{span}.html", workbook=folder / f"qa-{span}.xlsx")
    language = configuration.settings.report.language
    forget_leftovers(folder)
    with replacing(written.html) as temporary:
        text = render_rollup(
            rollup, written.workbook.name, language, agents=_coach(written, rollup, coaching, language)
        )
        temporary.write_text(text, encoding="utf-8")
    with replacing(written.workbook) as temporary:
        write_rollup_workbook(rollup, temporary, written.html.name, language)
    return written


def _coach(
    written: WrittenRollup, rollup: Rollup, coaching: CoachingTally | None, language: Language
) -> dict[str, str]:
    """Write a page for every agent beside the page of a range; return their addresses by number."""
    addresses, folder = {}, written.html.parent / COACHING
    with speaking(language):
        span = rollup.first, rollup.last
        pages = coaching.pages(*span, rollup.roster, rollup.heard) if coaching else {}
    for place, (number, page) in enumerate(pages.items(), 1):
        name = f"{place:04}.html"
        addresses[number] = f"{COACHING}/{name}"
        with replacing(folder / name) as temporary:
            temporary.write_text(render_coaching(page, rollup, written.html.name, language), encoding="utf-8")
    forget_others(folder, {address.rpartition("/")[2] for address in addresses.values()}, r"\d{4}\.html")
    return addresses
