"""What is known about a recording before it is heard, from the sources that the settings name."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time, tzinfo
from enum import StrEnum
from pathlib import Path, PurePath
from typing import Literal

from callqa.intake.call_records import CallRecords, Row
from callqa.intake.filename import FileNamePattern, merge, read_direction
from callqa.intake.moments import read_moment
from callqa.intake.names import folder_date
from callqa.model.recording import Direction, Recording, path_text, readable

Source = Literal["sidecar", "call_record", "file_name", "modified"]


class Start(StrEnum):
    """How a start is known."""

    SAID = "said"
    """A name, a row or a sidecar says it."""
    DATE_ONLY = "date_only"
    """A name or a folder says the date; the time is the file's, or midnight."""
    FILE_TIME = "file_time"
    """Nothing says it: it is when the file was last written."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Described:
    """A recording, and how sure what is known about it is.

    Args:
        recording: without a hash.
        start: how its start is known.
        row: of the call records that is about it; None for none.
        unknown_word: for its direction, which nobody knows; empty for none.
        named_start, named_agent: what the name and the sidecar say of them, whatever the row does.
    """

    recording: Recording
    start: Start
    row: Row | None
    unknown_word: str
    named_start: datetime | None = None
    named_agent: str | None = None


@dataclass(frozen=True, kw_only=True, slots=True)
class Zones:
    """The time zones of a day, of file names and of sidecars that say none."""

    day: tzinfo
    names: tzinfo
    records: tzinfo


@dataclass(frozen=True, kw_only=True, slots=True)
class MetadataReader:
    """Asks the sources for a file's metadata, in the configured order.

    Args:
        order: of the sources, the most trusted first.
        pattern: of file names.
        zones: of times that say none.
        words: for directions, in lower case.
        records: the call records.
        sidecar: the fields beside a recording; empty when there are none.
    """

    order: Sequence[str]
    pattern: FileNamePattern
    zones: Zones
    words: Mapping[str, Direction]
    records: CallRecords
    sidecar: Callable[[Path], Mapping[str, str]]

    def read(self, path: Path, size_bytes: int, modified_s: float, *, has_row: bool = True) -> Described:
        """Describe the recording that a file holds; the stem names a call without an id.

        Args:
            has_row: whether any row of the call records may be about it.
        """
        name, beside = self._name(path), self._beside(path)
        known = merge([name, beside])
        row = self._row(path, known) if has_row else None
        said = {"file_name": name, "sidecar": beside, "call_record": _fields(row)}
        found = merge([said[source] for source in self.order if source in said])
        fields = {field: readable(value) for field, value in found.items()}
        written = datetime.fromtimestamp(modified_s, UTC).astimezone(self.zones.day)
        started_at, start = self._start(path, fields.get("start"), name, written)
        direction = read_direction(fields.get("direction"), self.words)
        recording = Recording(
            call_id=fields.get("call_id", readable(path.stem)),
            path=path_text(path),
            started_at=started_at,
            agent=fields.get("agent"),
            queue=fields.get("queue"),
            direction=direction or Direction.UNKNOWN,
            customer_number=fields.get("customer_number"),
            size_bytes=size_bytes,
            talk_s=row.talk_s if row else None,
            trunk=fields.get("trunk"),
        )
        unknown = "" if direction else fields.get("direction", "")
        return Described(
            recording=recording,
            start=start,
            row=row,
            unknown_word=unknown,
            named_start=_moment(known),
            named_agent=known.get("agent"),
        )

    def _name(self, path: Path) -> dict[str, str]:
        fields = self.pattern.read(readable(path.stem), str(path.parent))
        start = self.pattern.read_start(fields.get("start", ""))
        if start is None:
            return {**fields, "start": ""}
        return {**fields, "start": self._in_day(start if start.tzinfo else _in(start, self.zones.names))}

    def _beside(self, path: Path) -> Mapping[str, str]:
        if "sidecar" not in self.order:
            return {}
        fields = self.sidecar(path)
        start = read_moment(fields.get("start", ""), self.zones.records)
        return {**fields, "start": self._in_day(start) if start else ""}

    def _row(self, path: Path, known: Mapping[str, str]) -> Row | None:
        if "call_record" not in self.order:
            return None
        stem = readable(path.stem)
        return self.records.of(
            readable(path.name),
            known.get("call_id", stem),
            start=_moment(known),
            agent=known.get("agent"),
        )

    def _start(
        self, path: Path, said: str | None, name: Mapping[str, str], written: datetime
    ) -> tuple[datetime, Start]:
        """Return the start, else the date of the folder with the file's time, else when it was written."""
        if said and (said != name["start"] or self.pattern.names_time):
            return datetime.fromisoformat(said), Start.SAID
        dated = datetime.fromisoformat(said).date() if said else folder_date(PurePath(path.parent))
        if dated is None or "file_name" not in self.order:
            return written, Start.FILE_TIME
        if written.date() == dated:
            return written, Start.DATE_ONLY
        return datetime.combine(dated, time.min, self.zones.day), Start.DATE_ONLY

    def _in_day(self, moment: datetime) -> str:
        return moment.astimezone(self.zones.day).isoformat()


def _moment(known: Mapping[str, str]) -> datetime | None:
    return datetime.fromisoformat(known["start"]) if "start" in known else None


def _in(moment: datetime, zone: tzinfo) -> datetime:
    return moment.replace(tzinfo=zone)


def _fields(row: Row | None) -> Mapping[str, str]:
    if row is None:
        return {}
    return {**row.fields, "start": row.start.isoformat() if row.start else ""}
