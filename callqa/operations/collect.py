"""Collect: the recordings of the calls that started on a day, with metadata and content hash."""

import logging
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import partial
from pathlib import Path

from callqa.audio import container
from callqa.days.day import DayWindow
from callqa.host import files
from callqa.host.files import FoundFile
from callqa.host.opening import own_place
from callqa.host.walking import Unread
from callqa.intake.duplicates import NO_SOUND_BYTES, Gathered, Length, gather
from callqa.intake.metadata import Described
from callqa.intake.reading import gaps_of_calls, gaps_of_copies, gaps_of_files, gaps_of_tables, told
from callqa.intake.reconciliation import expected
from callqa.model.coverage import NO_GAPS, Case, Coverage, Gap, GapKind, Source, combined
from callqa.model.errors import AudioError
from callqa.model.recording import Deferred, Expected, Recording, path_of, path_text, readable
from callqa.operations.collecting.folder_search import FolderSearch, Searched
from callqa.operations.collecting.other_days import Before, Late, outside
from callqa.storage import collected, purges
from callqa.storage.erasure import Erasures
from callqa.storage.session import Site
from callqa.text.masking import mask_name

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Collected:
    """How many files of the day were found, by what becomes of them."""

    recordings: int
    duplicates: int
    deferred: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Found:
    """The files of one day, as the folders hold them now; nothing is stored yet.

    Args:
        expected: what the call records say about the day; None without call records for it.
        coverage: what of files, names and call records was not understood.
        looked: how many files of each date were looked at, where that has changed since the last time.
    """

    gathered: Gathered
    deferred: tuple[Deferred, ...]
    expected: Expected | None
    coverage: Coverage = NO_GAPS
    looked: Mapping[date, int] = field(default_factory=dict)


_OfDay = tuple[FoundFile, Described]


def collect_day(site: Site, day: date) -> Collected:
    """Find the day's recordings and store the list; no audio is decoded.

    Raises:
        BadInputError: a configured folder is missing, or the day was purged; nothing is stored then.
        OSError: it cannot be listed; the same.
    """
    purges.refuse_closed(site.database, day)
    unread: list[Unread] = []
    found = find_days(site, [day], unread)[day]
    gathered = found.gathered
    coverage = combined((found.coverage, Coverage(gaps=_unlooked(unread))))
    site.store.save_coverage(day, Source.COLLECT, coverage)
    site.store.save_collection(day, gathered.recordings, gathered.duplicates, found.deferred)
    collected.save_expected(site.database, day, found.expected)
    collected.save_files_looked_at(site.database, found.looked)
    return Collected(
        recordings=len(gathered.recordings),
        duplicates=len(gathered.duplicates),
        deferred=len(found.deferred),
    )


def _unlooked(unread: Sequence[Unread]) -> tuple[Gap, ...]:
    cases = tuple(Case(name=readable(str(path)), why=why) for path, why in unread)
    return (Gap(kind=GapKind.UNREAD_FILES, cases=cases),) if cases else ()


def find_days(site: Site, days: Sequence[date], unread: list[Unread] | None = None) -> dict[date, Found]:
    """Find the recordings of some days in one walk; stores nothing.

    A file whose size and time are those that it was hashed with is not hashed again.

    Args:
        unread: gets what was not looked into, and why.

    Raises:
        BadInputError: a configured folder is missing.
        OSError: it cannot be listed.
    """
    settings = site.settings.recordings
    windows = [DayWindow.of(day, site.settings.zone) for day in days]
    search = FolderSearch(site.configuration, windows)
    searched = search.run(unread)
    by_day: dict[date, list[_OfDay]] = {day: [] for day in days}
    elsewhere = Counter(searched.elsewhere)
    for file, described in search.describe():
        began = described.recording.started_at
        elsewhere[began.date()] += not any(window.holds(began) for window in windows)
        for window in windows:
            if window.holds(began):
                by_day[window.day].append((file, described))
    searched.seen.outside = outside(site, searched.elsewhere, elsewhere)
    late = Late.of(site, windows, searched.dated)
    searched.seen.late = late.came
    growing = files.still_growing([file for each in by_day.values() for file, _ in each], settings.settle_s)
    return {
        window.day: replace(_found(site, window, by_day[window.day], growing, searched), looked=late.looked)
        for window in windows
    }


def _found(
    site: Site, window: DayWindow, of_day: Sequence[_OfDay], growing: set[Path], searched: Searched
) -> Found:
    known = {recording.path: recording for recording in site.store.recordings(window.day)}
    folders = site.configuration.folders
    forgotten = Erasures.load(site.database)
    unanswered = [one for file, one in of_day if _is_unanswered(file, one)]
    calls = [(file, one) for file, one in of_day if not _is_unanswered(file, one)]
    hashed = (
        replace(one, recording=_with_hash(file, one.recording, known, folders))
        for file, one in calls
        if file.path not in growing
    )
    present = [*hashed]
    here = [one for one in present if not forgotten.holds(window.day, one.recording)]
    late = [one for one in present if forgotten.holds_id_only(window.day, one.recording)]
    lengths = partial(_length, folders=folders)
    before = Before.of(site, window.day, here, known, lengths)
    gathered = gather(before.own, known.values(), lengths)
    # a call whose file is gone by now was recorded all the same
    recorded = [*known.values(), *(one.recording for _, one in of_day)]
    listed = expected(searched.rows, recorded, window.holds)
    return Found(
        gathered=gathered,
        deferred=tuple(Deferred(path=path_text(file.path)) for file, _ in calls if file.path in growing),
        expected=forgotten.without(window.day, listed),
        coverage=Coverage(
            files=len(of_day) + len(searched.tables),
            rows=sum(table.rows for table in searched.tables if table.concerns(window.day)),
            gaps=told(
                [
                    *_gaps(window, calls, unanswered, gathered, searched),
                    *before.gaps,
                    # without names, which may be the customer's number
                    Gap(kind=GapKind.FORGOTTEN_IDS, more=len(late)),
                ]
            ),
        ),
    )


def _is_unanswered(file: FoundFile, one: Described) -> bool:
    """Return whether nobody answered, so that a file without sound is as it should be."""
    return one.row is not None and one.row.is_unanswered and 0 <= file.size_bytes <= NO_SOUND_BYTES


def _gaps(
    window: DayWindow,
    calls: Sequence[_OfDay],
    unanswered: Sequence[Described],
    gathered: Gathered,
    searched: Searched,
) -> Iterator[Gap]:
    ids = {recording.path: recording.call_id for recording in gathered.recordings}
    counted = [
        replace(one, recording=replace(one.recording, call_id=ids[one.recording.path]))
        for _, one in calls
        if one.recording.path in ids
    ]
    has_rows = any(row.start and window.holds(row.start) for row in searched.rows)
    yield from gaps_of_files(searched.seen)
    yield from gaps_of_tables(searched.tables, window.day)
    yield from gaps_of_calls(counted, has_rows=has_rows)
    yield from gaps_of_copies(gathered, unanswered)


def _length(recording: Recording, folders: Sequence[Path]) -> Length | None:
    try:
        seen = container.probe(own_place(path_of(recording.path), folders))
    except AudioError:
        return None
    return Length(channels=seen.channels, seconds=seen.guessed_s)


def _with_hash(
    file: FoundFile, recording: Recording, known: Mapping[str, Recording], folders: Sequence[Path]
) -> Recording:
    stamp = file.modified_ns
    before = known.get(recording.path)
    if before and before.audio_sha256 and (before.size_bytes, before.modified_ns) == (file.size_bytes, stamp):
        return replace(recording, audio_sha256=before.audio_sha256, modified_ns=stamp)
    digest, problem = files.fingerprint(file.path, folders)
    if problem and before and before.audio_sha256:
        # what was heard in it still holds: a share that blinks is no change of the recording
        return replace(
            recording,
            audio_sha256=before.audio_sha256,
            size_bytes=before.size_bytes,
            modified_ns=before.modified_ns,
        )
    if problem:
        # the recording stays in the list; reading its audio will fail and record the reason
        _log.warning("cannot read %s", mask_name(recording.path))
    return replace(recording, audio_sha256=digest, modified_ns=stamp)
