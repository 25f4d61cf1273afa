"""The workbook of a day, read back by openpyxl."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from openpyxl import Workbook, load_workbook

from callqa.days.day import DayResult
from reports.excel.workbook import write_workbook


def saved(write: Callable[..., None], content: object, *rest: object, **options: object) -> BytesIO:
    """Return the bytes of a workbook, as openpyxl and zipfile open them."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "qa.xlsx"
        write(content, path, *rest, **options)
        return BytesIO(path.read_bytes())


def written(result: DayResult, html_name: str = "报告.html", clips: dict[str, str] | None = None) -> Workbook:
    return load_workbook(saved(write_workbook, result, html_name, clips))


def records(book: Workbook, tab: str) -> list[dict[str, Any]]:
    header, *rows = book[tab].iter_rows(values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows]
