"""Purge: what was kept long enough goes, a day at a time, rows and files together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import groupby
from pathlib import Path

from flows import report
from flows.adapters import audit, derived, lease, purges
from flows.adapters.settings import Configuration
from flows.adapters.store import Store
from flows.core.audit import Deed
from flows.core.retention import Kind

_FILES = {Kind.CLIPS: (derived.CLIPS,), Kind.REPORTS: (derived.CLIPS, derived.PAGES, "")}


@dataclass(frozen=True, kw_only=True, slots=True)
class Due:
    """What goes of one day and one kind.

    Args:
        day: of a range of days the last one.
        rows: of the database.
        size_bytes: of the files, and the characters in the rows.
        files: that go.
        folder: in which they are; None for kinds without files.
    """

    day: date
    kind: Kind
    rows: int = 0
    size_bytes: int = 0
    files: tuple[Path, ...] = ()
    folder: Path | None = None


def due(configuration: Configuration, store: Store, now: datetime) -> list[Due]:
    """Everything that is older than its limit, oldest day first; changes nothing."""
    today = now.astimezone(configuration.settings.zone).date()
    found: list[Due] = []
    for kind, before in configuration.settings.retention.cutoffs(today).items():
        rows = purges.rows_before(store.database, kind, before)
        found += [Due(day=day, kind=kind, rows=count, size_bytes=size) for day, (count, size) in rows.items()]
        found += _files(configuration, kind, before)
    return sorted(found, key=lambda each: (each.day, each.kind))


def purge(configuration: Configuration, store: Store, found: Sequence[Due]) -> None:
    """Remove it. Killed anywhere, the same command finds what is left.

    Raises:
        DayHeldError: another run holds one of the days.
        OSError: a file cannot be removed; the rows of its day stay then, too.
    """
    for day, of_day in groupby(found, key=lambda each: each.day):
        with lease.holding(store.database, day, configuration.settings.night.lease_minutes * 60):
            _purge_day(configuration, store, day, list(of_day))
    if found:
        store.database.empty_log()


def _purge_day(configuration: Configuration, store: Store, day: date, found: list[Due]) -> None:
    kinds = sorted({each.kind for each in found})
    with store.database.transaction() as connection:
        store.database.alone(connection, "audit")
        store.database.overwrite_deleted(connection)
        purges.remove_rows(connection, day, kinds)
        about = {"day": day.isoformat(), "kinds": " ".join(kinds)}
        audit.note_in(connection, Deed.PURGED, about)
        for each in found:
            if each.folder:
                derived.remove(each.folder, _FILES[each.kind])
    if Kind.CLIPS in kinds and not purges.closed(store.database, day) and store.recordings(day):
        now = datetime.now(UTC)
        report.report_day(configuration, store, day, run_id=f"purge-{now:%Y%m%dT%H%M%S}", now=now)


def _files(configuration: Configuration, kind: Kind, before: date) -> Iterator[Due]:
    reports = configuration.resolve(configuration.settings.reports)
    for folder, last in derived.folders(reports) if kind in _FILES else ():
        files = derived.files_of(folder, _FILES[kind])
        if last < before and files:
            size = sum(path.lstat().st_size for path in files)
            yield Due(day=last, kind=kind, size_bytes=size, files=tuple(files), folder=folder)
