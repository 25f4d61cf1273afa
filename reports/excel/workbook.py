"""Sheets as a workbook in which text stays text, and equal content is equal bytes."""

import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from callqa.days.day import DayResult
from callqa.settings.schema import Language
from reports.excel.charts import CHART_ROWS, add_charts
from reports.excel.grid import Column, Kind, Link, Row, Share, Sheet, Value
from reports.excel.sheets import sheets_of
from reports.excel.styles import LINK_FONT, WRAPPED, body_cell, colour_rules, header_cell
from reports.view.format import clean, escape_cell, fit_cell, lines_of, width_of
from reports.view.model.day import DayView
from reports.view.scores import AtMost
from reports.view.trust import ALARM_SHARE
from reports.words.language import speaking, workbook_words

_MOST_LINKS = 65_000
"""Excel repairs (and empties) a sheet with more than 65,530 links."""
_FORMATS: dict[type, str] = {
    Share: "0.0%",
    AtMost: '"≤ "General',
    datetime: "yyyy-mm-dd hh:mm:ss",
    date: "yyyy-mm-dd",
    timedelta: "[mm]:ss",
}
_TEXT, _QUOTED, _LINK = "text", "quoted text", "link"
_BARE = frozenset({Kind.HIDDEN, Kind.CHART, Kind.GAP})
_HEADER_ROOM = 4
"""Characters that a bold header with the button of its filter takes beside its own."""
_LINE_POINTS, _MOST_LINES = 14, 12
_SCRATCH = "openpyxl.????????"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "'")


class _SteadyZip(ZipFile):
    """An archive without the time of writing, so that equal content is equal bytes."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """Add bytes, dated to the first day a zip file knows."""
        super().writestr(_entry(str(zinfo_or_arcname)), data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Add a file piece by piece, without its date."""
        entry = _entry(str(arcname or filename))
        entry.file_size = Path(filename).stat().st_size  # says whether it needs the large format
        with Path(filename).open("rb") as source, self.open(entry, "w") as target:
            shutil.copyfileobj(source, target, 1 << 20)


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, (1980, 1, 1, 0, 0, 0))
    entry.compress_type = ZIP_DEFLATED
    return entry


def write_workbook(
    result: DayResult,
    path: Path,
    html_name: str,
    clips: Mapping[str, str] | None = None,
    *,
    language: Language = Language.CHINESE,
    alarm_share: float = ALARM_SHARE,
    sample: int = 0,
    view: DayView | None = None,
) -> None:
    """Write the workbook of a day.

    Args:
        result: the day.
        path: where to; not atomic, which is the caller's task.
        html_name: file name of the HTML report in the same folder, which the links open.
        clips: where each hit can be heard, by finding id: URLs relative to the workbook.
        language: what the workbook speaks.
        alarm_share: see `reports.view.trust`.
        sample: calls that are drawn for each agent to listen to.
        view: of the day, in that language, where the caller has made it.
    """
    with speaking(language):
        title = f"{workbook_words.TITLE} {result.window.day.isoformat()}"
        sheets = sheets_of(result, clips or {}, alarm_share, sample, view)
        write_sheets(sheets, path, html_name, title, result.generated_at)


def write_sheets(
    sheets: Iterable[Sheet], path: Path, html_name: str, title: str, generated_at: datetime
) -> None:
    """Write sheets row by row, in memory that does not grow with them."""
    book = Workbook(write_only=True)
    made = generated_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.properties = DocumentProperties(creator="callqa", title=title, created=made, modified=made)
    with _scratch_beside(path):
        for sheet in sheets:
            # its write-only twin, which has what we use of it
            page = cast("Worksheet", book.create_sheet(sheet.title))
            _Page(page, sheet, html_name).fill()
        with _SteadyZip(path, "w", ZIP_DEFLATED) as archive:
            ExcelWriter(book, archive).write_data()


@contextmanager
def _scratch_beside(path: Path) -> Iterator[None]:
    """Let openpyxl keep unfinished sheets in the report's folder, not in the machine's.

    They hold what customers said; a killed process leaves them, and nobody looks after them in /tmp.
    """
    others = set(path.parent.glob(_SCRATCH))
    before, tempfile.tempdir = tempfile.tempdir, str(path.parent)
    try:
        yield
    finally:
        tempfile.tempdir = before
        for left in set(path.parent.glob(_SCRATCH)) - others:  # where writing failed
            left.unlink(missing_ok=True)


class _Page:
    """One sheet while it is written."""

    def __init__(self, page: Worksheet, sheet: Sheet, html_name: str) -> None:
        self._page, self._sheet = page, sheet
        # openpyxl takes each cell for a value first: that it is none costs an exception, a sixth of its time
        cast("Any", page)._values_to_row = _placed
        self._html_name = html_name
        self._cells: dict[tuple[int, str], Cell] = {}
        self._links = 0

    def fill(self) -> None:
        """Everything, in the order in which the file has it."""
        self._set_up()
        self._write_header()
        rows = 0
        for row in self._sheet.rows:
            rows += 1
            self._make_room(rows + 1, row)
            self._page.append(self._row(row))
        self._finish(rows)

    def _set_up(self) -> None:
        page = self._page
        page.freeze_panes = "A2"
        page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        for place, column in enumerate(self._sheet.columns, 1):
            width = page.column_dimensions[get_column_letter(place)]
            width.width = max(column.width, width_of(column.header) + _HEADER_ROOM)
            width.hidden = column.kind is Kind.HIDDEN
        page.row_dimensions[1].height = 22

    def _write_header(self) -> None:
        cells = []
        for column in self._sheet.columns:
            cell = header_cell(self._page, column.kind)
            cell.value = column.header or None
            cells.append(cell)
        self._page.append(cells)

    def _row(self, row: Row) -> list[Cell | None]:
        columns = self._sheet.columns
        return [self._cell(place, columns[place], value) for place, value in enumerate(row)]

    def _cell(self, place: int, column: Column, value: Value) -> Cell | None:
        if isinstance(value, Link):
            return self._link(place, value)
        if value is None and column.kind in _BARE:
            return None
        if isinstance(value, str):
            return self._text(place, column.kind, fit_cell(clean(value)))
        cell = self._styled(place, column.kind, _FORMATS.get(type(value), "General"))
        cell.value = value
        return cell

    def _text(self, place: int, kind: Kind, text: str) -> Cell:
        cell = self._styled(place, kind, _QUOTED if text.startswith(_FORMULA_STARTS) else _TEXT)
        _write_text(cell, text)
        return cell

    def _styled(self, place: int, kind: Kind, style: str) -> Cell:
        """Return the cell of a column in one style; a row is written before the next one uses it again."""
        if (place, style) not in self._cells:
            number_format = "General" if style in (_TEXT, _QUOTED, _LINK) else style
            cell = body_cell(self._page, kind, number_format)
            if style == _LINK:
                cell.font = LINK_FONT
            if style == _QUOTED:  # or Excel makes a formula of it once somebody edits the cell
                cell.quotePrefix = True
            self._cells[place, style] = cell
        return self._cells[place, style]

    def _make_room(self, number: int, row: Row) -> None:
        """Make a row as high as its longest text; not every program does so by itself."""
        lines = max(
            (
                lines_of(value, column.width)
                for column, value in zip(self._sheet.columns, row, strict=True)
                if column.kind in WRAPPED and isinstance(value, str)
            ),
            default=1,
        )
        if lines > 1:
            self._page.row_dimensions[number].height = _LINE_POINTS * min(lines, _MOST_LINES) + 2

    def _link(self, place: int, link: Link) -> Cell:
        target = link.address or quote(self._html_name)
        self._links += 1
        if self._links > _MOST_LINKS:
            cell = self._styled(place, Kind.PLAIN, _TEXT)
            _write_text(cell, f"{target}#{link.anchor}" if link.anchor else target)
            return cell
        cell = self._styled(place, Kind.PLAIN, _LINK)
        _write_text(cell, clean(link.text))
        # "" is no place yet: the row gives the cell its own
        cell.hyperlink = Hyperlink(ref="A1", target=target, location=link.anchor or None)
        return cell

    def _finish(self, rows: int) -> None:
        page, columns = self._page, self._sheet.columns
        last = get_column_letter(self._sheet.filtered or len(columns))
        page.auto_filter.ref = f"A1:{last}{rows + 1}"
        page.page_setup.orientation = "landscape"
        page.page_setup.paperSize = 9  # A4
        page.page_setup.fitToHeight = 0
        page.page_margins = PageMargins(left=0.4, right=0.4, top=0.5, bottom=0.5)  # inches
        page.print_title_rows = "1:1"
        page.print_area = f"A1:{get_column_letter(self._printed())}{max(rows + 1, *_below(self._sheet))}"
        for place, column in enumerate(columns, 1):
            if rows:
                self._colour(f"{get_column_letter(place)}2:{get_column_letter(place)}{rows + 1}", column)
        add_charts(page, self._sheet.charts)

    def _printed(self) -> int:
        """How many columns are printed: those that people read, and the room of the charts."""
        hidden = sum(column.kind is Kind.HIDDEN for column in self._sheet.columns)
        return self._sheet.printed or len(self._sheet.columns) - hidden

    def _colour(self, cells: str, column: Column) -> None:
        for rule in colour_rules(column.kind):
            self._page.conditional_formatting.add(cells, rule)
        if column.choice:
            self._page.data_validations.append(_choice(cells, column))


def _placed(cells: Iterable[Any], row: int) -> Iterator[Any]:
    """Yield the cells of a row where they stand."""
    for column, cell in enumerate(cells, 1):
        if cell is not None:
            cell.column, cell.row = column, row
            if cell.hyperlink is not None:
                cell.hyperlink.ref = cell.coordinate
            yield cell


def _below(sheet: Sheet) -> list[int]:
    """Return the rows at which charts end, and the header's."""
    return [
        1,
        *(int(chart.place.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")) + CHART_ROWS for chart in sheet.charts),
    ]


def _choice(cells: str, column: Column) -> DataValidation:
    choice = DataValidation(type="list", formula1=column.choice, allow_blank=True)
    choice.errorTitle, choice.error = column.header, workbook_words.VERDICT_ERROR
    choice.showErrorMessage = not column.others
    choice.add(cells)
    return choice


def _write_text(cell: Cell, text: str) -> None:
    """Text that no program may take for a formula, an error, a date or an escape."""
    cell.value = escape_cell(text) or None
    if text:
        cell.data_type = "s"  # openpyxl makes a formula of "=" and an error of "#N/A"
