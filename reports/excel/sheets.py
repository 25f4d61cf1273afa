"""The workbook's sheets as plain tables: what stands where, still without any library."""

from collections.abc import Iterable, Iterator, Mapping

from callqa.days.day import DayResult
from reports.excel.grid import Column, Kind, Link, Row, Sheet, naive, number, seconds, share
from reports.excel.hits_sheet import hits_sheet
from reports.excel.misses_sheet import misses_sheet
from reports.excel.overview_sheet import (
    agent_columns,
    conduct_cells,
    notes_sheet,
    overview_sheet,
    review_columns,
    reviewed,
    rule_columns,
)
from reports.view.day import view_of
from reports.view.model.calls import CallRow
from reports.view.model.day import DayView
from reports.view.scores import points_of
from reports.view.trust import ALARM_SHARE
from reports.words.language import words
from reports.words.language import workbook_words as w


def sheets_of(
    result: DayResult,
    clips: Mapping[str, str],
    alarm_share: float = ALARM_SHARE,
    sample: int = 0,
    view: DayView | None = None,
) -> tuple[Sheet, ...]:
    """All sheets in the order of their tabs.

    Args:
        clips: where each hit can be heard, by finding id: URLs relative to the workbook.
        alarm_share: see `reports.view.trust`.
        sample: calls that are drawn for each agent.
        view: of the day, where the caller has made it.
    """
    view = view or view_of(result, alarm_share)
    return (
        overview_sheet(result, view),
        hits_sheet(result, view, clips),
        misses_sheet(result, view, sample),
        _agents(view),
        _calls(result, view),
        _problems(view),
        _rules(result, view),
        notes_sheet(*_warnings(view), *words.NOTES, *w.NOTES, masked=result.masked),
    )


def _agents(view: DayView) -> Sheet:
    columns = (
        *agent_columns(),
        Column(w.SKIPPED_CALLS, 12, Kind.NUMBER),
        Column(w.REMARK, 30),
    )
    rows = tuple(
        (
            *conduct_cells(row.rank, row.name, row.team, row.conduct),
            row.calls,
            row.analysed,
            number(row.flagged),
            share(row.rate),
            number(row.hits),
            number(row.severe),
            row.failed,
            row.hits.missed,
            words.SMALL_SAMPLE if row.small else "",
        )
        for row in view.agents
    )
    printed = [column.header for column in columns].index(w.RATE) + 1
    return Sheet(title=w.AGENTS, columns=columns, rows=rows, printed=printed)


def _calls(result: DayResult, view: DayView) -> Sheet:
    columns = (
        Column(w.TIME, 20),
        Column(w.CALL, 26),
        Column(w.AGENT, 16),
        Column(w.QUEUE, 10),
        Column(w.DIRECTION, 8),
        Column(w.CUSTOMER_NUMBER, 16),
        Column(w.DURATION, 8),
        Column(w.OUTCOME, 10, Kind.STATE),
        Column(w.HITS, 13, Kind.STATE),
        Column(w.WORST, 10, Kind.SEVERITY),
        Column(w.SCORE, 12, Kind.NUMBER),
        Column(w.REVIEWED_SCORE, 14, Kind.NUMBER),
        Column(w.REMARK, 50, Kind.LONG),
        Column(w.PAGE, 8),
    )
    rows = (
        (*_call(row), *points_of(call, result.rules, result.judgements), row.note, _place(row))
        for row, call in zip(view.calls, result.calls, strict=True)
    )
    return Sheet(title=w.CALLS_SHEET, columns=columns, rows=rows)


def _call(row: CallRow) -> Row:
    return (
        naive(row.at),
        row.call_id,
        row.agent,
        row.queue,
        row.direction,
        row.customer,
        seconds(row.duration_ms) if row.duration_ms else None,
        row.outcome.word,
        row.hits.value if row.hits.known else words.NOT_EVALUATED,
        row.worst.word if row.worst else None,
    )


def _place(row: CallRow) -> Link | None:
    return Link(text=w.OPEN, anchor=row.anchor) if row.anchor else None


def _problems(view: DayView) -> Sheet:
    columns = (
        Column(w.KIND, 10, Kind.STATE),
        Column(w.TIME, 20),
        Column(w.CALL_OR_RULE, 28),
        Column(w.AGENT, 16),
        Column(w.REASON, 44, Kind.LONG),
        Column(w.CALL_COUNT, 8, Kind.NUMBER),
        Column(w.WHAT_TO_DO, 50, Kind.LONG),
        Column(w.FILE_OR_CALLS, 60, Kind.LONG),
    )
    return Sheet(title=w.PROBLEMS, columns=columns, rows=tuple(_problem_rows(view)))


def _problem_rows(view: DayView) -> Iterable[Row]:
    for failure in view.failures:
        cure = w.cure(view.retry, failure.retryable)
        at = naive(failure.at)
        yield (words.FAILED, at, failure.call_id, failure.agent, failure.reason, 1, cure, failure.path)
    for gap in view.skipped:
        calls = words.BETWEEN.join(gap.calls)
        yield (words.NOT_EVALUATED, None, gap.rule, "", gap.reason, len(gap.calls), "", calls)
    for file in view.deferred:
        yield (w.DEFERRED, None, "", "", file.note, None, view.rest, file.path)
    for file in view.duplicates:
        yield (w.DUPLICATE, None, file.note, "", w.SAME_BYTES, None, "", file.path)


def _rules(result: DayResult, view: DayView) -> Sheet:
    precision = {each.rule_id: each for each in result.precisions}
    lately = {rule_id: each.hits for rule_id, each in precision.items()}
    columns = (
        *rule_columns(),
        Column(w.SKIPPED_CALLS, 12, Kind.NUMBER),
        Column(w.PERIOD_HITS, 14, Kind.NUMBER),
        *review_columns(),
    )
    rows = (
        (
            row.severity.word,
            row.category,
            row.name,
            row.rule_id,
            number(row.calls),
            number(row.hits),
            row.skipped,
            lately.get(row.rule_id),
            *reviewed(precision.get(row.rule_id)),
        )
        for row in view.rules
    )
    return Sheet(title=w.RULES, columns=columns, rows=rows)


def _warnings(view: DayView) -> Iterator[tuple[str, str]]:
    yield from ((words.WARNING, warning) for warning in view.remarks)
    yield from ((words.UNUSUAL, remark) for remark in view.unusual)
    yield from ((words.RULE_CHANGE, change) for change in view.rule_changes)
