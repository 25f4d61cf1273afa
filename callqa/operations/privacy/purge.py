"""Purge: what was kept long enough goes, a day at a time, rows and files together."""

import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from pathlib import Path

from callqa.host import logs, report_folder
from callqa.model.audit import AuditAction
from callqa.model.errors import CallqaError
from callqa.model.progress import UNWATCHED, Watcher
from callqa.model.remarks import Remark, RemarkKind, of_error
from callqa.model.retention import Kind
from callqa.operations import days, report
from callqa.operations.ranges.index import write_index
from callqa.operations.search import indexing
from callqa.operations.studio import library
from callqa.storage import audit, lease, manifests, purges
from callqa.storage.session import Site

_LONGEST_S = 30 * 60.0
_FEW_DAYS = 7
"""A night usually removes one day of each kind; more than these are only removed by a person."""
_NIGHT = "nightly"
_FILES = {
    Kind.CLIPS: report_folder.SOUND,
    Kind.REPORTS: report_folder.EVERYTHING,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """What goes of one day and one kind.

    Args:
        day: of a range of days the first one: it quotes calls of that day.
        rows: of the database.
        size_bytes: of the files, and the characters in the rows.
        files: that go.
        folder: in which they are; None for kinds without files.
        jobs: ids of recordings of the studio that go.
    """

    day: date
    kind: Kind
    rows: int = 0
    size_bytes: int = 0
    files: tuple[Path, ...] = ()
    folder: Path | None = None
    jobs: tuple[str, ...] = ()


def due(site: Site) -> list[Due]:
    """Return everything that is older than its limit, oldest day first; changes nothing."""
    found: list[Due] = []
    for kind, before in site.settings.retention.cutoffs(site.today()).items():
        rows = purges.rows_before(site.database, kind, before)
        found += [Due(day=day, kind=kind, rows=count, size_bytes=size) for day, (count, size) in rows.items()]
        files = [*_files(site, kind, before)]
        found += files
        left = {each.day for each in files}
        broken_off = purges.broken_off(site.database, kind, before)
        found += [Due(day=day, kind=kind) for day in broken_off if day not in left]
    found += _of_the_studio(site)
    return sorted(found, key=lambda each: (each.day, each.kind))


def _of_the_studio(site: Site) -> Iterator[Due]:
    """Yield what goes of the studio: recordings past their time, and what was long enough in its trash."""
    gone = sorted(library.past(site), key=lambda job: job.created_at)
    for day, of_day in groupby(gone, key=lambda job: job.created_at.astimezone(site.zone).date()):
        jobs = tuple(of_day)
        yield Due(
            day=day,
            kind=Kind.STUDIO,
            rows=len(jobs),
            size_bytes=sum(job.size_bytes for job in jobs),
            jobs=tuple(job.job_id for job in jobs),
        )


@dataclass(frozen=True, kw_only=True, slots=True)
class Purged:
    """What the night removed by itself.

    Args:
        done: that went.
        problems: what could not go now; the next night tries again.
    """

    done: tuple[Due, ...] = ()
    problems: tuple[Remark, ...] = ()


def purge_by_itself(site: Site) -> Purged:
    """Remove what is due, for half an hour at most; return what went and what failed. Never raises."""
    done: list[Due] = []
    problems: list[Remark] = []
    until = time.monotonic() + _LONGEST_S
    found = _due_by_itself(site, problems)
    if held := _too_many(found):
        return Purged(problems=(held,))
    for day, of_day in groupby(found, key=lambda each: each.day):
        if time.monotonic() > until:
            problems.append(Remark(kind=RemarkKind.PURGE_TIME_UP, names={"day": str(day)}))
            break
        items = tuple(of_day)
        try:
            purge(site, items, by=_NIGHT)
        except Exception as error:  # another day may be well; the next night finds this one again
            logs.unexpected(error, "purging a day")
            problems.append(of_error(RemarkKind.NOT_PURGED, error, day=str(day)))
        else:
            done += items
    return Purged(done=tuple(done), problems=(*problems, *_spare(site)))


def _too_many(found: Sequence[Due]) -> Remark | None:
    """Return that a person has to say so: a clock that is ahead, or a wrong limit, would take everything."""
    # who was on holiday drops nothing in: the studio's days say nothing about the clock
    gone = sorted({each.day for each in found if each.kind is not Kind.STUDIO})
    if len(gone) <= _FEW_DAYS:
        return None
    names = {"first": str(gone[0]), "last": str(gone[-1])}
    return Remark(kind=RemarkKind.PURGE_HELD, figures={"days": len(gone)}, names=names)


def _spare(site: Site) -> list[Remark]:
    if not site.settings.retention.nightly:
        return []
    try:
        return list(filter(None, [site.database.spare()]))
    except CallqaError as error:  # nothing here may fail the night
        return [of_error(RemarkKind.NOT_PURGED, error, day="")]


def _due_by_itself(site: Site, problems: list[Remark]) -> list[Due]:
    if not site.settings.retention.nightly:
        return []
    try:
        return due(site)
    except Exception as error:  # the reports are written: nothing here may fail the night
        logs.unexpected(error, "looking for what is past its retention")
        problems.append(of_error(RemarkKind.NOT_PURGED, error, day=""))
        return []


def remark_of(done: Sequence[Due]) -> Remark | None:
    """Return what went; None for nothing."""
    if not done:
        return None
    gone = sorted({each.day for each in done})
    figures = {
        **Counter(each.kind.value for each in done),
        "rows": sum(each.rows for each in done),
        "files": sum(len(each.files) for each in done),
    }
    names = {"first": str(gone[0]), "last": str(gone[-1])}
    return Remark(kind=RemarkKind.PURGED, figures=figures, names=names)


def purge(site: Site, found: Sequence[Due], *, by: str = "", watcher: Watcher = UNWATCHED) -> None:
    """Remove what is due. Killed anywhere, the same command finds what is left.

    Args:
        found: what is due.
        by: whose doing it is, for the audit log; empty for the actor's.

    Raises:
        DayHeldError: another run holds one of the days, or writes a report of several days.
        OSError: a file cannot be removed; the rows of its day stay then, too.
        StoppedError: whoever follows it wants it to end; the days before are done.
    """
    library.remove_past(site, [job for each in found for job in each.jobs])
    of_days = [each for each in found if each.kind is not Kind.STUDIO]
    by_day = {day: list(of_day) for day, of_day in groupby(of_days, key=lambda each: each.day)}
    for day in days.each(list(by_day), watcher):
        items = by_day[day]
        ranges = any(each.folder and each.folder.name != day.isoformat() for each in items)
        with ExitStack() as held:
            taken: list[date | str] = [day, lease.RANGES] if ranges else [day]
            for what in taken:
                held.enter_context(lease.holding(site.database, what, site.lease_s))
            _purge_day(site, day, items, by)
    indexing.remove(site, {each.day: None for each in found if each.kind is Kind.TRANSCRIPTS})
    if found:
        write_index(site)
        site.database.empty_log()


def _purge_day(site: Site, day: date, found: list[Due], by: str) -> None:
    kinds = sorted({each.kind for each in found})
    with site.database.transaction() as connection:
        site.database.alone(connection, "audit")
        purges.remove_rows(connection, day, kinds)
        about = {"day": day.isoformat(), "kinds": " ".join(kinds), **({"by": by} if by else {})}
        audit.note_in(connection, site, AuditAction.PURGED, about)
        _remove_files(each for each in found if each.kind is not Kind.CLIPS)
    if Kind.CLIPS in kinds and not purges.closed(site.database, day) and site.store.recordings(day):
        report.report_day(site, day, run_id=site.run_id("purge"))
    # only now: as long as there are clips the day is due, and its report is written without them
    _remove_files(each for each in found if each.kind is Kind.CLIPS)


def _remove_files(found: Iterable[Due]) -> None:
    for each in found:
        if each.folder:
            report_folder.remove(each.folder, _FILES[each.kind])


def _files(site: Site, kind: Kind, before: date) -> Iterator[Due]:
    for folder, first in _folders(site, before) if kind in _FILES else ():
        files = report_folder.files_of(folder, _FILES[kind])
        if first < before and files:
            size = sum(path.lstat().st_size for path in files)
            yield Due(day=first, kind=kind, size_bytes=size, files=tuple(files), folder=folder)


def _folders(site: Site, before: date) -> Iterator[tuple[Path, date]]:
    """Yield the folders with reports, also those that only the manifest of their day knows."""
    configuration = site.configuration
    known = report_folder.folders(configuration.resolve(configuration.settings.reports))
    yield from known
    for day in site.store.days(date.min, before):
        noted = manifests.folders(site.database, day)
        yield from ((folder, day) for folder in report_folder.elsewhere(noted, [each for each, _ in known]))
