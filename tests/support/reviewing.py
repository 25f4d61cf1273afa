"""What a supervisor does with the workbook of a day, and what is known of it afterwards."""

from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from callqa.model.review.verdicts import Verdict
from callqa.storage.reviews import Reviews
from callqa.storage.store import Store

DAY = date(2026, 2, 14)


BASE = datetime(2026, 2, 15, 1, tzinfo=UTC)


def edit(source: Path, target: Path, change: Callable[[Worksheet, dict[str, int]], None]) -> Path:
    """Return what a supervisor does: open, type, save under another name."""
    book = load_workbook(source)
    sheet = book["命中"]
    change(sheet, {str(cell.value): cell.column for cell in sheet[1]})
    book.save(target)
    return target


def judge(*words: str, note: str = "") -> Callable[[Worksheet, dict[str, int]], None]:
    def change(sheet: Worksheet, columns: dict[str, int]) -> None:
        for row, word in enumerate(words, 2):
            sheet.cell(row, columns["复核结论"]).value = word or None
            if note:
                sheet.cell(row, columns["备注"]).value = note

    return change


def stored(store: Store) -> list[tuple[str, Verdict, str]]:
    return [(each.reviewer, each.verdict, each.note) for each in Reviews(store.database).between(DAY, DAY)]
