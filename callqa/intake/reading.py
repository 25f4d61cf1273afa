"""The result of reading: what of files, names and call records was not understood, as gaps of a day."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from callqa.intake.call_records import Row, UnreadRow
from callqa.intake.duplicates import Gathered
from callqa.intake.metadata import Described, Start
from callqa.model.coverage import Case, Gap, GapKind
from callqa.model.recording import path_of, readable

_NAMED = 10
"""Files, rows and words that are named; more are counted."""


@dataclass(frozen=True, kw_only=True, slots=True)
class TableRead:
    """What came of reading one file of call records.

    Args:
        name: of the file.
        rows: how many there are.
        days: the dates of their starts.
        unread: rows that cannot be split into cells.
        without_start, mangled: rows without a start, and with a call id that a spreadsheet destroyed.
        nameless: rows of answered calls that name neither the call nor a file.
    """

    name: str
    rows: int = 0
    days: frozenset[date] = frozenset()
    unread: tuple[UnreadRow, ...] = ()
    without_start: tuple[Row, ...] = ()
    mangled: tuple[Row, ...] = ()
    nameless: tuple[Row, ...] = ()

    def concerns(self, day: date) -> bool:
        """Return whether what could not be read here may be about a day."""
        return day in self.days or not self.days


@dataclass(kw_only=True, slots=True)
class FilesSeen:
    """What was passed over in the folders.

    Args:
        unknown: how many files have each unknown ending, and an example of each.
        outside: how many recordings are of dates that no run has worked on.
        late: how many recordings came too late for days that were reported.
        unread: call records and sidecars that could not be used, with the reason.
    """

    unknown: Counter[str] = field(default_factory=Counter)
    examples: Mapping[str, str] = field(default_factory=dict)
    outside: Mapping[date, int] = field(default_factory=dict)
    late: Mapping[date, int] = field(default_factory=dict)
    unread: list[Case] = field(default_factory=list)


def gaps_of_files(seen: FilesSeen) -> Iterator[Gap]:
    """Yield what the folders hold that is not read."""
    endings = [Case(name=seen.examples[ending]) for ending, _ in seen.unknown.most_common()]
    yield _listed(GapKind.UNKNOWN_ENDINGS, endings, seen.unknown.total(), setting="recordings.extensions")
    for kind, by_day in ((GapKind.OUTSIDE_DAYS, seen.outside), (GapKind.LATE_FILES, seen.late)):
        days = [Case(name=f"{day}（{count}）") for day, count in sorted(by_day.items())]
        yield _listed(kind, days, sum(by_day.values()))
    yield _listed(GapKind.UNREAD_RECORDS, seen.unread)


def gaps_of_tables(tables: Iterable[TableRead], day: date) -> Iterator[Gap]:
    """Yield what of the call records that may be about a day was not understood."""
    read = [table for table in tables if table.concerns(day)]
    total = sum(table.rows for table in read)
    for kind, rows in (
        (GapKind.UNREAD_ROWS, [row.place for table in read for row in table.unread]),
        (GapKind.ROWS_WITHOUT_START, [row.place for table in read for row in table.without_start]),
        (GapKind.ROWS_WITHOUT_RECORDING, [row.place for table in read for row in table.nameless]),
        (
            GapKind.MANGLED_IDS,
            [f"{row.place} {row.mangled}" for table in read for row in table.mangled],
        ),
    ):
        yield _listed(kind, [Case(name=place) for place in rows], of=total)


def gaps_of_calls(calls: Sequence[Described], *, has_rows: bool) -> Iterator[Gap]:
    """Yield what is not known about the calls of a day.

    Args:
        calls: of the day.
        has_rows: whether the call records have rows for the day.
    """
    said = [call.recording.call_id for call in calls if call.recording.agent]
    yield _of_calls(GapKind.GUESSED_START, (c for c in calls if c.start is not Start.SAID), len(calls))
    yield _of_calls(GapKind.WITHOUT_ROW, (c for c in calls if has_rows and c.row is None), len(calls))
    nobody = (call for call in calls if said and not call.recording.agent)
    yield _of_calls(GapKind.UNATTRIBUTED, nobody, len(calls))
    words = Counter(call.unknown_word for call in calls if call.unknown_word)
    named = [Case(name=word) for word, _ in words.most_common()]
    yield _listed(
        GapKind.DIRECTION_WORDS, named, words.total(), len(calls), setting="recordings.direction_words"
    )


def gaps_of_copies(gathered: Gathered, unanswered: Iterable[Described]) -> Iterator[Gap]:
    """Yield which calls were recorded twice, and which files are of calls that nobody answered."""
    for kind, copies in (
        (GapKind.SECOND_RECORDINGS, gathered.seconds),
        (GapKind.LATE_COPIES, gathered.late),
    ):
        named = (Case(call_id=copy.duplicate_of, name=_name(copy.path)) for copy in copies)
        yield Gap(kind=kind, cases=tuple(named))
    yield _listed(GapKind.UNANSWERED, [Case(name=_name(one.recording.path)) for one in unanswered])


def _name(path: str) -> str:
    return readable(path_of(path).name)


def told(gaps: Iterable[Gap]) -> tuple[Gap, ...]:
    """Return the gaps that hold anything."""
    return tuple(gap for gap in gaps if gap.count)


def _of_calls(kind: GapKind, calls: Iterable[Described], of: int) -> Gap:
    return Gap(kind=kind, cases=tuple(Case(call_id=call.recording.call_id) for call in calls), of=of)


def _listed(
    kind: GapKind, cases: Sequence[Case], count: int | None = None, of: int = 0, *, setting: str = ""
) -> Gap:
    """Return a gap that names the first few of many."""
    total = len(cases) if count is None else count
    named = tuple(cases[:_NAMED])
    return Gap(kind=kind, cases=named, more=max(total - len(named), 0), of=of, setting=setting)
