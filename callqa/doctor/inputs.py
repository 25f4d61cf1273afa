"""What comes in: recordings, call records, the rule book, the list of agents, and what was understood."""

from collections.abc import Iterator, Sequence
from datetime import date
from zoneinfo import ZoneInfo

from callqa.doctor.check import Check, ok, warn
from callqa.host import files
from callqa.intake import call_records
from callqa.intake.call_records import Row, UnreadRow
from callqa.model.coverage import NO_GAPS, Weight, combined
from callqa.model.errors import BadInputError
from callqa.operations.load import roster_of
from callqa.rules import books
from callqa.rules.advice.diff import describe
from callqa.rules.advice.lint import looks_for_digits
from callqa.rules.in_force import current
from callqa.storage.session import Site
from reports.words.language import coverage_words


def folders(site: Site) -> Iterator[Check]:
    """Look for the configured folders."""
    files.check_folders(site.configuration.folders)
    for folder in site.configuration.folders:
        yield ok(str(folder))


def call_record_files(site: Site) -> Iterator[Check]:
    """Read every file of call records, and say how much of each is understood."""
    recordings = site.settings.recordings
    columns = recordings.call_record_columns.model_dump()
    zone = ZoneInfo(recordings.call_record_zone or site.settings.timezone)
    for folder in site.configuration.folders:
        for pattern in recordings.call_records:
            for path in sorted(folder.rglob(pattern)):
                yield _call_record_file(path.name, list(call_records.read(path, columns, zone)))


def _call_record_file(name: str, rows: Sequence[Row | UnreadRow]) -> Check:
    """Say how many rows a file has, and which of them cannot be used whole."""
    read = [row for row in rows if isinstance(row, Row)]
    problems = {
        "列数不对、没有读取": [row.number for row in rows if isinstance(row, UnreadRow)],
        "看不出开始时间": [row.number for row in read if row.start is None],
        "通话编号被表格软件改成了科学计数": [row.number for row in read if row.mangled],
    }
    told = [f"{what} {len(at)} 行（第 {at[0]} 行等）" for what, at in problems.items() if at]
    if told:
        detail = f"{name}，{len(rows)} 行，其中{'；'.join(told)}"
        return warn(detail, "核对这个文件的导出方式和 call_record_columns")
    return ok(f"{name}，{len(rows)} 行")


def rules(site: Site) -> Iterator[Check]:
    """Read the rule book, with what is doubtful in it."""
    try:
        book = books.load_book(books.book_file(site.configuration))
    except BadInputError as error:
        yield _broken_rules(site, error)
        return
    yield ok(str(describe(book)))
    for caution in books.cautions(books.book_file(site.configuration), site.today()):
        if not caution.is_remark:
            yield warn(str(caution), "改好后运行 callqa rules check")
    for told in looks_for_digits(book) if site.settings.privacy.mask_stored else ():
        yield warn(told, "改好后运行 callqa rules check")


def _broken_rules(site: Site, error: BadInputError) -> Check:
    """Warn about a broken file where an earlier book was published; raise its error where none was."""
    book = current(site.configuration)
    problems = str(error).splitlines()
    detail = f"有 {len(problems)} 处错误，今晚沿用上一版（{len(book.rules)} 条规则）。第一处：{problems[0]}"
    return warn(detail, "改好后运行 callqa rules check，再运行 callqa rules publish")


def agents(site: Site) -> Iterator[Check]:
    """Read the list of agents."""
    names, wrong = roster_of(site.configuration)
    if wrong:
        yield warn(f"{wrong.where}：{wrong.what}，报告里只写工号", wrong.cure)
    elif names.agents:
        yield ok(f"{len(names.agents)} 人：{site.settings.agents}")
    else:
        yield ok(f"没有 {site.settings.agents}，报告里只写工号")


def coverage(site: Site) -> Iterator[Check]:
    """Yield what of the newest day was not read, not understood or not attributed."""
    days = site.store.days(date.min, date.max)
    said = combined(site.store.day(days[-1]).coverage.values()) if days else NO_GAPS
    if said == NO_GAPS:
        return
    day = days[-1]
    if read := coverage_words.read(said):
        yield ok(f"{day}：{read}")
    for gap in said.gaps:
        detail = f"{day}：{coverage_words.gap(gap)}"
        if gap.kind.weight is Weight.NOTE:
            yield ok(detail)
        else:
            yield warn(detail, f"名单：callqa status --day {day} --json")
