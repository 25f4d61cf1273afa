"""The workbook of a range of days."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

from callqa.days.ranges.rollup import Rollup
from callqa.settings.schema import Language
from reports.excel.grid import Chart, Column, Kind, Link, Row, Shape, Sheet, fraction, naive, number, share
from reports.excel.overview_sheet import (
    agent_columns,
    conduct_cells,
    fact_columns,
    notes_sheet,
    privacy_row,
    review_columns,
    reviewed,
    rule_columns,
)
from reports.excel.workbook import write_sheets
from reports.view.format import clean
from reports.view.overview import HeatRow
from reports.view.range import rollup as rollup_view
from reports.view.range.addresses import address
from reports.view.range.heard import WordingView, wordings
from reports.words.language import rollup_words, speaking, words
from reports.words.language import workbook_words as w

MOST_FLAGGED = 5_000
"""Flagged calls of a range: nobody reads more by hand, and Excel takes 65,530 links a sheet."""
_CHART_COLUMNS = 11
"""How many columns of the usual width a chart and the room before it take."""


def write_rollup_workbook(
    rollup: Rollup, path: Path, html_name: str, language: Language = Language.CHINESE
) -> None:
    """Write the workbook of a range.

    Args:
        path: where to; not atomic, which is the caller's task.
        html_name: file name of the HTML report in the same folder.
        language: what the workbook speaks.
    """
    with speaking(language):
        title = f"{rollup_words.TITLE} {rollup_view.title(rollup)}"
        write_sheets(_sheets(rollup), path, html_name, title, rollup.generated_at)


def _sheets(rollup: Rollup) -> Iterator[Sheet]:
    yield Sheet(title=w.OVERVIEW, columns=fact_columns(), rows=tuple(_overview_rows(rollup)))
    yield _days(rollup)
    yield _categories(rollup)
    yield _agents(rollup)
    if pairs := rollup_view.pairs(rollup):
        yield _pairs(rollup, pairs)
    if said := wordings(rollup):
        yield _wordings(said)
    yield _rules(rollup)
    yield _flagged(rollup)
    yield notes_sheet(*words.NOTES, masked=rollup.masked)


def _overview_rows(rollup: Rollup) -> Iterator[Row]:
    rate = rollup_view.hit_rate(rollup)
    yield (w.REPORT, w.DATE, rollup_view.title(rollup), rollup_view.days_run(rollup))
    yield (w.REPORT, w.PAGE, Link(text=w.OPEN_ROLLUP), "")
    yield (w.REPORT, words.TIMEZONE, rollup.timezone, "")
    yield (w.REPORT, words.GENERATED, naive(rollup.generated_at), "")
    yield privacy_row(masked=rollup.masked)
    if len(rollup.flagged) > MOST_FLAGGED:
        yield (w.FIGURES, w.FLAGGED_CALLS, w.only_the_worst(MOST_FLAGGED, len(rollup.flagged)), "")
    yield from ((w.COMPLETENESS, words.WARNING, reason, "") for reason in rollup_view.trust(rollup).reasons)
    yield (w.LEDGER, w.SUM, rollup_view.ledger(rollup), "")
    for kpi in rollup_view.kpis(rollup):
        yield (w.FIGURES, kpi.label, number(kpi.count), kpi.count.note)
    yield (w.FIGURES, words.HIT_RATE, share(rate), words.of_analysed(rate.fraction, rate.floor))


def _days(rollup: Rollup) -> Sheet:
    columns = (
        Column(w.DATE, 12),
        Column(w.RECEIVED, 8, Kind.NUMBER),
        Column(w.ANALYSED, 8, Kind.NUMBER),
        Column(w.NO_SPEECH, 8, Kind.NUMBER),
        Column(words.FAILED, 8, Kind.NUMBER),
        Column(w.FLAGGED_CALLS_OF_DAY, 12, Kind.NUMBER),
        Column(w.HITS, 8, Kind.NUMBER),
        Column(w.SEVERE, 12, Kind.NUMBER),
        Column(w.RATE, 10, Kind.NUMBER),
        Column(w.PRECISION_OF_DAYS, 12, Kind.NUMBER),
        Column(w.STATE, 10, Kind.STATE),
        Column(w.PAGE, 8),
    )
    chart = Chart(
        title=w.BY_DAY, shape=Shape.LINES, labels=0, series=(5, 6, 4), rows=len(rollup.days), place="N2"
    )
    return Sheet(
        title=w.BY_DAY, columns=columns, rows=_day_rows(rollup), charts=(chart,), filtered=len(columns)
    )


def _day_rows(rollup: Rollup) -> Iterator[Row]:
    precision: dict[date, float | None] = {each.day: each.share for each in rollup.reviewed_days}
    for day, summary in rollup.days:
        if summary is None:
            yield (day, *(None,) * 9, w.NOT_RUN, None)
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
            fraction(rate),
            fraction(precision.get(day)),
            w.COMPLETE[summary.complete],
            Link(text=w.OPEN, address=address(day)),
        )


def _categories(rollup: Rollup) -> Sheet:
    columns = (Column(w.CATEGORY, 16), Column(w.HITS, 14, Kind.NUMBER), Column(w.CALLS, 14, Kind.NUMBER))
    rows = tuple(
        (each.name, *(number(rollup_view.counted(value, rollup)) for value in (each.hits, each.calls)))
        for each in rollup.categories
    )
    chart = Chart(
        title=w.HITS_OF_CATEGORIES, shape=Shape.BARS, labels=0, series=(1,), rows=len(rows), place="E2"
    )
    return Sheet(
        title=w.CATEGORIES,
        columns=columns,
        rows=rows,
        charts=(chart,) if rows else (),
        filtered=len(columns),
        printed=len(columns) + _CHART_COLUMNS,
    )


def _agents(rollup: Rollup) -> Sheet:
    rows = (
        (
            *conduct_cells(
                rank,
                rollup_view.agent_name(agent, rollup),
                rollup.roster.team(agent.name),
                rollup_view.conduct(agent),
            ),
            agent.calls,
            agent.analysed,
            number(rollup_view.agent_count(agent.flagged, agent)),
            share(rollup_view.agent_rate(agent)),
            number(rollup_view.agent_count(agent.hits, agent)),
            number(rollup_view.agent_count(agent.severe, agent)),
            agent.failed,
            rollup_view.small(agent),
        )
        for rank, agent in rollup_view.ranked(rollup.agents)
    )
    return Sheet(title=w.AGENTS, columns=(*agent_columns(), Column(w.REMARK, 30)), rows=rows)


def _pairs(rollup: Rollup, pairs: Iterable[HeatRow]) -> Sheet:
    names = [each.name for each in rollup.categories if each.hits]
    columns = (Column(w.AGENT, 16), *(Column(clean(name), 12, Kind.NUMBER) for name in names))
    rows: Iterator[Row] = ((row.name, *(cell.hits for cell in row.cells)) for row in pairs)
    return Sheet(title=w.PAIRS, columns=columns, rows=rows)


def _wordings(said: Iterable[WordingView]) -> Sheet:
    columns = (
        Column(w.SAID, 20),
        Column(w.SPEAKER, 12),
        Column(w.HITS, 8, Kind.NUMBER),
        Column(w.CALLS, 8, Kind.NUMBER),
        Column(w.PAST, 14),
        Column(w.RULE, 24),
        Column(w.EXAMPLE, 60, Kind.LONG),
        Column(w.PAGE, 8),
    )
    rows = (
        (
            each.text,
            each.speaker.word,
            each.hits,
            each.calls,
            each.new or each.change or words.NONE,
            each.rule,
            each.line.text if each.line else each.text,
            Link(text=w.OPEN, address=each.there.partition("#")[0], anchor=each.there.partition("#")[2]),
        )
        for each in said
    )
    return Sheet(title=w.WORDINGS, columns=columns, rows=rows)


def _rules(rollup: Rollup) -> Sheet:
    rows = (
        (
            words.SEVERITY[each.rule.severity],
            each.rule.category,
            each.rule.name,
            each.rule.rule_id,
            number(rollup_view.counted(each.calls, rollup)),
            number(rollup_view.counted(each.hits, rollup)),
            *reviewed(rollup.precisions.get(each.rule.rule_id)),
        )
        for each in rollup.rules
    )
    return Sheet(title=w.RULES, columns=(*rule_columns(), *review_columns()), rows=rows)


def _flagged(rollup: Rollup) -> Sheet:
    columns = (
        Column(w.WORST, 10, Kind.SEVERITY),
        Column(w.DATE, 12),
        Column(w.TIME, 20),
        Column(w.AGENT, 16),
        Column(w.CALL, 26),
        Column(w.HITS, 8, Kind.NUMBER),
        Column(w.CATEGORY, 40, Kind.LONG),
        Column(w.PAGE, 8),
    )
    rows = (
        (
            words.SEVERITY[each.worst],
            each.day,
            naive(each.at),
            rollup_view.agent_name(each, rollup),
            each.call_id,
            each.hits,
            words.BETWEEN.join(map(clean, each.categories)),
            Link(text=w.OPEN, address=address(each.day), anchor=each.anchor),
        )
        for each in rollup.flagged[:MOST_FLAGGED]
    )
    return Sheet(title=w.FLAGGED_CALLS, columns=columns, rows=rows)
