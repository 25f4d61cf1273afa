"""Rollup → what both of its reports show, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from callqa.days.rollup import AgentTotal, FlaggedTotal, Rollup
from callqa.days.summary import DaySummary
from callqa.model.review import RulePrecision
from reports.view.agents import SMALL_SAMPLE, conduct_view
from reports.view.drawing import Bars, bars
from reports.view.format import Count, Rate, date_and_time
from reports.view.model import ConductView, Fact, Level, Masthead, Trust
from reports.words.language import page_words, rollup_words, words


@dataclass(frozen=True, kw_only=True, slots=True)
class RollupKpi:
    """A total with a bar a day."""

    label: str
    count: Count
    bars: Bars
    text: str


def title(rollup: Rollup) -> str:
    """2026-02-01 至 2026-02-28."""
    return rollup_words.span(rollup.first.isoformat(), rollup.last.isoformat())


def days_run(rollup: Rollup) -> str:
    """How many days, and how many of them were run."""
    return rollup_words.days_run(len(rollup.days), len(rollup.run))


def masthead(rollup: Rollup, workbook_name: str) -> Masthead:
    """Return the head of the page.

    Args:
        workbook_name: file name of the workbook in the same folder.
    """
    return Masthead(
        kicker=rollup_words.TITLE,
        title=title(rollup),
        facts=(
            Fact(label=rollup_words.DAYS, value=days_run(rollup)),
            Fact(label=words.TIMEZONE, value=rollup.timezone),
            Fact(label=words.GENERATED, value=date_and_time(rollup.generated_at)),
            Fact(label="Excel", value=workbook_name, href=quote(workbook_name)),
        ),
    )


def trust(rollup: Rollup) -> Trust:
    """Whether the numbers of the range are the whole truth, and why not."""
    failed = sum(day.failed for day in rollup.run)
    told = [
        (rollup.gaps, rollup_words.reason_gaps(rollup.gaps)),
        (failed, words.reason_failed(failed)),
        (rollup.unsure, rollup_words.reason_unsure(rollup.unsure)),
    ]
    reasons = tuple(text for number, text in told if number)
    if reasons:
        return Trust(level=Level.INCOMPLETE, title=rollup_words.INCOMPLETE, reasons=reasons)
    return Trust(level=Level.COMPLETE, title=rollup_words.COMPLETE)


def ledger(rollup: Rollup) -> str:
    """Return the reconciliation line of all days together."""
    parts = (
        sum(getattr(day, name) for day in rollup.run) for name in ("received", "ok", "no_speech", "failed")
    )
    return words.ledger(*parts)


def counted(value: int, rollup: Rollup) -> Count:
    """Return a number of hits; no zero that was not proven."""
    return Count(value=value, missed=rollup.unsure, of=sum(day.received for day in rollup.run))


def hit_rate(rollup: Rollup) -> Rate:
    """Return flagged among analysed calls of all days."""
    flagged, ok = (sum(getattr(day, name) for day in rollup.run) for name in ("flagged", "ok"))
    unseen = counted(flagged, rollup).unseen
    return Rate(part=flagged, whole=ok, floor=rollup.unsure > 0, unseen=unseen)


def kpis(rollup: Rollup) -> tuple[RollupKpi, ...]:
    """Return the headline numbers."""
    return (
        _kpi(rollup, words.CALL_NUMBER, "received", sure=True),
        _kpi(rollup, words.FLAGGED, "flagged"),
        _kpi(rollup, page_words.HITS, "hits"),
        _kpi(rollup, words.SEVERE, "severe"),
        _kpi(rollup, words.FAILED, "failed", sure=True),
    )


def _kpi(rollup: Rollup, label: str, name: str, *, sure: bool = False) -> RollupKpi:
    values = [_value(day, name) for _, day in rollup.days]
    total = sum(value or 0 for value in values)
    count = Count(value=total) if sure else counted(total, rollup)
    return RollupKpi(label=label, count=count, bars=bars(values), text=_in_words(rollup, values))


def category_trend(name: str, rollup: Rollup) -> RollupKpi:
    """Return the hits of a category with a bar a day; an unproven zero is a gap, as a missing day is."""
    values = [_proven(day, name) for _, day in rollup.days]
    count = counted(sum(value or 0 for value in values), rollup)
    return RollupKpi(label=name, count=count, bars=bars(values), text=_in_words(rollup, values))


def _proven(day: DaySummary | None, name: str) -> int | None:
    return day.category(name) or (0 if day.complete else None) if day else None


def _in_words(rollup: Rollup, values: Sequence[int | None]) -> str:
    return words.BETWEEN.join(
        rollup_words.day_value(f"{day:%m-%d}", words.NONE if value is None else str(value))
        for (day, _), value in zip(rollup.days, values, strict=True)
    )


def _value(day: DaySummary | None, name: str) -> int | None:
    return None if day is None else int(getattr(day, name))


def agent_name(agent: AgentTotal | FlaggedTotal, rollup: Rollup) -> str:
    """Return the agent by number and name, or that no source named one."""
    number = agent.name if isinstance(agent, AgentTotal) else agent.agent
    return rollup.roster.shown(number) if number else words.UNKNOWN_AGENT


def conduct(agent: AgentTotal) -> ConductView:
    """Return how an agent behaved over the days; no zero that was not proven."""
    return conduct_view(agent.conduct, lambda value: agent_count(value, agent))


def agent_rate(agent: AgentTotal) -> Rate:
    """With its denominator; a lower bound where the agent's calls were not all evaluated."""
    unseen = agent_count(agent.flagged, agent).unseen
    return Rate(part=agent.flagged, whole=agent.analysed, floor=agent.unsure > 0, unseen=unseen)


def agent_count(value: int, agent: AgentTotal) -> Count:
    """Return a number of an agent; no zero that was not proven."""
    return Count(value=value, missed=agent.unsure, of=agent.calls)


def ranked(agents: Iterable[AgentTotal]) -> list[tuple[int | None, AgentTotal]]:
    """Return the agents with their ranks: 1 has the lowest mean score, and needs coaching most.

    Behind them, without a rank, stand those with few scored calls: one call would decide; nobody's last.
    """
    rows = sorted(agents, key=_order)
    places: list[tuple[int | None, AgentTotal]] = []
    for place, agent in enumerate(rows, 1):
        before = places[-1] if places else None
        tied = before and before[1].conduct.reviewed_average == agent.conduct.reviewed_average
        rank = before[0] if before and tied else place
        places.append((rank if _rankable(agent) else None, agent))
    return places


def _rankable(agent: AgentTotal) -> bool:
    return bool(agent.name) and agent.conduct.scored >= SMALL_SAMPLE


def _order(agent: AgentTotal) -> tuple[bool, bool, float, int, int, str]:
    conduct = agent.conduct
    average = conduct.reviewed_average
    lowest = 0.0 if average is None else average
    return not agent.name, not _rankable(agent), lowest, -conduct.fatal, -agent.calls, agent.name


def small(agent: AgentTotal) -> str:
    """Says that a mean rests on few calls."""
    return words.SMALL_SAMPLE if agent.conduct.scored < SMALL_SAMPLE else ""


def assessment(found: RulePrecision | None) -> str:
    """Says that a rule is often wrong."""
    return words.NOISY if found and found.noisy else ""


def address(day: date, anchor: str = "") -> str:
    """Where a day's report is, seen from the folder of the range."""
    return f"../{day.isoformat()}/qa-{day.isoformat()}.html{f'#{anchor}' if anchor else ''}"


def sampled(category: str, rollup: Rollup) -> str:
    """Return in how many calls of the random sample a category was missed, in words."""
    return words.sampled(rollup.sampled.calls, rollup.sampled.categories.get(category, 0))


def zero_note(rollup: Rollup) -> str:
    """Return what a zero of a category says; empty where there is none."""
    calls = [counted(each.calls, rollup) for each in rollup.categories]
    has_zero = any(count.known and not count.value for count in calls)
    return words.zero(rollup.sampled.calls, rollup.sampled.missed) if has_zero else ""
