"""The workbook of a range of days."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from flows.core.review import NOISY_FROM, RulePrecision
from flows.core.rollup import Rollup
from reports import rollup_view, words
from reports.grid import Chart, Column, Kind, Link, Row, Shape, Share, Sheet
from reports.text import clean
from reports.values import naive, number, share
from reports.workbook import write_sheets

_CHART_COLUMNS = 11
"""How many columns of the usual width a chart and the room before it take."""


def write_rollup_workbook(rollup: Rollup, path: Path, html_name: str) -> None:
    """Write the workbook of a range.

    Args:
        path: where to; not atomic, which is the caller's task.
        html_name: file name of the HTML report in the same folder.
    """
    title = f"通话质检汇总 {rollup_view.title(rollup)}"
    write_sheets(_sheets(rollup), path, html_name, title, rollup.generated_at)


def _sheets(rollup: Rollup) -> Iterator[Sheet]:
    yield _overview(rollup)
    yield _days(rollup)
    yield _categories(rollup)
    yield _agents(rollup)
    yield _rules(rollup)
    yield _flagged(rollup)
    yield _notes(rollup)


def _overview(rollup: Rollup) -> Sheet:
    columns = (
        Column("分组", 10),
        Column("项目", 18),
        Column("内容", 44, Kind.FACT),
        Column("说明", 60, Kind.LONG),
    )
    rate = rollup_view.hit_rate(rollup)
    rows: list[Row] = [
        ("报告", "日期", rollup_view.title(rollup), f"{len(rollup.days)} 天，运行 {len(rollup.run)} 天"),
        ("报告", "网页版", Link(text="打开网页版汇总"), ""),
        ("报告", words.TIMEZONE, rollup.timezone, ""),
        ("报告", words.GENERATED, naive(rollup.generated_at), ""),
        ("报告", words.PRIVACY, "已遮盖" if rollup.masked else "未遮盖", words.PRIVACY_NOTE[rollup.masked]),
        *(("完整性", words.WARNING, reason, "") for reason in rollup_view.reasons(rollup)),
        ("对账", "算式", rollup_view.ledger(rollup), ""),
        *(("指标", kpi.label, number(kpi.count), kpi.count.note) for kpi in rollup_view.kpis(rollup)),
        ("指标", words.HIT_RATE, share(rate), words.of_analysed(rate.fraction, rate.floor)),
    ]
    return Sheet(title="概览", columns=columns, rows=rows)


def _days(rollup: Rollup) -> Sheet:
    columns = (
        Column("日期", 12),
        Column("收到", 8),
        Column("已分析", 8),
        Column("无语音", 8),
        Column(words.FAILED, 8),
        Column("有命中通话", 12),
        Column("命中", 8),
        Column("严重及以上", 12),
        Column("命中率", 10),
        Column("复核准确率", 12),
        Column("状态", 10, Kind.STATE),
        Column("网页版", 8),
    )
    chart = Chart(
        title="每天", shape=Shape.LINES, labels=0, series=(5, 6, 4), rows=len(rollup.days), place="N2"
    )
    return Sheet(
        title="每天", columns=columns, rows=_day_rows(rollup), charts=(chart,), filtered=len(columns)
    )


def _day_rows(rollup: Rollup) -> Iterator[Row]:
    precision: dict[date, float | None] = {each.day: each.share for each in rollup.reviewed_days}
    for day, summary in rollup.days:
        if summary is None:
            yield (day, *(None,) * 9, "未运行", None)
            continue
        found = [
            value or (0 if summary.complete else None)
            for value in (summary.flagged, summary.hits, summary.severe)
        ]
        rate = summary.hit_rate if summary.flagged or summary.complete else None
        yield (
            day,
            summary.received,
            summary.ok,
            summary.no_speech,
            summary.failed,
            *found,
            _share(rate),
            _share(precision.get(day)),
            "完整" if summary.complete else "不完整",
            Link(text="打开", address=rollup_view.address(day)),
        )


def _share(value: float | None) -> Share | None:
    return None if value is None else Share(value)


def _categories(rollup: Rollup) -> Sheet:
    columns = (Column("类别", 16), Column("命中", 14), Column("通话", 14))
    rows = tuple(
        (each.name, *(number(rollup_view.counted(value, rollup)) for value in (each.hits, each.calls)))
        for each in rollup.categories
    )
    chart = Chart(title="各类别的命中", shape=Shape.BARS, labels=0, series=(1,), rows=len(rows), place="E2")
    charts = (chart,) if rows else ()
    return Sheet(
        title="类别",
        columns=columns,
        rows=rows,
        charts=charts,
        filtered=len(columns),
        printed=len(columns) + _CHART_COLUMNS,
    )


def _agents(rollup: Rollup) -> Sheet:
    columns = (
        Column("坐席", 16),
        Column("通话", 8),
        Column("已分析", 8),
        Column("有命中", 14),
        Column("命中率", 10),
        Column("命中", 14),
        Column("严重及以上", 14),
        Column(words.FAILED, 8),
        Column("备注", 30),
    )
    rows = (
        (
            rollup_view.agent_name(agent),
            agent.calls,
            agent.analysed,
            number(rollup_view.agent_count(agent.flagged, agent)),
            share(rollup_view.agent_rate(agent)),
            number(rollup_view.agent_count(agent.hits, agent)),
            number(rollup_view.agent_count(agent.severe, agent)),
            agent.failed,
            rollup_view.small(agent),
        )
        for agent in rollup.agents
    )
    return Sheet(title="坐席", columns=columns, rows=rows)


def _rules(rollup: Rollup) -> Sheet:
    columns = (
        Column("级别", 8, Kind.SEVERITY),
        Column("类别", 14),
        Column("规则", 24),
        Column("规则编号", 20),
        Column("通话", 14),
        Column("命中", 14),
        Column("真命中", 8),
        Column("误命中", 8),
        Column("待定", 8),
        Column("分歧", 8),
        Column("准确率", 10),
        Column("评价", 22, Kind.STATE),
    )
    rows = (
        (
            words.SEVERITY[each.rule.severity],
            each.rule.category,
            each.rule.name,
            each.rule.rule_id,
            number(rollup_view.counted(each.calls, rollup)),
            number(rollup_view.counted(each.hits, rollup)),
            *_reviewed(rollup.precisions.get(each.rule.rule_id)),
        )
        for each in rollup.rules
    )
    return Sheet(title="规则", columns=columns, rows=rows)


def _reviewed(found: RulePrecision | None) -> Row:
    if found is None:
        return (None,) * 6
    note = words.NOISY if found.noisy else words.FEW_REVIEWS if 0 < found.decided < NOISY_FROM else None
    return (found.confirmed, found.refuted, found.pending, found.disputed, _share(found.share), note)


def _flagged(rollup: Rollup) -> Sheet:
    columns = (
        Column("最高级别", 10, Kind.SEVERITY),
        Column("日期", 12),
        Column("时间", 20),
        Column("坐席", 16),
        Column("通话", 26),
        Column("命中", 8),
        Column("类别", 40, Kind.LONG),
        Column("网页版", 8),
    )
    rows = (
        (
            words.SEVERITY[each.worst],
            each.day,
            naive(each.at),
            rollup_view.agent_name(each),
            each.call_id,
            each.hits,
            "、".join(map(clean, each.categories)),
            Link(text="打开", address=rollup_view.address(each.day), anchor=each.anchor),
        )
        for each in rollup.flagged
    )
    return Sheet(title="有命中的通话", columns=columns, rows=rows)


def _notes(rollup: Rollup) -> Sheet:
    columns = (Column("项目", 14), Column("说明", 110, Kind.LONG))
    rows = (*words.NOTES, (words.PRIVACY, words.PRIVACY_NOTE[rollup.masked]))
    return Sheet(title="说明", columns=columns, rows=rows)
