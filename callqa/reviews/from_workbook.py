"""Verdicts out of a workbook that somebody edited; it may be anything, and is read with limits."""

from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any
from zipfile import BadZipFile, ZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from callqa.host import logs
from callqa.model.errors import BadInputError
from callqa.model.review.misses import Heard
from callqa.reviews.file import Entry, VerdictFile
from callqa.reviews.missed import MissEntry
from callqa.reviews.sheet import (
    CHINESE,
    HEARD_OF,
    LANGUAGES,
    MISSES_IN_LANGUAGES,
    VERDICT_OF,
    MissWords,
    SheetWords,
    as_exported,
)

MOST_BYTES = 100 << 20
MOST_UNPACKED = 600 << 20
MOST_PARTS = 5_000
MOST_ROWS = 200_000
MOST_COLUMNS = 200
_EXPORT_AGAIN = "从报告文件夹重新复制 Excel 报告，在里面填写复核结论"


def read_workbook(path: Path) -> VerdictFile:
    """Read the sheets of hits and of misses; a workbook of an older version has no second one.

    Raises:
        BadInputError: it is no workbook, has macros, is too large, or has no such sheet.
    """
    _look_inside(path)
    try:
        book = load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            # a list: what is broken further down must be found before anything counts
            entries = tuple(_entries(path, book))
            misses = tuple(_misses(path, book))
            properties = book.properties
        finally:
            book.close()
    except BadInputError:
        raise
    except InvalidFileException as error:  # by its name: .ods and .et are zip files, too
        raise _no_workbook(path) from error
    except Exception as error:
        logs.unexpected(error, "reading a workbook")
        # "from None": a library's message may quote what is in the cells
        raise BadInputError(
            f"读不懂这个 Excel 文件（{type(error).__name__}）", str(path), _EXPORT_AGAIN
        ) from None
    return VerdictFile(
        reviewer=(properties.lastModifiedBy or "").strip(),
        at=_saved(path, properties),
        entries=entries,
        misses=misses,
    )


def _look_inside(path: Path) -> None:
    """Refuse what must not be unpacked."""
    try:
        size = path.stat().st_size
        with ZipFile(path) as archive:
            parts = archive.infolist()
    except OSError as error:
        raise BadInputError(f"读不到文件（{error.strerror}）", str(path), "检查路径和读取权限") from error
    except (BadZipFile, ValueError) as error:
        raise _no_workbook(path) from error
    if any("vbaproject" in part.filename.lower() for part in parts):
        raise BadInputError("工作簿含有宏，不接受", str(path), "另存为不含宏的 .xlsx")
    unpacked = sum(part.file_size for part in parts)
    if size > MOST_BYTES or unpacked > MOST_UNPACKED or len(parts) > MOST_PARTS:
        told = f"文件太大（解开后 {unpacked >> 20} MB，{len(parts)} 个部分）"
        raise BadInputError(told, str(path), _EXPORT_AGAIN)


def _no_workbook(path: Path) -> BadInputError:
    cure = "在 Excel 或 WPS 中另存为 .xlsx（旧的 .xls、.et、.ods 和加密的文件读不了）"
    return BadInputError("这不是 Excel 工作簿（.xlsx）", str(path), cure)


def _saved(path: Path, properties: Any) -> datetime:
    """Return when the supervisor saved it: what the program wrote down, else the file's own time."""
    saved: datetime | None = properties.modified
    if saved and properties.created and saved > properties.created:
        return saved.replace(tzinfo=UTC) if saved.tzinfo is None else saved
    return datetime.fromtimestamp(path.stat().st_mtime, UTC)


def _entries(path: Path, book: Any) -> Iterator[Entry]:
    words = _language(path, book)
    for where, number, cells in _filled(path, book, words):
        if entry := _entry(where, number, words, cells):
            yield entry


def _misses(path: Path, book: Any) -> Iterator[MissEntry]:
    words = next((each for each in MISSES_IN_LANGUAGES if each.title in book.sheetnames), None)
    if words is None:
        return
    day: date | None = None
    for where, number, cells in _filled(path, book, words):
        # a workbook is of one day: a line that was added below has no hidden cell
        day = day or _day(cells.get(words.day))
        if entry := _miss(where, number, words, cells, day):
            yield entry


def _filled(
    path: Path, book: Any, words: SheetWords | MissWords
) -> Iterator[tuple[str, int, Mapping[str, Any]]]:
    """Yield the place, the number and the cells of every row of a sheet, by their headers."""
    sheet = book[words.title]
    if not hasattr(sheet, "reset_dimensions"):
        raise BadInputError(f"“{words.title}”不是表格", str(path), _EXPORT_AGAIN)
    sheet.reset_dimensions()  # what the file says about its size need not be true
    rows = sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)
    places = _places(path, words, next(rows, ()))
    for number, row in enumerate(rows, 2):
        if number > MOST_ROWS:
            raise BadInputError(f"“{words.title}”表超过 {MOST_ROWS} 行", str(path), _EXPORT_AGAIN)
        cells = {name: row[at] for name, at in places.items() if at < len(row)}
        yield f"{path.name}：{words.title} 第 {number} 行", number, cells


def _language(path: Path, book: Any) -> SheetWords:
    """Return the words of the language that the workbook was written in."""
    for words in LANGUAGES:
        if words.title in book.sheetnames:
            return words
    raise BadInputError(f"工作簿里没有“{CHINESE.title}”表", str(path), _EXPORT_AGAIN)


def _places(path: Path, words: SheetWords | MissWords, header: Iterable[Any]) -> Mapping[str, int]:
    """Return where the columns stand now; a reviewer may have moved them."""
    places: dict[str, int] = {}
    for at, name in enumerate(header):
        places.setdefault(str(name), at)
    for name in words.needed:
        if name not in places:
            raise BadInputError(f"“{words.title}”表的第一行没有“{name}”列", str(path), _EXPORT_AGAIN)
    return {name: places[name] for name in words.headers if name in places}


def _entry(where: str, number: int, words: SheetWords, row: Mapping[str, Any]) -> Entry | None:
    """Return what a row says; None where it still says what it said when it was written."""
    word, note = _text(row.get(words.verdict)), _text(row.get(words.remark))
    before = _text(row.get(words.verdict_before)), _text(row.get(words.remark_before))
    if (word, note) == before or not (word or note or before[0]):
        return None
    return Entry(
        where=where,
        line=number,
        day=_day(row.get(words.hit_day)),
        finding_id=_text(row.get(words.hit_id)),
        verdict=VERDICT_OF.get(word),
        word=word,
        note=note,
        cleared=not word and bool(before[0]) and note in ("", before[1]),
    )


def _miss(
    where: str, number: int, words: MissWords, row: Mapping[str, Any], day: date | None
) -> MissEntry | None:
    """Return what a row says; None where nobody has filled it in since it was written."""
    word, about, text, note = (
        _text(row.get(header)) for header in (words.heard, words.about, words.text, words.remark)
    )
    before = _text(row.get(words.before))
    if not (word or about or text or note) or (before and as_exported(word, about, text, note) == before):
        return None
    # who names a rule or quotes words has heard something
    heard = HEARD_OF.get(word) if word else Heard.MISSED
    return MissEntry(
        where=where,
        line=number,
        day=_day(row.get(words.day)) or day,
        call_id=_text(row.get(words.call)),
        heard=heard,
        word=word,
        about=about,
        text=text,
        note=note,
    )


def _day(value: Any) -> date | None:
    if isinstance(value, datetime):
        return value.date()
    try:
        return date.fromisoformat(_text(value))
    except ValueError:
        return None


def _text(value: Any) -> str:
    return "" if value is None else str(value).strip()
