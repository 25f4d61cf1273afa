"""The workbook of a day, read back by openpyxl."""

from io import BytesIO
from typing import Any

from openpyxl import Workbook, load_workbook

from flows.core.day import DayResult
from reports.workbook import write_workbook


def written(result: DayResult, html_name: str = "报告.html", clips: dict[str, str] | None = None) -> Workbook:
    """Through memory: Hypothesis writes many."""
    buffer = BytesIO()
    write_workbook(result, buffer, html_name, clips)  # type: ignore[arg-type]
    buffer.seek(0)
    return load_workbook(buffer)


def records(book: Workbook, tab: str) -> list[dict[str, Any]]:
    header, *rows = book[tab].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]
