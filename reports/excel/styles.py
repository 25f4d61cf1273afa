"""How the cells of a workbook look, and which words get a colour."""

from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.formatting.rule import Rule
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.differential import DifferentialStyle
from openpyxl.worksheet.worksheet import Worksheet

from callqa.model.finding import Certainty, Severity
from callqa.model.review.verdicts import Verdict
from callqa.model.transcript import Outcome
from reports.excel.grid import Kind
from reports.words.language import words

_FAMILY = "Microsoft YaHei"
_FONT = Font(name=_FAMILY, size=10)
LINK_FONT = Font(name=_FAMILY, size=10, color="1D5472", underline="single")
_HEADER = Font(name=_FAMILY, size=10, bold=True, color="FFFFFF")
_HEADER_FILL = PatternFill("solid", fgColor="1C2126")
_INPUT_FILL = PatternFill("solid", fgColor="FFF8E1")
_MIDDLE, _CENTRED = Alignment(vertical="center"), Alignment(vertical="center", horizontal="center")
_LONG = Alignment(vertical="top", wrap_text=True)
_LEFT = Alignment(vertical="top", horizontal="left")
_NUMBER = Alignment(vertical="top", horizontal="center")
"""Not on the right: there the button of the filter covers a header."""
_LINE = Border(bottom=Side(style="hair", color="B9B5AA"))
_BAD, _DOUBTED, _OPEN, _GOOD, _CALM = "F4C6D1", "F8D8C6", "F7E9B9", "D5E8D4", "DEE6EA"
_SEVERITY = {
    Severity.CRITICAL: _BAD,
    Severity.HIGH: _DOUBTED,
    Severity.MEDIUM: _OPEN,
    Severity.LOW: _CALM,
}
_VERDICT = {Verdict.TRUE: _BAD, Verdict.FALSE: _GOOD, Verdict.PENDING: _OPEN}

WRAPPED = frozenset({Kind.LONG, Kind.INPUT})
"""Columns in which a long text makes its row higher."""


def header_cell(page: Worksheet, kind: Kind) -> Cell:
    """Return a cell of the first row."""
    cell: Cell = WriteOnlyCell(page)
    if kind is not Kind.GAP:
        cell.font, cell.fill = _HEADER, _HEADER_FILL
        cell.alignment = _CENTRED if kind is Kind.NUMBER else _MIDDLE
    return cell


def body_cell(page: Worksheet, kind: Kind, number_format: str) -> Cell:
    """Return a cell of a column."""
    cell: Cell = WriteOnlyCell(page)
    cell.font, cell.border, cell.number_format = _FONT, _LINE, number_format
    cell.alignment = _alignment(kind)
    if kind in (Kind.VERDICT, Kind.CHOICE, Kind.INPUT):
        cell.fill = _INPUT_FILL
    return cell


def _alignment(kind: Kind) -> Alignment:
    if kind in WRAPPED:
        return _LONG
    return _NUMBER if kind is Kind.NUMBER else _LEFT


def colour_rules(kind: Kind) -> list[Rule]:
    """Return the conditional colours of a column; they follow when a reviewer changes a word."""
    return [
        Rule(type="cellIs", operator="equal", formula=[f'"{word}"'], dxf=_filled(colour))
        for word, colour in _colours(kind).items()
    ]


def _colours(kind: Kind) -> dict[str, str]:
    """Every colour stands behind its word, so that nothing is said by colour alone."""
    if kind is Kind.SEVERITY:
        return {words.SEVERITY[severity]: colour for severity, colour in _SEVERITY.items()}
    if kind is Kind.VERDICT:
        return {words.HITS_SHEET.verdicts[verdict]: colour for verdict, colour in _VERDICT.items()}
    return _states() if kind is Kind.STATE else {}


def _states() -> dict[str, str]:
    return {
        words.OUTCOME[Outcome.FAILED]: _BAD,
        words.NOT_EVALUATED: _OPEN,
        words.NOISY: _DOUBTED,
        words.CERTAINTY[Certainty.NEAR_SOUND]: _OPEN,
        words.CERTAINTY[Certainty.DOUBTFUL]: _DOUBTED,
    }


def _filled(colour: str) -> DifferentialStyle:
    # a differential style takes its background for the fill
    return DifferentialStyle(fill=PatternFill(fill_type="solid", bgColor=colour))
