"""Tables that PBXs and spreadsheets write, row by row: a row that is broken costs that row only."""

import codecs
import csv
import errno
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO

from callqa.model.errors import BadInputError

_DELIMITERS = ",;\t|，"
_HEADER_WITHIN = 20
"""A title and blank lines may stand above the names of the columns."""
_CELL_LINES = 20
"""A quoted cell may hold line breaks; one that seems to hold more has lost its closing quote."""
_NO_CALL = ("话单里没有“文件”列或“通话编号”列", "核对 pipeline.yaml 的 call_record_columns")
_UTF16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_MOST_BYTES = 64 << 20
"""In a line, or in UTF-16, which is read as a whole; a day of 10,000 calls takes 4 MB."""
Opener = Callable[[Path], BinaryIO]
_AROUND = " \t\r\n\v\f\xa0\u3000\ufeff\u200b\0"
_FORMULA = re.compile(r'=\s*"(.*)"')


@dataclass(frozen=True, kw_only=True, slots=True)
class Cells:
    """One row of a table.

    Args:
        number: of its line in the file, counting from 1.
        cells: cleaned, in the order of the header; None where the row cannot be split into cells.
    """

    number: int
    cells: tuple[str, ...] | None


def clean(cell: str) -> str:
    """Return what a cell says: without blanks around it, Excel's ``="…"`` and its leading apostrophe."""
    cell = cell.strip(_AROUND)
    formula = _FORMULA.fullmatch(cell)
    return (formula[1] if formula else cell.removeprefix("'")).strip(_AROUND)


class Table:
    """A CSV file whose header names known columns.

    Args:
        path: of the file, in UTF-8, GB18030 or UTF-16; single lines may be in GB18030.
        is_header: whether a row of cleaned, lower-case cells is the header.
        what: the table, in Chinese.
        without: what is wrong with one that has no header, and its cure.
        opener: opens the file; for one that others may replace, `callqa.host.opening` has it.

    Raises:
        BadInputError: the file cannot be read or has no such row near its beginning; names it.
    """

    def __init__(
        self,
        path: Path,
        is_header: Callable[[Sequence[str]], bool],
        *,
        what: str = "话单",
        without: tuple[str, str] = _NO_CALL,
        opener: Opener | None = None,
    ) -> None:
        self._path, self._without = path, without
        self._text = _Text(path, opener or _plainly)
        try:
            self._find_header(is_header)
        except OSError as error:
            raise BadInputError(f"{what}读不了", str(path), "检查文件和读取权限") from error

    @property
    def header_line(self) -> int:
        """The number of the header's line, counting from 1."""
        return self._first - 1

    def _find_header(self, is_header: Callable[[Sequence[str]], bool]) -> None:
        for number, line in islice(self._text.lines(), _HEADER_WITHIN):
            for self._delimiter in _DELIMITERS:
                cells = _split(line, self._delimiter)
                self.header = tuple(cell.lower() for cell in cells or ())
                if is_header(self.header):
                    self._first = number + 1
                    return
        problem, cure = self._without
        raise BadInputError(problem, str(self._path), cure)

    def rows(self) -> Iterator[Cells]:
        """Yield the rows below the header; blank ones are left out.

        Raises:
            OSError: the file cannot be read to its end.
        """
        lines = _Peekable((n, line) for n, line in self._text.lines() if n >= self._first)
        width = 0
        for number, line in lines:
            if line.strip(_AROUND + self._delimiter):
                cells = self._split_row(line, lines)
                width = width or self._width(cells or ())
                yield Cells(number=number, cells=self._fitted(cells, width))

    def _width(self, first: Sequence[str]) -> int:
        """Return how many columns there are: nameless ones at the end count only if they hold anything."""
        named = max(at for at, name in enumerate(self.header, 1) if name)
        return len(self.header) if any(first[named : len(self.header)]) else named

    def _fitted(self, cells: Sequence[str] | None, width: int) -> tuple[str, ...] | None:
        if cells is None or any(cells[width:]):  # an unquoted comma: nobody knows which cell is which
            return None
        return (*cells[:width], *[""] * (len(self.header) - min(width, len(cells))))

    def _split_row(self, line: str, following: "_Peekable") -> tuple[str, ...] | None:
        cells = _split(line, self._delimiter)
        return self._over_lines(line, following) if cells is None else cells

    def _over_lines(self, line: str, following: "_Peekable") -> tuple[str, ...] | None:
        """Return the cells of a row with line breaks inside; None, and no line taken, where it never ends."""
        for count, (_, more) in enumerate(following.ahead(_CELL_LINES), 1):
            line = f"{line}\n{more}"
            cells = _split(line, self._delimiter)
            if cells is not None:
                if len(cells) < len(self.header):
                    return None
                following.skip(count)
                return cells
        return None


def _split(line: str, delimiter: str) -> tuple[str, ...] | None:
    """Return the cleaned cells of a line; None when a quote is left open."""
    if '"' not in line:
        return tuple(map(clean, line.split(delimiter)))
    formulas = line.replace('="', '"')  # ="1771030552.2" is no quoted cell to a reader of CSV
    try:
        return tuple(map(clean, next(csv.reader([formulas], delimiter=delimiter, strict=True))))
    except (csv.Error, StopIteration):
        return None


class _Peekable:
    """Numbered lines, some of which can be looked at before they are taken."""

    def __init__(self, lines: Iterator[tuple[int, str]]) -> None:
        self._lines = lines
        self._held: list[tuple[int, str]] = []

    def __iter__(self) -> Iterator[tuple[int, str]]:
        return self

    def __next__(self) -> tuple[int, str]:
        return self._held.pop(0) if self._held else next(self._lines)

    def ahead(self, count: int) -> Iterator[tuple[int, str]]:
        self._held += islice(self._lines, max(count - len(self._held), 0))
        return iter(self._held[:count])

    def skip(self, count: int) -> None:
        del self._held[:count]


class _Text:
    """The lines of a file, whatever encoding each of them is in."""

    def __init__(self, path: Path, opener: Opener) -> None:
        self._path, self._open = path, opener
        self._order: tuple[str, ...] | None = None

    def lines(self) -> Iterator[tuple[int, str]]:
        """Yield the number of each line, counting from 1, and its text.

        Raises:
            OSError: the file cannot be read.
        """
        with self._open(self._path) as file:
            mark = file.read(2)
            rest = file.read(_MOST_BYTES) if mark in _UTF16 else b""
        if rest:
            self._refuse(len(rest) == _MOST_BYTES)
            text = (mark + rest).decode("utf-16", "replace")
            yield from enumerate(text.splitlines(), 1)
            return
        self._order = self._order or self._encodings()
        for number, line in enumerate(self._raw(), 1):
            yield number, _decoded(line, self._order).rstrip("\r\n")

    def _raw(self) -> Iterator[bytes]:
        with self._open(self._path) as file:
            for line in iter(partial(file.readline, _MOST_BYTES), b""):
                self._refuse(len(line) == _MOST_BYTES)
                # old spreadsheets end lines with a carriage return only
                yield from line.splitlines() if b"\r" in line[:-2] else (line,)

    def _refuse(self, is_too_large: bool) -> None:
        if is_too_large:  # a hole of a gigabyte has no line ends
            raise OSError(errno.EFBIG, "行或文件太长", str(self._path))

    def _encodings(self) -> tuple[str, ...]:
        """Return the encoding of most lines first: a line of GB18030 may be UTF-8 by chance."""
        utf8 = gbk = 0
        for line in self._raw():
            if not line.isascii():
                is_utf8 = _is(line, "utf-8")
                utf8, gbk = utf8 + is_utf8, gbk + (not is_utf8)
        return ("gb18030", "utf-8") if gbk > utf8 else ("utf-8", "gb18030")


def _plainly(path: Path) -> BinaryIO:
    return path.open("rb")


def _is(line: bytes, encoding: str) -> bool:
    try:
        line.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _decoded(line: bytes, encodings: Sequence[str]) -> str:
    encoding = next((each for each in encodings if _is(line, each)), None)
    return line.decode(encoding) if encoding else line.decode("utf-8", "replace")
