"""A day as a workbook in which text stays text, and equal days are equal bytes."""

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from openpyxl import Workbook
from openpyxl.cell import Cell
from openpyxl.packaging.core import DocumentProperties
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.hyperlink import Hyperlink
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet
from openpyxl.writer.excel import ExcelWriter

from flows.core.day import DayResult
from flows.core.finding import Severity
from reports import words
from reports.grid import Column, Kind, Link, Share, Sheet, Value
from reports.sheets import sheets_of
from reports.text import clean, fit_cell
from reports.view import view_of

_MOST_LINKS = 65_000
"""Excel repairs (and empties) a sheet with more than 65,530 links."""
_FORMATS: dict[type, str] = {
    Share: "0.0%",
    datetime: "yyyy-mm-dd hh:mm:ss",
    date: "yyyy-mm-dd",
    timedelta: "[mm]:ss",
}
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\n", "'")
_FONT = Font(name="Microsoft YaHei", size=10)
_LINK = Font(name="Microsoft YaHei", size=10, color="1D5472", underline="single")
_HEADER = Font(name="Microsoft YaHei", size=10, bold=True, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", fgColor="1C2126")
_INPUT_FILL = PatternFill("solid", fgColor="FFF8E1")
_SHORT, _LONG = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
_LINE = Border(bottom=Side(style="hair", color="B9B5AA"))
_SEVERITY_FILLS = {
    words.SEVERITY[severity]: PatternFill("solid", fgColor=colour)
    for severity, colour in (
        (Severity.CRITICAL, "F4C6D1"),
        (Severity.HIGH, "F8D8C6"),
        (Severity.MEDIUM, "F7E9B9"),
        (Severity.LOW, "DEE6EA"),
    )
}


class _SteadyZip(ZipFile):
    """An archive without the time of writing, so that equal content is equal bytes."""

    def writestr(self, zinfo_or_arcname: Any, data: Any, *_: Any, **__: Any) -> None:
        """Add bytes, dated to the first day a zip file knows."""
        entry = ZipInfo(str(zinfo_or_arcname), (1980, 1, 1, 0, 0, 0))
        entry.compress_type = ZIP_DEFLATED
        super().writestr(entry, data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        """Add a file, without its date."""
        self.writestr(arcname or filename, Path(filename).read_bytes())


def write_workbook(result: DayResult, path: Path, html_name: str) -> None:
    """Write the workbook of a day.

    Args:
        result: the day.
        path: where to; not atomic, which is the caller's task.
        html_name: file name of the HTML report in the same folder, which the links open.
    """
    book = Workbook()
    book.remove(book.worksheets[0])
    book.properties = _properties(result)
    for sheet in sheets_of(view_of(result)):
        _fill(book.create_sheet(sheet.title), sheet, quote(html_name))
    with _SteadyZip(path, "w", ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).write_data()


def _properties(result: DayResult) -> DocumentProperties:
    made = result.generated_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    title = f"通话质检日报 {result.window.day.isoformat()}"
    return DocumentProperties(creator="callqa", title=title, created=made, modified=made)


def _fill(page: Worksheet, sheet: Sheet, html: str) -> None:
    _write_header(page, sheet)
    for place, row in enumerate(sheet.rows, 2):
        for column, (spec, value) in enumerate(zip(sheet.columns, row, strict=True), 1):
            _write(_cell(page, place, column), spec, value, html if place < _MOST_LINKS else "")
    _set_up(page, sheet)
    _offer_verdicts(page, sheet)


def _cell(page: Worksheet, row: int, column: int) -> Cell:
    cell = page.cell(row, column)
    assert isinstance(cell, Cell)  # the other kind is a merged cell, and we merge none
    return cell


def _write_header(page: Worksheet, sheet: Sheet) -> None:
    for place, column in enumerate(sheet.columns, 1):
        cell = page.cell(1, place, column.header)
        cell.font, cell.fill = _HEADER, _HEADER_FILL
        cell.alignment = Alignment(vertical="center")
        width = page.column_dimensions[get_column_letter(place)]
        width.width, width.hidden = column.width, column.kind is Kind.HIDDEN
    page.row_dimensions[1].height = 22


def _write(cell: Cell, column: Column, value: Value, html: str) -> None:
    cell.font, cell.border = _FONT, _LINE
    cell.alignment = _LONG if column.kind is Kind.LONG else _SHORT
    if column.kind in (Kind.VERDICT, Kind.INPUT):
        cell.fill = _INPUT_FILL
    if isinstance(value, Link):
        _write_link(cell, value, html)
    elif isinstance(value, str):
        _write_text(cell, value)
    elif value is not None:
        cell.value = value
        cell.number_format = _FORMATS.get(type(value), "General")
    if column.kind is Kind.SEVERITY and isinstance(value, str):
        cell.fill = _SEVERITY_FILLS[value]


def _write_text(cell: Cell, text: str) -> None:
    """Text that no program may take for a formula, an error or a date."""
    shown = fit_cell(clean(text))
    if not shown:
        return
    cell.value = shown
    cell.data_type = "s"  # openpyxl makes a formula of "=" and an error of "#N/A"
    if shown.startswith(_FORMULA_STARTS):
        cell.quotePrefix = True  # or Excel makes a formula of it once somebody edits the cell


def _write_link(cell: Cell, link: Link, html: str) -> None:
    _write_text(cell, link.text)
    if html:
        cell.hyperlink = Hyperlink(ref=cell.coordinate, target=html, location=link.anchor or None)
        cell.font = _LINK


def _set_up(page: Worksheet, sheet: Sheet) -> None:
    page.freeze_panes = "A2"
    last = get_column_letter(len(sheet.columns))
    page.auto_filter.ref = f"A1:{last}{len(sheet.rows) + 1}"
    page.page_setup.orientation = "landscape"
    page.page_setup.paperSize = 9  # A4
    page.page_setup.fitToHeight = 0
    page.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
    page.print_title_rows = "1:1"


def _offer_verdicts(page: Worksheet, sheet: Sheet) -> None:
    kinds = [column.kind for column in sheet.columns]
    if Kind.VERDICT not in kinds or not sheet.rows:
        return
    letter = get_column_letter(kinds.index(Kind.VERDICT) + 1)
    choice = DataValidation(type="list", formula1=f'"{",".join(words.VERDICTS)}"', allow_blank=True)
    choice.errorTitle, choice.error = words.VERDICT, words.VERDICT_ERROR
    choice.showErrorMessage = True
    choice.add(f"{letter}2:{letter}{len(sheet.rows) + 1}")
    page.add_data_validation(choice)
