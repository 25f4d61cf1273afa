"""Collect: the recordings of the calls that started on a day, with metadata and content hash."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime
from fnmatch import fnmatch
from functools import partial
from pathlib import Path

from flows.adapters import call_records, files
from flows.adapters.call_records import CallRecords
from flows.adapters.files import FoundFile
from flows.adapters.settings import Configuration
from flows.adapters.store import Store
from flows.core.day import DayWindow
from flows.core.errors import BadInputError
from flows.core.filename import FileNamePattern
from flows.core.gather import gather
from flows.core.metadata import merge, read_direction, read_start
from flows.core.recording import Deferred, Recording
from flows.core.settings import MetadataSource, RecordingSettings

_log = logging.getLogger(__name__)


@dataclass(frozen=True, kw_only=True, slots=True)
class Collected:
    """How many files of the day were found, by what becomes of them."""

    recordings: int
    duplicates: int
    deferred: int


def collect_day(configuration: Configuration, store: Store, day: date) -> Collected:
    """Find the day's recordings and store the list; no audio is decoded.

    Raises:
        BadInputError: a configured folder is missing; nothing is stored then.
    """
    files.check_folders(configuration.folders)
    found = list(files.walk(configuration.folders))
    settings = configuration.settings.recordings
    reader = _MetadataReader(configuration, found)
    window = DayWindow.of(day, configuration.settings.zone)
    endings = tuple(f".{ending.lower()}" for ending in settings.extensions)
    audio = [file for file in found if file.path.name.lower().endswith(endings)]
    of_day = [(file, r) for file in audio if window.holds((r := reader.read(file)).started_at)]
    growing = files.still_growing([file for file, _ in of_day], settings.settle_s)
    gathered = gather(_with_hash(r) for file, r in of_day if file.path not in growing)
    deferred = [_deferred(path) for path in sorted(growing)]
    store.save_collection(day, gathered.recordings, gathered.duplicates, deferred)
    return Collected(
        recordings=len(gathered.recordings),
        duplicates=len(gathered.duplicates),
        deferred=len(deferred),
    )


def _deferred(path: Path) -> Deferred:
    return Deferred(path=str(path), reason="文件仍在写入，留待下次运行")


def _with_hash(recording: Recording) -> Recording:
    digest, problem = files.fingerprint(Path(recording.path))
    if problem:
        # the recording stays in the list; reading its audio will fail and record the reason
        _log.warning("cannot read %s", recording.path)
    return replace(recording, audio_sha256=digest)


class _MetadataReader:
    """Asks the configured sources for a file's metadata, in the configured order."""

    def __init__(self, configuration: Configuration, found: list[FoundFile]) -> None:
        self._settings: RecordingSettings = configuration.settings.recordings
        self._zone = configuration.settings.zone
        self._pattern = FileNamePattern.compile(self._settings.file_name)
        self._records = self._read_records(found)

    def read(self, file: FoundFile) -> Recording:
        """The recording that a file holds, without its hash; the stem names a call without an id."""
        by_name = self._from_name(file.path)
        sources: dict[MetadataSource, Callable[[], Mapping[str, str]]] = {
            MetadataSource.SIDECAR: partial(_sidecar, file.path),
            MetadataSource.CALL_RECORD: partial(self._records.of, file.path.name, by_name.get("call_id")),
            MetadataSource.FILE_NAME: lambda: by_name,
            MetadataSource.MODIFIED: partial(_modified, file),
        }
        fields = merge([self._dated(sources[name]()) for name in self._settings.metadata_order])
        modified = _modified(file)["start"]
        return Recording(
            call_id=fields.get("call_id", file.path.stem),
            path=str(file.path),
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
        fields = self._pattern.read(path.stem)
        start = self._pattern.read_start(fields.get("start", ""))
        return {**fields, "start": start.isoformat() if start else ""}

    def _read_records(self, found: list[FoundFile]) -> CallRecords:
        names = self._settings.call_records
        columns = self._settings.call_record_columns.model_dump()
        paths = [f.path for f in found if any(fnmatch(f.path.name, name) for name in names)]
        return call_records.index(row for path in paths for row in _records(path, columns))


def _records(path: Path, columns: Mapping[str, str]) -> list[dict[str, str]]:
    try:
        return call_records.read(path, columns)
    except BadInputError as error:
        # the night goes on with the other sources; doctor shows the same error with its cure
        _log.warning("call records not used: %s", error)
        return []


def _sidecar(path: Path) -> Mapping[str, str]:
    try:
        return call_records.sidecar(path)
    except BadInputError as error:
        _log.warning("sidecar not used: %s", error)
        return {}


def _modified(file: FoundFile) -> dict[str, str]:
    return {"start": datetime.fromtimestamp(file.modified_s, UTC).isoformat()}
