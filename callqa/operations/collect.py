"""Collect: the recordings of the calls that started on a day, with metadata and content hash."""

import logging
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

from callqa.days.day import DayWindow
from callqa.days.remarks import listed
from callqa.host import files
from callqa.host.files import FoundFile, Unread
from callqa.intake import call_records
from callqa.intake.call_records import CallRecords
from callqa.intake.duplicates import Gathered, gather
from callqa.intake.filename import FileNamePattern, merge, read_direction, read_start
from callqa.intake.reconciliation import Expected, expected
from callqa.model.errors import BadInputError
from callqa.model.path_text import path_text, readable
from callqa.model.recording import Deferred, Recording
from callqa.settings.pipeline_yaml import Configuration
from callqa.settings.schema import MetadataSource, RecordingSettings
from callqa.storage import expected_calls, purges
from callqa.storage.erasure import Forgotten
from callqa.storage.session import Site
from callqa.text.masking import mask_name

_log = logging.getLogger(__name__)
_ABOUT = "folders"


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
    """

    gathered: Gathered
    deferred: tuple[Deferred, ...]
    expected: Expected | None


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
    site.store.save_collection(day, gathered.recordings, gathered.duplicates, found.deferred)
    expected_calls.save(site.database, day, found.expected)
    told = [f"{mask_name(readable(str(path)))}：{why}" for path, why in unread]
    site.store.save_warnings(day, _ABOUT, listed("有文件或文件夹没有读取，其中的录音未计入", told))
    return Collected(
        recordings=len(gathered.recordings),
        duplicates=len(gathered.duplicates),
        deferred=len(found.deferred),
    )


def find_days(site: Site, days: Sequence[date], unread: list[Unread] | None = None) -> dict[date, Found]:
    """Find the recordings of some days in one walk; stores nothing.

    A file whose size and time are those that it was hashed with is not hashed again.

    Args:
        unread: gets what was not looked into, and why.

    Raises:
        BadInputError: a configured folder is missing.
        OSError: it cannot be listed.
    """
    configuration = site.configuration
    files.check_folders(configuration.folders)
    found = list(files.walk(configuration.folders, unread))
    settings = configuration.settings.recordings
    reader = _MetadataReader(configuration, found)
    endings = tuple(f".{ending.lower()}" for ending in settings.extensions)
    audio = [file for file in found if file.path.name.lower().endswith(endings)]
    by_day: dict[date, list[tuple[FoundFile, Recording]]] = {day: [] for day in days}
    windows = [DayWindow.of(day, configuration.settings.zone) for day in days]
    for file in audio:
        recording = reader.read(file)
        for window in windows:
            if window.holds(recording.started_at):
                by_day[window.day].append((file, recording))
    growing = files.still_growing(
        [file for of_day in by_day.values() for file, _ in of_day], settings.settle_s
    )
    return {window.day: _found(site, window, by_day[window.day], growing, reader.rows) for window in windows}


def _found(
    site: Site,
    window: DayWindow,
    of_day: Sequence[tuple[FoundFile, Recording]],
    growing: set[Path],
    rows: Iterable[Mapping[str, str]],
) -> Found:
    known = {recording.path: recording for recording in site.store.recordings(window.day)}
    forgotten = Forgotten.load(site.database)
    hashed = (_with_hash(file, r, known) for file, r in of_day if file.path not in growing)
    gathered = gather(r for r in hashed if not forgotten.holds(window.day, r))
    # a call whose file is gone by now was recorded all the same
    recorded = [*known.values(), *(recording for _, recording in of_day)]
    return Found(
        gathered=gathered,
        deferred=tuple(Deferred(path=path_text(file.path)) for file, _ in of_day if file.path in growing),
        expected=forgotten.without(window.day, expected(rows, recorded, window.holds)),
    )


def _with_hash(file: FoundFile, recording: Recording, known: Mapping[str, Recording]) -> Recording:
    stamp = file.modified_ns
    before = known.get(recording.path)
    if before and before.audio_sha256 and (before.size_bytes, before.modified_ns) == (file.size_bytes, stamp):
        return replace(recording, audio_sha256=before.audio_sha256, modified_ns=stamp)
    digest, problem = files.fingerprint(file.path)
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


class _MetadataReader:
    """Asks the configured sources for a file's metadata, in the configured order."""

    def __init__(self, configuration: Configuration, found: list[FoundFile]) -> None:
        self._settings: RecordingSettings = configuration.settings.recordings
        self._zone = configuration.settings.zone
        self._pattern = FileNamePattern.compile(self._settings.file_name)
        self._there = frozenset(file.path for file in found)
        self.rows = self._read_rows(found)
        self._records: CallRecords = call_records.index(self.rows)

    def read(self, file: FoundFile) -> Recording:
        """The recording that a file holds, without its hash; the stem names a call without an id."""
        by_name = self._from_name(file.path)
        call_id = by_name.get("call_id")
        sources: dict[MetadataSource, Callable[[], Mapping[str, str]]] = {
            MetadataSource.SIDECAR: partial(self._sidecar, file.path),
            MetadataSource.CALL_RECORD: partial(self._records.of, readable(file.path.name), call_id),
            MetadataSource.FILE_NAME: lambda: by_name,
            MetadataSource.MODIFIED: partial(_modified, file),
        }
        found = merge([self._dated(sources[name]()) for name in self._settings.metadata_order])
        fields = {name: readable(value) for name, value in found.items()}
        modified = _modified(file)["start"]
        return Recording(
            call_id=fields.get("call_id", readable(file.path.stem)),
            path=path_text(file.path),
            started_at=datetime.fromisoformat(fields.get("start", modified)),
            agent=fields.get("agent"),
            queue=fields.get("queue"),
            direction=read_direction(fields.get("direction"), self._settings.direction_words),
            customer_number=fields.get("customer_number"),
            size_bytes=file.size_bytes,
        )

    def _dated(self, fields: Mapping[str, str]) -> dict[str, str]:
        """The fields with an ISO start in the configured zone; a start that is no date is dropped."""
        start = read_start(fields.get("start", ""), self._zone)
        rest = {name: value for name, value in fields.items() if name != "start"}
        return {**rest, "start": start.astimezone(self._zone).isoformat()} if start else rest

    def _from_name(self, path: Path) -> dict[str, str]:
        fields = self._pattern.read(readable(path.stem))
        start = self._pattern.read_start(fields.get("start", ""))
        return {**fields, "start": start.isoformat() if start else ""}

    def _sidecar(self, path: Path) -> Mapping[str, str]:
        beside = call_records.sidecar_path(path)
        # only what the walk found: a link that leads out of the folders is not among it
        return _sidecar(path) if beside in self._there else {}

    def _read_rows(self, found: list[FoundFile]) -> list[dict[str, str]]:
        names = self._settings.call_records
        columns = self._settings.call_record_columns.model_dump()
        paths = [f.path for f in found if any(fnmatch(f.path.name, name) for name in names)]
        return [self._dated(row) for path in paths for row in _records(path, columns)]


def _records(path: Path, columns: Mapping[str, str]) -> list[dict[str, str]]:
    try:
        return call_records.read(path, columns)
    except BadInputError as error:
        # the night goes on with the other sources; doctor shows the same error with its cure
        _log.warning("call records not used: %s", readable(str(error)))
        return []


def _sidecar(path: Path) -> Mapping[str, str]:
    try:
        return call_records.sidecar(path)
    except BadInputError as error:
        _log.warning("sidecar not used: %s", readable(str(error)))
        return {}


def _modified(file: FoundFile) -> dict[str, str]:
    return {"start": datetime.fromtimestamp(file.modified_s, UTC).isoformat()}
