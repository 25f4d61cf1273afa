"""The workbook's sheets as plain tables: what stands where, still without any library."""

from collections.abc import Iterable, Iterator, Mapping

from flows.core.day import DayResult
from flows.core.review import NOISY_FROM, RulePrecision
from reports import words
from reports.grid import Column, Kind, Link, Row, Share, Sheet
from reports.hits_sheet import hits_sheet
from reports.overview_sheet import overview_sheet
from reports.shapes import DayView
from reports.values import naive, number, seconds, share
from reports.view import view_of


def sheets_of(result: DayResult, clips: Mapping[str, str]) -> tuple[Sheet, ...]:
    """All sheets in the order of their tabs.

    Args:
        clips: where each hit can be heard, by finding id: URLs relative to the workbook.
    """
    view = view_of(result)
    return (
        overview_sheet(result, view),
        hits_sheet(result, view, clips),
        _agents(view),
        _calls(view),
        _problems(view),
        _rules(result, view),
        _notes(result, view),
    )


def _agents(view: DayView) -> Sheet:
    columns = (
        Column("排名", 8),
        Column("坐席", 16),
        Column("通话", 8),
        Column("已分析", 8),
        Column("有命中", 14),
        Column("命中率", 10),
        Column("命中", 14),
        Column("严重及以上", 14),
        Column("失败", 8),
        Column("未评估通话", 12),
        Column("备注", 30),
    )
    rows = tuple(
        (
            row.rank,
            row.name,
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
    return Sheet(title="坐席", columns=columns, rows=rows)


def _calls(view: DayView) -> Sheet:
    columns = (
        Column("时间", 20),
        Column("通话", 26),
        Column("坐席", 16),
        Column("队列", 10),
        Column("方向", 8),
        Column("客户号码", 16),
        Column("时长", 8),
        Column("结果", 8, Kind.STATE),
        Column("命中", 12, Kind.STATE),
        Column("最高级别", 10, Kind.SEVERITY),
        Column("备注", 50, Kind.LONG),
        Column("网页版", 8),
    )
    rows = (
        (
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
            row.note,
            Link(text="打开", anchor=row.anchor) if row.anchor else None,
        )
        for row in view.calls
    )
    return Sheet(title="全部通话", columns=columns, rows=rows)


def _problems(view: DayView) -> Sheet:
    columns = (
        Column("类型", 10, Kind.STATE),
        Column("时间", 20),
        Column("通话或规则", 28),
        Column("坐席", 16),
        Column("原因", 44, Kind.LONG),
        Column("通话数", 8),
        Column("怎么办", 50, Kind.LONG),
        Column("文件或通话", 60, Kind.LONG),
    )
    return Sheet(title="未评估与失败", columns=columns, rows=tuple(_problem_rows(view)))


def _problem_rows(view: DayView) -> Iterable[Row]:
    for failure in view.failures:
        cure = words.cure(view.retry, failure.retryable)
        at = naive(failure.at)
        yield (words.FAILED, at, failure.call_id, failure.agent, failure.reason, 1, cure, failure.path)
    for gap in view.skipped:
        calls = "、".join(gap.calls)
        yield (words.NOT_EVALUATED, None, gap.rule, "", gap.reason, len(gap.calls), "", calls)
    for file in view.deferred:
        yield (words.DEFERRED, None, "", "", file.note, None, view.rest, file.path)
    for file in view.duplicates:
        yield (words.DUPLICATE, None, file.note, "", words.SAME_BYTES, None, "", file.path)


def _rules(result: DayResult, view: DayView) -> Sheet:
    columns = (
        Column("级别", 8, Kind.SEVERITY),
        Column("类别", 14),
        Column("规则", 24),
        Column("规则编号", 20),
        Column("通话", 14),
        Column("命中", 14),
        Column("未评估通话", 12),
        Column(words.PERIOD_HITS, 14),
        Column("真命中", 8),
        Column("误命中", 8),
        Column("待定", 8),
        Column("分歧", 8),
        Column("准确率", 10),
        Column("评价", 22, Kind.STATE),
    )
    precision = {each.rule_id: each for each in result.precisions}
    rows = (
        (
            row.severity.word,
            row.category,
            row.name,
            row.rule_id,
            number(row.calls),
            number(row.hits),
            row.hits.missed,
            *_reviewed(precision.get(row.rule_id)),
        )
        for row in view.rules
    )
    return Sheet(title="规则", columns=columns, rows=rows)


def _reviewed(found: RulePrecision | None) -> Row:
    """What reviews say about a rule; its share only with its denominator beside it."""
    if found is None:
        return (None,) * 7
    right = None if found.share is None else Share(found.share)
    note = words.NOISY if found.noisy else words.FEW_REVIEWS if 0 < found.decided < NOISY_FROM else None
    return (found.hits, found.confirmed, found.refuted, found.pending, found.disputed, right, note)


def _notes(result: DayResult, view: DayView) -> Sheet:
    columns = (Column("项目", 14), Column("说明", 110, Kind.LONG))
    privacy = (words.PRIVACY, words.PRIVACY_NOTE[result.masked])
    rows = (*_warnings(view), *words.NOTES, *words.WORKBOOK_NOTES, privacy)
    return Sheet(title="说明", columns=columns, rows=rows)


def _warnings(view: DayView) -> Iterator[tuple[str, str]]:
    yield from ((words.WARNING, warning) for warning in view.warnings)
    yield from ((words.RULE_CHANGE, change) for change in view.rule_changes)
