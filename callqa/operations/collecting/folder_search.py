"""The recordings and call records that the configured folders hold for some days, and what else is there."""

import logging
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import BinaryIO
from zoneinfo import ZoneInfo

from callqa.days.day import DayWindow
from callqa.host import files, logs, walking
from callqa.host.files import FoundFile
from callqa.host.opening import open_unlinked, own_place
from callqa.host.walking import Unread
from callqa.intake import call_records, sidecar
from callqa.intake.call_records import Row, UnreadRow
from callqa.intake.filename import FileNamePattern
from callqa.intake.legs import without_row_of_their_own
from callqa.intake.metadata import Described, MetadataReader, Zones
from callqa.intake.names import key_of
from callqa.intake.reading import FilesSeen, TableRead
from callqa.intake.search import Interest, Search, may_hold
from callqa.model.coverage import Case, WhyUnread
from callqa.model.errors import BadInputError
from callqa.model.recording import readable
from callqa.settings.pipeline_yaml import Configuration
from callqa.settings.recordings import MetadataSource
from callqa.text.masking import mask_name

_log = logging.getLogger(__name__)
_NEAR = timedelta(days=1)
"""Rows of the days before and after are kept, too: a recording's name and its row may differ at midnight."""


@dataclass(kw_only=True, slots=True)
class Searched:
    """What the folders hold for some days.

    Args:
        files: that may be recordings of the days, in path order.
        rows: of the days, of those beside them, and those that say no start.
        tables: what came of reading each file of call records.
        seen: what was passed over.
        elsewhere: how many recordings are of other dates.
        dated: how many recordings are of each date, by their names, else by the times of their files.
    """

    files: list[FoundFile] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    tables: list[TableRead] = field(default_factory=list)
    seen: FilesSeen = field(default_factory=FilesSeen)
    elsewhere: Counter[date] = field(default_factory=Counter)
    dated: Counter[date] = field(default_factory=Counter)


class FolderSearch:
    """Searches the folders of a configuration for some days, in time that does not grow with their past."""

    def __init__(self, configuration: Configuration, windows: Sequence[DayWindow]) -> None:
        self._configuration = configuration
        self._tops = configuration.folders
        settings = configuration.settings.recordings
        zone = configuration.settings.zone
        self._zones = Zones(
            day=zone,
            names=ZoneInfo(settings.file_name_zone) if settings.file_name_zone else zone,
            records=ZoneInfo(settings.call_record_zone) if settings.call_record_zone else zone,
        )
        self._first = min(window.start for window in windows)
        self._last = max(window.end for window in windows)
        self._search = Search(
            pattern=FileNamePattern.compile(settings.file_name),
            endings=frozenset(ending.lower().lstrip(".") for ending in settings.extensions),
            tables=tuple(settings.call_records),
            first=self._first,
            last=self._last,
            zone=zone,
            trusts_names=MetadataSource.FILE_NAME in settings.metadata_order,
        )
        self.found = Searched()
        self._unread: list[Unread] = []

    def run(self, unread: list[Unread] | None = None) -> Searched:
        """Walk the folders once, and read the call records that may be about the days.

        Raises:
            BadInputError: a configured folder is missing.
            OSError: it cannot be listed.
        """
        folders = self._configuration.folders
        files.check_folders(folders)
        self._unread = [] if unread is None else unread
        for file in walking.walk(folders, self._unread, self._search.look):
            interest = self._search.look_again(file.path)
            if interest is Interest.TABLE:
                self._read_table(file)
                continue
            if interest is Interest.UNDATED:
                self.found.dated.update(self._written(file))
            if interest is Interest.RECORDING or file.problem or may_hold(file.modified_s, self._first):
                self.found.files.append(file)
        self.found.files.sort(key=lambda file: file.path)
        self.found.seen.unknown, self.found.seen.examples = self._search.unknown, self._search.examples
        self.found.elsewhere = self._search.elsewhere
        self.found.dated.update(self._search.dated)
        return self.found

    def describe(self) -> Iterator[tuple[FoundFile, Described]]:
        """Yield what is known about every recording that was found."""
        settings = self._configuration.settings.recordings
        reader = MetadataReader(
            order=[source.value for source in settings.metadata_order],
            pattern=self._search.pattern,
            zones=self._zones,
            words={word.strip().lower(): each for word, each in settings.direction_words.items()},
            records=call_records.index(self.found.rows),
            sidecar=self._sidecar,
        )
        known = [(file, one) for file in self.found.files for one in self._described(reader, file)]
        matched = {one.row.place for _, one in known if one.row}
        others = {one.recording.path for one in without_row_of_their_own(one for _, one in known)}
        for file, one in known:
            if one.recording.path in others:
                yield from ((file, alone) for alone in self._described(reader, file, has_row=False))
            else:
                yield file, one
        for file in self._named_by_rows(matched):
            yield from ((file, described) for described in self._described(reader, file))

    def _described(
        self, reader: MetadataReader, file: FoundFile, *, has_row: bool = True
    ) -> Iterator[Described]:
        """Yield what is known about a file; nothing where that makes no sense."""
        try:
            yield reader.read(file.path, file.size_bytes, file.modified_s, has_row=has_row)
        except Exception as error:
            logs.unexpected(error, "understanding a recording's name")
            self._unread.append((file.path, WhyUnread.NOT_UNDERSTOOD))

    def _written(self, file: FoundFile) -> list[date]:
        """Return the date on which a file was last written; none where its time cannot be."""
        try:
            return [datetime.fromtimestamp(file.modified_s, self._zones.day).date()]
        except (OverflowError, ValueError, OSError):
            return []

    def _named_by_rows(self, matched: Collection[str]) -> list[FoundFile]:
        """Return the recordings that rows of the days name although they look as if of another time.

        Args:
            matched: places of the rows whose recordings were found.
        """
        wanted = {
            key_of(row.file or row.call_id)
            for row in self.found.rows
            if row.place not in matched and row.name and self._is_of_the_days(row)
        }
        if not wanted or not (self._search.passed_over or self._search.undated):
            return []
        known = {file.path for file in self.found.files}

        def is_named(_folder: str, name: str) -> bool:
            return self._search.is_recording(name) and key_of(readable(name)) in wanted

        found = walking.walk(self._configuration.folders, [], is_named)
        return sorted((file for file in found if file.path not in known), key=lambda file: file.path)

    def _is_of_the_days(self, row: Row) -> bool:
        return row.start is not None and self._first <= row.start < self._last and not row.is_unanswered

    def _read_table(self, file: FoundFile) -> None:
        # what was last written before a day began says nothing about the day
        if not may_hold(file.modified_s, self._first):
            return
        columns = self._configuration.settings.recordings.call_record_columns.model_dump()
        try:
            read = self._table(
                file.path, call_records.read(file.path, columns, self._zones.records, self._open)
            )
        except BadInputError as error:
            # the night goes on with the other sources; doctor shows the same error with its cure
            _log.warning("call records not used: %s", mask_name(readable(str(error))))
            self.found.seen.unread.append(Case(name=readable(file.path.name)))
            return
        self.found.tables.append(read)

    def _open(self, path: Path) -> BinaryIO:
        return open_unlinked(own_place(path, self._tops))

    def _table(self, path: Path, rows: Iterable[Row | UnreadRow]) -> TableRead:
        days: set[date] = set()
        unread: list[UnreadRow] = []
        undated: list[Row] = []
        mangled: list[Row] = []
        nameless: list[Row] = []
        count = 0
        for row in rows:
            count += 1
            if isinstance(row, UnreadRow):
                unread.append(row)
                continue
            if row.start is None:
                undated.append(row)
            else:
                days.add(row.start.astimezone(self._zones.day).date())
            if self._is_near(row.start):
                self.found.rows.append(row)
                mangled += [row] if row.mangled else []
                nameless += [row] if row.start and row.names_nothing else []
        return TableRead(
            name=readable(path.name),
            rows=count,
            days=frozenset(days),
            unread=tuple(unread),
            without_start=tuple(undated),
            mangled=tuple(mangled),
            nameless=tuple(nameless),
        )

    def _is_near(self, start: datetime | None) -> bool:
        return start is None or self._first - _NEAR <= start < self._last + _NEAR

    def _sidecar(self, recording: Path) -> Mapping[str, str]:
        top = next((top for top in self._tops if recording.is_relative_to(top)), recording.parent)
        for path in sidecar.candidates(recording):
            with suppress(OSError):
                # a link that leads out of the folders is not followed
                if path.is_file() and not walking.not_for_us(path, top):
                    return self._beside(path)
        return {}

    def _beside(self, path: Path) -> Mapping[str, str]:
        try:
            return sidecar.read(path, self._open)
        except BadInputError as error:
            _log.warning("sidecar not used: %s", mask_name(readable(str(error))))
            self.found.seen.unread.append(Case(name=readable(path.name)))
            return {}
