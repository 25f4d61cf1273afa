"""Which of the names in a folder may matter to some days, without opening or asking a single file.

A folder holds years; a night needs one day of it. Names that say another date are passed over and only
counted, so that a night costs what its day holds.
"""

import re
from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import Enum, auto
from fnmatch import translate
from functools import lru_cache
from pathlib import PurePath

from callqa.intake.filename import FileNamePattern
from callqa.intake.names import folder_date
from callqa.model.recording import readable

MARGIN = timedelta(days=1)
"""A name's date may differ so much from the call's: another zone, a call over midnight."""
_SANE = datetime(2005, 1, 1, tzinfo=UTC)
"""A recorder whose clock was reset writes 1970 or 2000."""
_SILENT = frozenset(
    [
        "json",
        "csv",
        "txt",
        "xml",
        "md",
        "log",
        "db",
        "ini",
        "html",
        "htm",
        "pdf",
        "xls",
        "xlsx",
        "doc",
        "docx",
        "yaml",
        "yml",
        "md5",
        "sha1",
        "sha256",
        "sig",
        "bak",
        "lock",
        "idx",
        "meta",
        "url",
        "lnk",
        "zip",
        "gz",
        "tar",
        "7z",
        "rar",
        "png",
        "jpg",
        "jpeg",
        "gif",
        "svg",
        "py",
        "sh",
        "bat",
        "exe",
        "dll",
        "sqlite",
        "sqlite3",
    ]
)
"""Endings of files that nobody takes for recordings."""
_UNFINISHED = frozenset(["", "tmp", "temp", "part", "partial", "filepart", "crdownload", "download"])
"""What a recorder or a copy leaves that died; recordings only where their names say a date of the days."""


class Interest(Enum):
    """What a name promises."""

    RECORDING = auto()
    """A recording of one of the days, or near to them."""
    UNDATED = auto()
    """A recording whose name and folder say no date: the time of the file decides."""
    TABLE = auto()
    """Call records."""


@dataclass(kw_only=True, slots=True)
class Search:
    """Looks at names, and counts what it passes over.

    Args:
        pattern: of recordings' names.
        endings: of recordings, in lower case, without a dot.
        tables: patterns of call records' names.
        first, last: the first moment of the days, and the one behind their end.
        zone: of times in names.
        trusts_names: whether dates in names count at all.
        elsewhere: how many recordings are dated otherwise, by date.
        dated: how many say each date, near or not.
        undated: how many say no date.
        unknown: names among the recordings whose ending is unknown, the first of each ending, and how many.
    """

    pattern: FileNamePattern
    endings: frozenset[str]
    tables: tuple[str, ...]
    first: datetime
    last: datetime
    zone: tzinfo
    trusts_names: bool = True
    elsewhere: Counter[date] = field(default_factory=Counter)
    dated: Counter[date] = field(default_factory=Counter)
    undated: int = 0
    unknown: Counter[str] = field(default_factory=Counter)
    examples: dict[str, str] = field(default_factory=dict)

    def look(self, folder: str, name: str) -> Interest | None:
        """Return what a file may be good for; None for nothing."""
        if name.startswith((".", "~$")):
            return None
        stem, _, ending = name.rpartition(".")
        if ending.lower() in self.endings and stem:
            return self._recording(folder, stem)
        if _one_of(self.tables).match(name):
            return Interest.TABLE
        self._passed_over(folder, name, stem, ending.lower())
        return None

    def look_again(self, path: PurePath) -> Interest | None:
        """Return the same for a file that was promising, without counting it twice."""
        name = path.name
        if not self.is_recording(name):
            return Interest.TABLE
        dated = self.date_of(str(path.parent), name.rpartition(".")[0])
        return Interest.UNDATED if dated is None else Interest.RECORDING

    def is_recording(self, name: str) -> bool:
        """Return whether a name is that of a recording."""
        stem, _, ending = name.rpartition(".")
        return bool(stem) and not name.startswith((".", "~$")) and ending.lower() in self.endings

    @property
    def passed_over(self) -> int:
        """How many recordings are dated otherwise."""
        return self.elsewhere.total()

    def _recording(self, folder: str, stem: str) -> Interest | None:
        said = self.date_of(folder, stem)
        if said is None:
            self.undated += 1
            return Interest.UNDATED
        self.dated[said] += 1
        if self._is_near(said):
            return Interest.RECORDING
        self.elsewhere[said] += 1
        return None

    def _passed_over(self, folder: str, name: str, stem: str, ending: str) -> None:
        if not stem:  # a name without an ending
            stem, ending = name, ""
        elif not 1 <= len(ending) <= 10 or not ending.isalnum() or ending in _SILENT:
            return
        said = self.date_of(folder, stem)
        is_doubtful = ending in _UNFINISHED
        if (said is None and not is_doubtful) or (said and self.first.date() <= said <= self.last.date()):
            self.unknown[ending] += 1
            self.examples.setdefault(ending, name)

    def date_of(self, folder: str, stem: str) -> date | None:
        """Return the date that a name, else its folder, says; None where nothing believable is said."""
        if not self.trusts_names:
            return None
        text = self.pattern.start_of(readable(stem) if not stem.isascii() else stem, folder)
        said = self.pattern.read_date(text) if text else None
        return said if said and said.year >= _SANE.year else _date_of_folder(folder)

    def _is_near(self, said: date) -> bool:
        return _days_near(self.first, self.last, said)


@lru_cache(maxsize=64)  # the files of a folder come one after the other
def _date_of_folder(folder: str) -> date | None:
    return folder_date(PurePath(folder))


@lru_cache(maxsize=64)
def _one_of(patterns: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(map(translate, patterns)) or r"(?!)")


@lru_cache(maxsize=4096)
def _days_near(first: datetime, last: datetime, said: date) -> bool:
    return (first - MARGIN).date() <= said <= (last + MARGIN).date()


def may_hold(modified_s: float, first: datetime) -> bool:
    """Return whether a file that was last written at a moment may hold what began after another.

    Args:
        modified_s: seconds since 1970; before 2005 it is no time but the mark of a bad copy.
        first: the first moment of the days.
    """
    return modified_s >= (first - 2 * MARGIN).timestamp() or modified_s < _SANE.timestamp()
