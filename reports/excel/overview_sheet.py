"""The first sheet: whether the day can be trusted, its numbers, and what they were before."""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import zip_longest

from callqa.days.day import DayResult
from callqa.days.summary import HISTORY_DAYS, DaySummary, calendar
from callqa.model.review.precision import NOISY_FROM, RulePrecision
from callqa.model.review.verdicts import Standing
from reports.excel.grid import (
    Chart,
    Column,
    Kind,
    Link,
    Row,
    Shape,
    Share,
    Sheet,
    Value,
    fraction,
    naive,
    number,
    points,
)
from reports.view.model.day import DayView
from reports.view.model.rows import ConductView
from reports.view.review_queue import review_queue
from reports.words.language import coverage_words, words
from reports.words.language import workbook_words as w


def fact_columns() -> tuple[Column, ...]:
    """Of the first sheet: a fact a row, in groups."""
    return (
        Column(w.GROUP, 10),
        Column(w.ITEM, 18),
        Column(w.CONTENT, 44, Kind.FACT),
        Column(w.EXPLANATION, 60, Kind.LONG),
    )


def privacy_row(*, masked: bool) -> Row:
    """Whether personal numbers are hidden, and which."""
    return (w.REPORT, words.PRIVACY, w.MASKED[masked], words.PRIVACY_NOTE[masked])


def agent_columns() -> tuple[Column, ...]:
    """Return an agent and the numbers."""
    return (
        Column(w.RANK, 8, Kind.NUMBER),
        Column(w.AGENT, 16),
        Column(w.TEAM, 12),
        Column(w.AVERAGE, 12, Kind.NUMBER),
        Column(w.REVIEWED_AVERAGE, 14, Kind.NUMBER),
        Column(w.SCORED, 10, Kind.NUMBER),
        Column(w.DEDUCTED, 10, Kind.NUMBER),
        Column(w.FATAL, 10, Kind.NUMBER),
        Column(w.CONDUCT_HITS, 12, Kind.NUMBER),
        Column(w.CUSTOMER_HITS, 12, Kind.NUMBER),
        Column(w.CALLS, 8, Kind.NUMBER),
        Column(w.ANALYSED, 8, Kind.NUMBER),
        Column(w.FLAGGED, 14, Kind.NUMBER),
        Column(w.RATE, 10, Kind.NUMBER),
        Column(w.HITS, 14, Kind.NUMBER),
        Column(w.SEVERE, 14, Kind.NUMBER),
        Column(words.FAILED, 8, Kind.NUMBER),
    )


def conduct_cells(rank: int | None, name: str, team: str, conduct: ConductView) -> Row:
    """Return the first cells of `agent_columns`: who, and how they behaved."""
    return (
        rank,
        name,
        team,
        points(conduct.average, conduct),
        points(conduct.reviewed, conduct),
        conduct.scored,
        conduct.deducted,
        conduct.fatal,
        number(conduct.hits),
        number(conduct.customer_hits),
    )


def rule_columns() -> tuple[Column, ...]:
    """Return a rule and what it found."""
    return (
        Column(w.SEVERITY, 10, Kind.SEVERITY),
        Column(w.CATEGORY, 14),
        Column(w.RULE, 24),
        Column(w.RULE_ID, 20),
        Column(w.CALLS, 14, Kind.NUMBER),
        Column(w.HITS, 14, Kind.NUMBER),
    )


def review_columns() -> tuple[Column, ...]:
    """Return what supervisors say about a rule's hits."""
    return (
        Column(w.CONFIRMED, 8, Kind.NUMBER),
        Column(w.REFUTED, 8, Kind.NUMBER),
        Column(w.PENDING, 8, Kind.NUMBER),
        Column(w.DISPUTED, 8, Kind.NUMBER),
        Column(w.PRECISION, 10, Kind.NUMBER),
        Column(w.MISSED_COUNT, 8, Kind.NUMBER),
        Column(words.RECALL, 10, Kind.NUMBER),
        Column(w.ASSESSMENT, 22, Kind.STATE),
    )


def reviewed(found: RulePrecision | None) -> Row:
    """Return the cells of `review_columns`; a share only with its denominator beside it."""
    if found is None:
        return (None,) * 8
    few = 0 < found.decided < NOISY_FROM
    note = words.NOISY if found.noisy else words.FEW_REVIEWS if few else None
    right = fraction(found.share)
    decided = (found.confirmed, found.refuted, found.pending, found.disputed, right)
    return (*decided, found.missed or None, fraction(found.recall), note)


def notes_sheet(*notes: tuple[str, str], masked: bool) -> Sheet:
    """Return what a reader has to know, at the end of a workbook."""
    columns = (Column(w.ITEM, 24), Column(w.EXPLANATION, 110, Kind.LONG))
    rows = (*notes, (words.PRIVACY, words.PRIVACY_NOTE[masked]))
    return Sheet(title=w.NOTES_SHEET, columns=columns, rows=rows)


_MAIN, _ROOM, _TREND, _CATEGORIES = 4, 9, 8, 3
"""How many columns the parts of the sheet have, from left to right."""
_AT = _MAIN + _ROOM
_CATEGORY_AT = _AT + _TREND + 1


def _columns() -> tuple[Column, ...]:
    return (
        *fact_columns(),
        *(Column("", 9, Kind.GAP),) * _ROOM,
        Column(w.DATE, 12, Kind.CHART),
        Column(w.RECEIVED, 8, Kind.CHART),
        Column(w.ANALYSED, 8, Kind.CHART),
        Column(words.FAILED, 8, Kind.CHART),
        Column(w.FLAGGED_CALLS_OF_DAY, 12, Kind.CHART),
        Column(w.HITS, 8, Kind.CHART),
        Column(w.RATE, 8, Kind.CHART),
        Column(w.PRECISION_OF_DAYS, 12, Kind.CHART),
        Column("", 3, Kind.GAP),
        Column(w.CATEGORY, 14, Kind.CHART),
        Column(w.CALL_COUNT, 8, Kind.CHART),
    )


def overview_sheet(result: DayResult, view: DayView) -> Sheet:
    """Return the day in rows, and beside them the charts and the table that they are drawn from."""
    main = list(_rows(result, view))
    trend = list(_trend_rows(result))
    categories = [(None, row.name, row.calls.value if row.calls.known else None) for row in view.categories]
    return Sheet(
        title=w.OVERVIEW,
        columns=_columns(),
        rows=tuple(_beside(main, trend, categories)),
        charts=_charts(len(trend), len(categories), reviewed=bool(result.reviewed_days)),
        filtered=_MAIN,
        printed=_AT,
    )


def _beside(main: Sequence[Row], trend: Sequence[Row], categories: Sequence[Row]) -> Iterator[Row]:
    for left, middle, right in zip_longest(main, trend, categories):
        yield (
            *(left or (None,) * _MAIN),
            *(None,) * _ROOM,
            *(middle or (None,) * _TREND),
            *(right or (None,) * _CATEGORIES),
        )


def _charts(days: int, categories: int, *, reviewed: bool) -> tuple[Chart, ...]:
    trend = Chart(
        title=w.HISTORY,
        shape=Shape.LINES,
        labels=_AT,
        series=(_AT + 4, _AT + 5, _AT + 3),
        rows=days,
        place="F2",
    )
    bars = Chart(
        title=w.CALLS_OF_CATEGORIES,
        shape=Shape.BARS,
        labels=_CATEGORY_AT,
        series=(_CATEGORY_AT + 1,),
        rows=categories,
        place="F18",
    )
    precision = Chart(
        title=w.PRECISION_OF_DAYS,
        shape=Shape.LINES,
        labels=_AT,
        series=(_AT + 7,),
        rows=days,
        place="F34",
        percent=True,
    )
    return (trend, *((bars,) if categories else ()), *((precision,) if reviewed else ()))


def _trend_rows(result: DayResult) -> Iterator[Row]:
    """Yield a row a calendar day; a day without a run is a gap, and so is a zero that is not proven."""
    precision: dict[date, float | None] = {each.day: each.share for each in result.reviewed_days}
    days = calendar((*result.history, result.summary()), result.window.day, HISTORY_DAYS)
    for day, summary in days:
        yield (day, *_counted(summary), fraction(precision.get(day)))


def _counted(summary: DaySummary | None) -> tuple[Value, ...]:
    if summary is None:
        return (None,) * 6
    proven = [value or (0 if summary.complete else None) for value in (summary.flagged, summary.hits)]
    rate = summary.hit_rate if summary.flagged or summary.complete else None
    return (summary.received, summary.ok, summary.failed, *proven, fraction(rate))


def _rows(result: DayResult, view: DayView) -> Iterator[Row]:
    yield (w.COMPLETENESS, w.CONCLUSION, view.trust.title, words.SEMICOLON.join(view.trust.reasons))
    yield from _first(view)
    yield (w.REPORT, w.DATE, view.day, view.title)
    yield (w.REPORT, w.PAGE, Link(text=w.OPEN_REPORT), w.WHOLE_CALLS)
    yield (w.REPORT, w.MODEL_NOTE, view.model_note, "")
    yield from _trust(view)
    yield (w.LEDGER, w.SUM, view.ledger.words, "")
    yield from ((w.LEDGER, part.label.word, part.count, "") for part in view.ledger.parts)
    yield from ((w.FIGURES, kpi.label, _kpi(kpi.label, kpi.number, kpi.text), kpi.note) for kpi in view.kpis)
    for row in view.categories:
        told = w.category_note(row.hits.text, row.hits.note)
        yield (w.CATEGORY, row.name, number(row.calls), f"{told}{words.SEMICOLON}{row.sampled}")
    if view.zero:
        yield (w.CATEGORY, w.ZERO_HEAD, words.ZERO_SHORT, view.zero)
    yield from _reviewed(result, view)
    yield from _origin(view)
    yield privacy_row(masked=result.masked)


def _first(view: DayView) -> Iterator[Row]:
    """Yield what to listen to first, as the page has it: the worst calls that nobody has judged yet."""
    queue = review_queue(view, {})
    for each in queue:
        rule = f"{each.hit.severity.word} {each.hit.rule}"
        said = w.said_by(each.line.speaker, each.line.text) if each.line else words.WHOLE_CALL
        more = f"{words.SEMICOLON}{w.more_hits(each.more)}" if each.more else ""
        place = Link(text=rule, anchor=each.hit.anchor)
        yield (w.FIRST, f"{each.row.clock[:5]} {each.row.agent}", place, f"{said}{more}")
    if view.flagged and not queue:
        yield (w.FIRST, w.ALL_JUDGED, "", "")


def _trust(view: DayView) -> Iterator[Row]:
    yield from ((w.COMPLETENESS, w.COMMAND, command, "") for command in view.trust.commands)
    yield from ((w.COMPLETENESS, words.WARNING, warning, "") for warning in view.remarks)
    if view.read:
        yield (w.COMPLETENESS, coverage_words.HEAD, view.read, "")
    yield from ((w.COMPLETENESS, coverage_words.HEAD, gap.text, "") for gap in view.gaps)
    if view.rules and view.missed_by_all:
        yield (w.COMPLETENESS, w.SKIPPED_CALLS, view.missed_by_all, w.MISSED_BY_ALL)
    yield from ((w.COMPLETENESS, words.UNUSUAL, remark, "") for remark in view.unusual)


def _origin(view: DayView) -> Iterator[Row]:
    """Which versions made the report, behind what they made."""
    yield (w.REPORT, words.GENERATED, naive(view.generated_at), "")
    for fact in view.facts:
        if fact.label != words.GENERATED:  # above, as a real date
            yield (w.REPORT, fact.label, fact.whole or fact.value, "")


def _kpi(label: str, value: float | None, text: str) -> Value:
    if value is None:
        return text
    return Share(value) if label == words.HIT_RATE else value


def _reviewed(result: DayResult, view: DayView) -> Iterator[Row]:
    hits = [hit.finding_id for call in view.flagged for hit in call.hits]
    standings = [result.judgements[each].standing for each in hits if each in result.judgements]
    yield (w.REVIEW, w.REVIEWED, len(standings), w.hits_of_day(len(hits)))
    for standing in Standing:
        yield (w.REVIEW, words.STANDING[standing], standings.count(standing), "")
