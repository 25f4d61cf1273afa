"""How the cells of a workbook look, and which words get a colour."""

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from flows.core.finding import Certainty, Severity
from flows.core.review import Standing
from flows.core.transcript import Outcome
from reports import words
from reports.grid import Kind

_FAMILY = "Microsoft YaHei"
_FONT = Font(name=_FAMILY, size=10)
LINK_FONT = Font(name=_FAMILY, size=10, color="1D5472", underline="single")
_HEADER = Font(name=_FAMILY, size=10, bold=True, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", fgColor="1C2126")
_INPUT_FILL = PatternFill("solid", fgColor="FFF8E1")
_MIDDLE = Alignment(vertical="center")
_SHORT, _LONG = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
_LEFT = Alignment(vertical="top", horizontal="left")
_NUMBER = Alignment(vertical="top", horizontal="right", indent=1)
_LINE = Border(bottom=Side(style="hair", color="B9B5AA"))

# every colour stands behind its word, so that nothing is said by colour alone
_SEVERITY = {
    words.SEVERITY[Severity.CRITICAL]: "F4C6D1",
    words.SEVERITY[Severity.HIGH]: "F8D8C6",
    words.SEVERITY[Severity.MEDIUM]: "F7E9B9",
    words.SEVERITY[Severity.LOW]: "DEE6EA",
}
_VERDICT = {
    words.STANDING[Standing.TRUE]: "F4C6D1",
    words.STANDING[Standing.FALSE]: "D5E8D4",
    words.STANDING[Standing.PENDING]: "F7E9B9",
}
_STATE = {
    words.OUTCOME[Outcome.FAILED]: "F4C6D1",
    words.NOT_EVALUATED: "F7E9B9",
    words.NOISY: "F8D8C6",
    words.CERTAINTY[Certainty.NEAR_SOUND]: "F7E9B9",
    words.CERTAINTY[Certainty.DOUBTFUL]: "F8D8C6",
}
WRAPPED = frozenset({Kind.LONG, Kind.INPUT})
"""Columns in which a long text makes its row higher."""
_COLOURS = {Kind.SEVERITY: _SEVERITY, Kind.VERDICT: _VERDICT, Kind.STATE: _STATE}


def header_cell(page: Worksheet, kind: Kind) -> Cell:
    """A cell of the first row."""
    cell: Cell = WriteOnlyCell(page)
    if kind is not Kind.GAP:
        cell.font, cell.fill, cell.alignment = _HEADER, _HEADER_FILL, _MIDDLE
    return cell


def body_cell(page: Worksheet, kind: Kind, number_format: str, *, text: bool) -> Cell:
    """A cell of a column, for texts or for numbers and moments."""
    cell: Cell = WriteOnlyCell(page)
    cell.font, cell.border, cell.number_format = _FONT, _LINE, number_format
    cell.alignment = _alignment(kind, text=text)
    if kind in (Kind.VERDICT, Kind.INPUT):
        cell.fill = _INPUT_FILL
    return cell


def _alignment(kind: Kind, *, text: bool) -> Alignment:
    if kind in WRAPPED:
        return _LONG
    if kind is Kind.FACT:
        return _LEFT
    return _SHORT if text else _NUMBER


def colour_rules(kind: Kind) -> list[Rule]:
    """The conditional colours of a column; they follow when a reviewer changes a word."""
    return [
        Rule(type="cellIs", operator="equal", formula=[f'"{word}"'], dxf=_filled(colour))
        for word, colour in _COLOURS.get(kind, {}).items()
    ]


def _filled(colour: str) -> DifferentialStyle:
    # a differential style takes its background for the fill
    return DifferentialStyle(fill=PatternFill(fill_type="solid", bgColor=colour))
