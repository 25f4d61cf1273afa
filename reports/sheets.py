"""The workbook's sheets as plain tables: what stands where, still without any library."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from reports import words
from reports.grid import Column, Kind, Link, Row, Share, Sheet, Value
from reports.shapes import Count, DayView, FlaggedCall, HitView, Line, Rate


def sheets_of(view: DayView) -> tuple[Sheet, ...]:
    """All sheets in the order of their tabs."""
    return (
        _overview(view),
        _hits(view),
        _agents(view),
        _calls(view),
        _problems(view),
        _rules(view),
        _notes(view),
    )


def _overview(view: DayView) -> Sheet:
    rows: list[Row] = [
        ("报告", "日期", view.day, view.title),
        ("报告", "网页版", Link(text="打开网页版报告"), "完整通话文字在网页版中"),
        ("报告", words.GENERATED, _naive(view.generated_at), ""),
        *(
            ("报告", fact.label, fact.value, "")
            for fact in view.facts
            if fact.label != words.GENERATED  # above, as a real date
        ),
        ("报告", "模型说明", view.model_note, ""),
        ("完整性", "结论", view.trust.title, "；".join(view.trust.reasons)),
        *(("完整性", "处理", command, "") for command in view.trust.commands),
        ("对账", "算式", view.ledger.words, ""),
        *(("对账", part.label.word, part.count, "") for part in view.ledger.parts),
        *(("指标", kpi.label, _kpi(kpi.label, kpi.number, kpi.text), kpi.note) for kpi in view.kpis),
        *(
            ("类别", row.name, _number(row.calls), words.category_note(row.hits.text, row.hits.note))
            for row in view.categories
        ),
    ]
    columns = (
        Column("分组", 10),
        Column("项目", 18),
        Column("内容", 44),
        Column("说明", 70, Kind.LONG),
    )
    return Sheet(title="概览", columns=columns, rows=tuple(rows))


def _kpi(label: str, number: float | None, text: str) -> Value:
    if number is None:
        return text
    return Share(number) if label == words.HIT_RATE else number


def _hits(view: DayView) -> Sheet:
    columns = (
        Column("级别", 8, Kind.SEVERITY),
        Column("类别", 12),
        Column("规则", 18),
        Column("坐席", 14),
        Column("时刻", 20),
        Column("位置", 8),
        Column("说话人", 10),
        Column("关键词", 14),
        Column("原话", 44, Kind.LONG),
        Column("上一句", 30, Kind.LONG),
        Column("下一句", 30, Kind.LONG),
        Column("把握", 8),
        Column(words.VERDICT, 12, Kind.VERDICT),
        Column(words.REMARK, 24, Kind.INPUT),
        Column("通话", 24),
        Column("队列", 10),
        Column("网页版", 8),
        Column("规则编号", 16),
        Column(words.HIT_ID, 20, Kind.HIDDEN),
    )
    rows = tuple(_hit(hit, call) for call in view.flagged for hit in call.hits)
    return Sheet(title=words.HITS_SHEET, columns=columns, rows=rows)


def _hit(hit: HitView, call: FlaggedCall) -> Row:
    before, said, after = _around(hit.context)
    return (
        hit.severity.word,
        hit.category,
        hit.rule,
        call.row.agent,
        _naive(hit.at or call.row.at),
        words.WHOLE_CALL if hit.offset_ms is None else _span(hit.offset_ms),
        hit.speaker.word,
        hit.evidence,
        said,
        before,
        after,
        hit.certainty.word,
        None,
        None,
        call.row.call_id,
        call.row.queue,
        Link(text="打开", anchor=hit.anchor),
        hit.rule_id,
        hit.finding_id,
    )


def _around(context: tuple[Line, ...]) -> tuple[str, str, str]:
    """The turns before, at and after a hit."""
    centre = next((place for place, line in enumerate(context) if line.centre), None)
    if centre is None:
        return "", "", ""
    return (
        _spoken(context[:centre]),
        context[centre].text,
        _spoken(context[centre + 1 :]),
    )


def _spoken(lines: Iterable[Line]) -> str:
    return "".join(f"{line.speaker}：{line.text}" for line in lines)


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
            _number(row.flagged),
            _share(row.rate),
            _number(row.hits),
            _number(row.severe),
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
        Column("结果", 8),
        Column("命中", 12),
        Column("最高级别", 10, Kind.SEVERITY),
        Column("备注", 50, Kind.LONG),
        Column("网页版", 8),
    )
    rows = tuple(
        (
            _naive(row.at),
            row.call_id,
            row.agent,
            row.queue,
            row.direction,
            row.customer,
            _span(row.duration_ms) if row.duration_ms else None,
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
        Column("类型", 10),
        Column("时间", 20),
        Column("通话或规则", 28),
        Column("坐席", 16),
        Column("原因", 44, Kind.LONG),
        Column("通话数", 8),
        Column("怎么办", 50, Kind.LONG),
        Column("文件或通话", 60, Kind.LONG),
    )
    return Sheet(title="失败", columns=columns, rows=tuple(_problem_rows(view)))


def _problem_rows(view: DayView) -> Iterable[Row]:
    for failure in view.failures:
        cure = words.cure(view.retry, failure.retryable)
        at = _naive(failure.at)
        yield (words.FAILED, at, failure.call_id, failure.agent, failure.reason, 1, cure, failure.path)
    for gap in view.skipped:
        calls = "、".join(gap.calls)
        yield (words.NOT_EVALUATED, None, gap.rule, "", gap.reason, len(gap.calls), "", calls)
    for file in view.deferred:
        yield (words.DEFERRED, None, "", "", file.note, None, view.rest, file.path)
    for file in view.duplicates:
        yield (words.DUPLICATE, None, file.note, "", words.SAME_BYTES, None, "", file.path)


def _rules(view: DayView) -> Sheet:
    columns = (
        Column("级别", 8, Kind.SEVERITY),
        Column("类别", 14),
        Column("规则", 24),
        Column("规则编号", 20),
        Column("通话", 14),
        Column("命中", 14),
        Column("未评估通话", 12),
    )
    rows = tuple(
        (
            row.severity.word,
            row.category,
            row.name,
            row.rule_id,
            _number(row.calls),
            _number(row.hits),
            row.hits.missed,
        )
        for row in view.rules
    )
    return Sheet(title="规则", columns=columns, rows=rows)


def _notes(view: DayView) -> Sheet:
    columns = (Column("项目", 14), Column("说明", 110, Kind.LONG))
    return Sheet(title="说明", columns=columns, rows=(*_warnings(view), *words.NOTES, *words.WORKBOOK_NOTES))


def _warnings(view: DayView) -> Iterator[tuple[str, str]]:
    yield from ((words.WARNING, warning) for warning in view.warnings)
    yield from ((words.RULE_CHANGE, change) for change in view.rule_changes)


def _number(count: Count) -> Value:
    return count.value if count.known else count.text


def _share(rate: Rate) -> Value:
    return rate.text if rate.share is None else Share(rate.share)


def _naive(moment: datetime) -> datetime:
    """Local time without its zone, to the second: a workbook knows no zones."""
    return moment.replace(tzinfo=None, microsecond=0)


def _span(milliseconds: int) -> timedelta:
    # whole seconds, cut as in the HTML report: Excel would round
    return timedelta(seconds=milliseconds // 1000)
