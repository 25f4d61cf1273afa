"""The day at a glance: its numbers beside yesterday's and the month's, and where the hits are."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from callqa.days.day import DayResult
from callqa.days.summary import HISTORY_DAYS, DaySummary, calendar
from callqa.model.review.precision import NOISY_FROM, RulePrecision
from reports.view.drawing import Bars, bars
from reports.view.format import Clock
from reports.view.model.overview import Kpi
from reports.words.language import page_words, words

_WEEK = 7
_MOST_NOISY = 8

Measure = Callable[[DaySummary], float | None]
Say = Callable[[float], str]


@dataclass(frozen=True, kw_only=True, slots=True)
class Trend:
    """One number over a month.

    Args:
        change: against the day before, in words; says so where there is none.
        compared: whether the day before is known.
        means: of a week and of a month, in words; empty without history.
        text: the drawing in words.
    """

    bars: Bars
    change: str
    compared: bool
    means: str
    text: str


@dataclass(frozen=True, kw_only=True, slots=True)
class TrendKpi:
    """A headline number with its past."""

    kpi: Kpi
    trend: Trend


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatCell:
    """The hits of one category in one hour; ``level`` is 0 for none, 4 for the most."""

    hits: int
    level: int


@dataclass(frozen=True, kw_only=True, slots=True)
class HeatRow:
    """One category over the hours."""

    name: str
    cells: tuple[HeatCell, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class Heat:
    """Hits by category and hour of the call's start, and the calls of each hour."""

    hours: tuple[int, ...]
    rows: tuple[HeatRow, ...]
    calls: tuple[int, ...]


@dataclass(frozen=True, kw_only=True, slots=True)
class NoisyRule:
    """A rule that supervisors often find wrong."""

    rule_id: str
    rule: str
    precision: str
    reviewed: str
    hits: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Overview:
    """The first screen under the trust header.

    Args:
        remembered: whether any earlier day of the month is known.
        reviewed: in words, how much of a month was reviewed.
        enough_reviews: whether any rule could have been found noisy.
    """

    remembered: bool
    kpis: tuple[TrendKpi, ...]
    categories: dict[str, Trend]
    heat: Heat
    noisy: tuple[NoisyRule, ...]
    reviewed: str
    enough_reviews: bool


def overview_of(result: DayResult, kpis: Sequence[Kpi], categories: Sequence[str]) -> Overview:
    """Set a day beside its past.

    Args:
        kpis: in the order of `reports.view.day`: received, flagged, hit rate, severe, failed.
        categories: names, in the order of the report.
    """
    today = result.summary()
    month = [day for _, day in calendar((*result.history, today), today.day, HISTORY_DAYS)]
    shown = zip(kpis, _MEASURES, strict=True)
    return Overview(
        remembered=any(day is not None for day in month[:-1]),
        kpis=tuple(TrendKpi(kpi=kpi, trend=_trend(month, *measure)) for kpi, measure in shown),
        categories={name: _trend(month, _hits_of(name), _integer, _integer) for name in categories},
        heat=_heat(result, categories),
        noisy=_noisy(result),
        reviewed=_reviewed(result.precisions),
        enough_reviews=any(each.decided >= NOISY_FROM for each in result.precisions),
    )


def _proven(count: Callable[[DaySummary], int]) -> Measure:
    """Return a zero of a day on which something was not evaluated is not known."""

    def measure(day: DaySummary) -> float | None:
        return count(day) if count(day) or day.complete else None

    return measure


def _rate(day: DaySummary) -> float | None:
    return day.hit_rate if day.flagged or day.complete else None


def _hits_of(name: str) -> Measure:
    return _proven(lambda day: day.category(name))


def _integer(value: float) -> str:
    return f"{value:.0f}" if value == round(value) else f"{value:.1f}"


def _percent(value: float) -> str:
    return f"{value:.1%}"


def _points(step: float) -> str:
    return page_words.points(step)  # in the language of the moment


_MEASURES: tuple[tuple[Measure, Say, Say], ...] = (
    (lambda day: day.received, _integer, _integer),
    (_proven(lambda day: day.flagged), _integer, _integer),
    (_rate, _percent, _points),
    (_proven(lambda day: day.severe), _integer, _integer),
    (lambda day: day.failed, _integer, _integer),
)


def _trend(month: Sequence[DaySummary | None], measure: Measure, say: Say, say_step: Say) -> Trend:
    values = [None if day is None else measure(day) for day in month]
    today, yesterday = values[-1], values[-2]
    change = None if today is None or yesterday is None else today - yesterday
    return Trend(
        bars=bars(values),
        change=_uncompared(month[-2], today)
        if change is None
        else page_words.change(change, say_step(abs(change))),
        compared=change is not None,
        means=_means(values, say),
        text=_in_words(values, say),
    )


def _uncompared(before: DaySummary | None, today: float | None) -> str:
    """Say why a day stands alone: nothing was run the day before, or one of the zeros is not proven."""
    if before is None:
        return page_words.NO_YESTERDAY
    return page_words.TODAY_UNPROVEN if today is None else page_words.YESTERDAY_UNPROVEN


def _means(values: Sequence[float | None], say: Say) -> str:
    known = [value for value in values if value is not None]
    week = [value for value in values[-_WEEK:] if value is not None]
    if len(known) < 2:
        return ""
    return page_words.means(say(_mean(week)) if week else words.NONE, say(_mean(known)))


def _mean(values: Sequence[float]) -> float:
    return round(sum(values) / len(values), 4)


def _in_words(values: Sequence[float | None], say: Say) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return page_words.NO_TREND
    return page_words.trend(len(known), say(min(known)), say(max(known)))


def _heat(result: DayResult, categories: Sequence[str]) -> Heat:
    clock = Clock.of(result.window)
    hour_of = {c.recording.call_id: clock.local(c.recording.started_at).hour for c in result.calls}
    calls = Counter(hour_of.values())
    hours = tuple(range(min(calls), max(calls) + 1)) if calls else ()
    hits = Counter(
        (finding.category, hour_of[call.recording.call_id])
        for call in result.calls
        for finding in call.evaluation.findings
    )
    most = max(hits.values(), default=1)
    return Heat(
        hours=hours,
        calls=tuple(calls[hour] for hour in hours),
        rows=tuple(
            HeatRow(name=name, cells=tuple(heat_cell(hits[name, hour], most) for hour in hours))
            for name in categories
            if any(hits[name, hour] for hour in hours)
        ),
    )


def heat_cell(hits: int, most: int) -> HeatCell:
    """Return a cell as dark as its part of the most."""
    return HeatCell(hits=hits, level=-(-hits * 4 // most))


def _noisy(result: DayResult) -> tuple[NoisyRule, ...]:
    names = {rule.rule_id: rule.name for rule in result.rules}
    noisy = sorted(
        (each for each in result.precisions if each.noisy), key=lambda each: (-each.refuted, each.rule_id)
    )
    return tuple(
        NoisyRule(
            rule_id=each.rule_id,
            rule=names.get(each.rule_id, each.rule_id),
            precision=f"{each.share:.0%}",
            reviewed=f"{each.confirmed} / {each.decided}",
            hits=each.hits,
        )
        for each in noisy[:_MOST_NOISY]
    )


def _reviewed(precisions: Sequence[RulePrecision]) -> str:
    decided = sum(each.decided for each in precisions)
    return page_words.reviews(decided, sum(each.confirmed for each in precisions))
