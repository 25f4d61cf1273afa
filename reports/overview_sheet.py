"""The first sheet: whether the day can be trusted, its numbers, and what they were before."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest

from flows.core.day import DayResult
from flows.core.review import Standing
from flows.core.trend import HISTORY_DAYS, DaySummary, calendar
from reports import words
from reports.grid import Chart, Column, Kind, Link, Row, Shape, Share, Sheet, Value
from reports.shapes import DayView
from reports.values import naive, number

_MAIN = (
    Column("分组", 10),
    Column("项目", 18),
    Column("内容", 44, Kind.FACT),
    Column("说明", 60, Kind.LONG),
)
_ROOM = (Column("", 9, Kind.GAP),) * 9
_TREND = (
    Column("日期", 12, Kind.CHART),
    Column("收到", 8, Kind.CHART),
    Column("已分析", 8, Kind.CHART),
    Column("失败", 8, Kind.CHART),
    Column("有命中通话", 12, Kind.CHART),
    Column("命中", 8, Kind.CHART),
    Column("命中率", 8, Kind.CHART),
    Column("复核准确率", 12, Kind.CHART),
)
_CATEGORIES = (Column("", 3, Kind.GAP), Column("类别", 14, Kind.CHART), Column("通话数", 8, Kind.CHART))
_AT = len(_MAIN) + len(_ROOM)
_CATEGORY_AT = _AT + len(_TREND) + 1


def overview_sheet(result: DayResult, view: DayView) -> Sheet:
    """The day in rows, and beside them the charts and the table that they are drawn from."""
    main = list(_rows(result, view))
    trend = list(_trend_rows(result))
    categories = [(None, row.name, row.calls.value if row.calls.known else None) for row in view.categories]
    return Sheet(
        title="概览",
        columns=(*_MAIN, *_ROOM, *_TREND, *_CATEGORIES),
        rows=tuple(_beside(main, trend, categories)),
        charts=_charts(len(trend), len(categories), reviewed=bool(result.reviewed_days)),
        filtered=len(_MAIN),
        printed=_AT,
    )


def _beside(main: Sequence[Row], trend: Sequence[Row], categories: Sequence[Row]) -> Iterator[Row]:
    for left, middle, right in zip_longest(main, trend, categories):
        yield (
            *(left or (None,) * len(_MAIN)),
            *(None,) * len(_ROOM),
            *(middle or (None,) * len(_TREND)),
            *(right or (None,) * len(_CATEGORIES)),
        )


def _charts(days: int, categories: int, *, reviewed: bool) -> tuple[Chart, ...]:
    trend = Chart(
        title=f"近 {HISTORY_DAYS} 天",
        shape=Shape.LINES,
        labels=_AT,
        series=(_AT + 4, _AT + 5, _AT + 3),
        rows=days,
        place="F2",
    )
    bars = Chart(
        title="各类别的通话数",
        shape=Shape.BARS,
        labels=_CATEGORY_AT,
        series=(_CATEGORY_AT + 1,),
        rows=categories,
        place="F18",
    )
    precision = Chart(
        title="复核准确率",
        shape=Shape.LINES,
        labels=_AT,
        series=(_AT + 7,),
        rows=days,
        place="F34",
        percent=True,
    )
    return (trend, *((bars,) if categories else ()), *((precision,) if reviewed else ()))


def _trend_rows(result: DayResult) -> Iterator[Row]:
    """A row a calendar day; a day without a run is a gap, and so is a zero that is not proven."""
    precision: dict[date, float | None] = {each.day: each.share for each in result.reviewed_days}
    days = calendar((*result.history, result.summary()), result.window.day, HISTORY_DAYS)
    for day, summary in days:
        yield (day, *_counted(summary), _share(precision.get(day)))


def _counted(summary: DaySummary | None) -> tuple[Value, ...]:
    if summary is None:
        return (None,) * 6
    proven = [value or (0 if summary.complete else None) for value in (summary.flagged, summary.hits)]
    rate = summary.hit_rate if summary.flagged or summary.complete else None
    return (summary.received, summary.ok, summary.failed, *proven, _share(rate))


def _share(value: float | None) -> Value:
    return None if value is None else Share(value)


def _rows(result: DayResult, view: DayView) -> Iterator[Row]:
    yield ("报告", "日期", view.day, view.title)
    yield ("报告", "网页版", Link(text="打开网页版报告"), "完整通话文字在网页版中")
    yield ("报告", words.GENERATED, naive(view.generated_at), "")
    for fact in view.facts:
        if fact.label != words.GENERATED:  # above, as a real date
            yield ("报告", fact.label, fact.value, "")
    yield ("报告", "模型说明", view.model_note, "")
    yield ("报告", words.PRIVACY, "已遮盖" if result.masked else "未遮盖", words.PRIVACY_NOTE[result.masked])
    yield ("完整性", "结论", view.trust.title, "；".join(view.trust.reasons))
    yield from (("完整性", "处理", command, "") for command in view.trust.commands)
    yield from (("完整性", words.WARNING, warning, "") for warning in view.warnings)
    yield ("对账", "算式", view.ledger.words, "")
    yield from (("对账", part.label.word, part.count, "") for part in view.ledger.parts)
    yield from (("指标", kpi.label, _kpi(kpi.label, kpi.number, kpi.text), kpi.note) for kpi in view.kpis)
    yield from _reviewed(result, view)
    for row in view.categories:
        yield ("类别", row.name, number(row.calls), words.category_note(row.hits.text, row.hits.note))


def _kpi(label: str, value: float | None, text: str) -> Value:
    if value is None:
        return text
    return Share(value) if label == words.HIT_RATE else value


def _reviewed(result: DayResult, view: DayView) -> Iterator[Row]:
    hits = [hit.finding_id for call in view.flagged for hit in call.hits]
    standings = [result.judgements[each].standing for each in hits if each in result.judgements]
    yield ("复核", "已复核", len(standings), f"当天命中 {len(hits)} 条")
    for standing in Standing:
        yield ("复核", words.STANDING[standing], standings.count(standing), "")
