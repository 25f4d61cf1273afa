"""Call records of a PBX (CSV): rows with their times understood, and which row is about which recording."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from pathlib import Path

from callqa.intake.moments import read_moment, read_seconds
from callqa.intake.names import base_name, key_of
from callqa.intake.tables import Opener, Table
from callqa.model.errors import BadInputError

_MANGLED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
"""What a spreadsheet makes of a long number: the digits behind are gone."""
_SENSELESS = (ArithmeticError, LookupError, ValueError)
"""What Python says of values that cannot be: a time before the first year, a zone of a hundred hours."""
_SAME_CALL = timedelta(hours=12)
"""Rows of one call id that are further away are of another call: some PBXs count from 1 every day."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Row:
    """What a call record says about a call.

    Args:
        table, number: its file's name and its line there, counting from 1.
        fields: cleaned cells by our names, the empty ones left out; a call id that a spreadsheet has
            destroyed is left out, too.
        start: None where the cell is empty or no time.
        talk_s: how long people talked; None where it is not said. 0 for a call that nobody answered.
        mangled: the call id that was destroyed; empty for none.
    """

    table: str
    number: int
    fields: Mapping[str, str]
    start: datetime | None = None
    talk_s: float | None = None
    mangled: str = ""

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        return f"{self.table}:{self.number}"

    @property
    def call_id(self) -> str:
        """Of the call; empty where it is not said."""
        return self.fields.get("call_id", "")

    @property
    def file(self) -> str:
        """The name of the recording without its folder; empty where it is not said."""
        return base_name(self.fields.get("file", ""))

    @property
    def name(self) -> str:
        """What the call is called in a list."""
        return self.call_id or self.file

    @property
    def names_nothing(self) -> bool:
        """Whether it is about an answered call and can match no recording: nothing in it names one."""
        return not (self.name or self.mangled or self.is_unanswered)

    @property
    def is_unanswered(self) -> bool:
        """Whether nobody answered the call, so that it needs no recording."""
        return self.talk_s is not None and self.talk_s <= 0


@dataclass(frozen=True, kw_only=True, slots=True)
class UnreadRow:
    """A row that cannot be split into its cells."""

    table: str
    number: int

    @property
    def place(self) -> str:
        """Where it stands, for people."""
        return f"{self.table}:{self.number}"


def read(
    path: Path, columns: Mapping[str, str], zone: tzinfo, opener: Opener | None = None
) -> Iterator[Row | UnreadRow]:
    """Yield the rows of a call-record file.

    Args:
        path: a CSV file.
        columns: our name of a field to the file's name of its column.
        zone: of times that say none.
        opener: opens the file.

    Raises:
        BadInputError: it cannot be read, or has neither a file nor a call-id column; names it.
    """
    wanted = {theirs.strip().lower(): ours for ours, theirs in columns.items()}
    named = {theirs for theirs, ours in wanted.items() if ours in ("file", "call_id")}
    table = Table(path, lambda header: not named.isdisjoint(header), opener=opener)
    places = [(wanted[name], at) for at, name in enumerate(table.header) if name in wanted]
    try:
        for row in table.rows():
            if row.cells is None:
                yield UnreadRow(table=path.name, number=row.number)
                continue
            fields = {ours: cell for ours, at in reversed(places) if (cell := row.cells[at])}
            try:
                yield _row(path.name, row.number, fields, zone)
            except _SENSELESS:  # costs this row only
                yield UnreadRow(table=path.name, number=row.number)
    except OSError as error:
        raise BadInputError("话单读不了", str(path), "检查文件和读取权限") from error


def _row(table: str, number: int, fields: dict[str, str], zone: tzinfo) -> Row:
    mangled = fields.pop("call_id") if _MANGLED.fullmatch(fields.get("call_id", "")) else ""
    return Row(
        table=table,
        number=number,
        fields=fields,
        start=read_moment(fields.get("start", ""), zone),
        talk_s=read_seconds(fields.get("talk_seconds", "")),
        mangled=mangled,
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class CallRecords:
    """Rows, to look up by file name or call id."""

    by_file: Mapping[str, list[Row]] = field(default_factory=dict)
    by_call_id: Mapping[str, list[Row]] = field(default_factory=dict)

    def of(
        self, file_name: str, call_id: str | None, *, start: datetime | None = None, agent: str | None = None
    ) -> Row | None:
        """Return the row about a recording; None when there is none.

        A row that names the file comes before one that names the call. Of several (the legs of a call
        that was transferred or held) the agent's own comes first, then the nearest in time, then the last.

        Args:
            file_name, call_id: of the recording.
            start: of the recording as its name says it; None where the name says none.
            agent: the same.
        """
        named = self.by_file.get(key_of(file_name), [])
        same = [row for row in named if row.file.casefold() == file_name.casefold()]
        calls = [row for row in self.by_call_id.get(call_id or "", []) if _is_near(row, start)]
        rows = same or named or calls
        if len(rows) < 2:
            return rows[0] if rows else None
        own = [row for row in rows if agent and row.fields.get("agent") == agent]
        return min(reversed(own or rows), key=lambda row: _apart(row, start))

    def knows(self, file_name: str, call_id: str | None) -> bool:
        """Return whether any row is about a recording."""
        return key_of(file_name) in self.by_file or (call_id or "") in self.by_call_id


def _is_near(row: Row, start: datetime | None) -> bool:
    return row.start is None or start is None or abs(row.start - start) <= _SAME_CALL


def _apart(row: Row, start: datetime | None) -> float:
    if row.start is None or start is None:
        return float("inf")
    return abs((row.start - start).total_seconds())


def index(rows: Iterable[Row]) -> CallRecords:
    """Make rows findable."""
    by_file: defaultdict[str, list[Row]] = defaultdict(list)
    by_call_id: defaultdict[str, list[Row]] = defaultdict(list)
    for row in rows:
        if row.call_id:
            by_call_id[row.call_id].append(row)
        if row.file:
            by_file[key_of(row.file)].append(row)
    return CallRecords(by_file=dict(by_file), by_call_id=dict(by_call_id))
