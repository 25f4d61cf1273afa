"""Native charts of a workbook: they stay live when a reader filters or copies them."""

from openpyxl.chart import BarChart, LineChart, Reference
from openpyxl.chart.axis import TextAxis
from openpyxl.chart.shapes import GraphicalProperties
from openpyxl.chart.text import RichText
from openpyxl.drawing.text import CharacterProperties, Paragraph, ParagraphProperties
from openpyxl.worksheet.worksheet import Worksheet

from reports.excel.grid import Chart, Shape

_WIDTH_CM, _HEIGHT_CM = 16, 8
CHART_ROWS = 16
"""How many rows of the usual height a chart covers."""
_AXIS_SIZE = 800  # hundredths of a point
_MOST_LABELS = 16
"""Bars of which each can have its name beside it."""
_COLOURS = ("B4233C", "1D5472", "8A8578")
"""Told apart by their lightness, too; the legend has the words."""


def add_charts(page: Worksheet, charts: tuple[Chart, ...]) -> None:
    """Put charts on their sheet."""
    for chart in charts:
        page.add_chart(_made(page, chart), chart.place)


def _made(page: Worksheet, chart: Chart) -> BarChart | LineChart:
    made = _lines() if chart.shape is Shape.LINES else _bars(chart.rows)
    made.title, made.width, made.height = chart.title, _WIDTH_CM, _HEIGHT_CM
    made.visible_cells_only = False  # or a filter on the table would empty the chart beside it
    made.x_axis.delete = made.y_axis.delete = False
    made.y_axis.scaling.min = 0
    if chart.percent:
        made.y_axis.scaling.max = 1
    made.y_axis.number_format = "0%" if chart.percent else "0"
    last = chart.rows + 1
    for place, column in enumerate(chart.series):
        made.add_data(Reference(page, column + 1, 1, column + 1, last), titles_from_data=True)
        _paint(made, place)
    made.set_categories(Reference(page, chart.labels + 1, 2, chart.labels + 1, last))
    if len(chart.series) == 1:
        made.legend = None
    return made


def _lines() -> LineChart:
    made = LineChart()
    made.display_blanks = "gap"  # a day without a run is no zero
    made.x_axis = TextAxis(tickLblSkip=3)
    made.x_axis.number_format = "m-d"
    return made


def _bars(rows: int) -> BarChart:
    made = BarChart()
    made.x_axis.txPr = _small()
    if rows <= _MOST_LABELS:
        made.x_axis.tickLblSkip = 1  # or every other category has no name
    made.type, made.gapWidth = "bar", 60
    made.x_axis.scaling.orientation = "maxMin"  # the first row at the top
    return made


def _small() -> RichText:
    size = CharacterProperties(sz=_AXIS_SIZE)
    return RichText(p=[Paragraph(pPr=ParagraphProperties(defRPr=size), endParaRPr=size)])


def _paint(made: BarChart | LineChart, place: int) -> None:
    series, colour = made.series[place], _COLOURS[place % len(_COLOURS)]
    if isinstance(made, BarChart):
        series.graphicalProperties = GraphicalProperties(solidFill=colour)
        return
    series.graphicalProperties.line.solidFill = colour
    series.graphicalProperties.line.width = 22_000  # EMU: 1.7 pt
    series.marker.symbol = ("circle", "square", "triangle")[place % 3]
    series.marker.size = 5
    series.marker.graphicalProperties = GraphicalProperties(solidFill=colour)
    series.smooth = False
