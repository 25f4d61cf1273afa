"""Forget: one customer's calls are removed from everything that was made from them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from callqa.host import report_folder
from callqa.model.errors import BadInputError
from callqa.model.progress import UNWATCHED, Watcher
from callqa.model.recording import path_of
from callqa.operations import report
from callqa.operations.ranges.index import write_index
from callqa.operations.search import indexing
from callqa.operations.studio import library
from callqa.storage import erasure, lease, manifests, purges
from callqa.storage.session import Site


@dataclass(frozen=True, kw_only=True, slots=True)
class Asked:
    """The calls of one day that are to be forgotten.

    Args:
        recordings: where their files are, copies included; they are the customer's and stay.
        files: what was made from the day, which goes; the day's reports are made again.
        uploads: jobs of the studio with the same audio, or named like one of the calls; they go.
    """

    day: date
    call_ids: tuple[str, ...]
    recordings: tuple[Path, ...]
    files: tuple[Path, ...]
    uploads: tuple[str, ...] = ()


def find(site: Site, *, call_id: str | None, customer: str | None) -> list[Asked]:
    """Find what would be forgotten, by day; changes nothing.

    A day on which such a call was forgotten before is among them, without calls.

    Raises:
        BadInputError: nothing is stored about such a call.
    """
    calls = erasure.recordings_of(site.database, call_id=call_id, customer=customer)
    before = erasure.days_of(site.database, call_id) if call_id else []
    if not calls and not before:
        raise BadInputError("没有这样的通话", "--call/--customer", "核对编号或号码；也可能已经删除过")
    return [
        _asked(site, day, tuple(each for at, each in calls if at == day))
        for day in sorted({*before, *(day for day, _ in calls)})
    ]


def near(site: Site, customer: str) -> list[tuple[str, int]]:
    """Return other numbers that may be the customer's, with how many calls each has; they are kept."""
    return erasure.numbers_near(site.database, customer)


def forget(site: Site, asked: Sequence[Asked], watcher: Watcher = UNWATCHED) -> None:
    """Remove what was asked for, a day at a time: files, then rows; then write the day's reports again.

    Killed anywhere, nothing of these calls is readable that the same command would not remove.

    Raises:
        DayHeldError: another run holds one of the days, or writes a report of several days.
        StoppedError: whoever follows it wants it to end; the days before are done.
    """
    with lease.holding(site.database, lease.RANGES, site.lease_s):
        for number, each in enumerate(asked):
            watcher.step(number, len(asked))
            with lease.holding(site.database, each.day, site.lease_s):
                _forget_of_day(site, each)
    write_index(site)
    watcher.step(len(asked), len(asked))


def _forget_of_day(site: Site, asked: Asked) -> None:
    reports = site.configuration.resolve(site.settings.reports)
    for folder in _folders(site, asked.day):
        report_folder.remove(folder, keep=folder.parent != reports)
    for page in report_folder.trials_of(reports, asked.day):
        page.unlink(missing_ok=True)
    library.remove_copies(site, asked.uploads)
    if asked.call_ids:
        gone = {asked.day: asked.call_ids}
        indexing.remove(site, gone)
        erasure.forget(site, asked.day, asked.call_ids)
        indexing.remove(site, gone)  # whoever searched meanwhile has read them again
    if purges.closed(site.database, asked.day):
        return  # there is nothing left to write a report from
    report.report_day(site, asked.day, run_id=site.run_id("forget"))


def _asked(site: Site, day: date, call_ids: tuple[str, ...]) -> Asked:
    duplicates, _ = site.store.set_aside(day)
    recordings = [r for r in site.store.recordings(day) if r.call_id in call_ids]
    uploads = library.copies(site, [r.audio_sha256 for r in recordings], call_ids)
    paths = [r.path for r in recordings]
    paths += [copy.path for copy in duplicates if copy.duplicate_of in call_ids]
    made = [path for folder in _folders(site, day) for path in report_folder.files_of(folder)]
    reports = site.configuration.resolve(site.settings.reports)
    made += [path for path in report_folder.trials_of(reports, day) if path not in made]
    return Asked(
        day=day,
        call_ids=call_ids,
        recordings=tuple(map(path_of, paths)),
        files=tuple(made),
        uploads=tuple(job.job_id for job in uploads),
    )


def _folders(site: Site, day: date) -> list[Path]:
    configuration = site.configuration
    known = report_folder.folders_of(configuration.resolve(configuration.settings.reports), day)
    return [*known, *report_folder.elsewhere(manifests.folders(site.database, day), known)]
