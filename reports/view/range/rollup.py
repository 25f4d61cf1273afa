"""Rollup → what both of its reports show, in words."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from callqa.days.ranges.rollup import AgentTotal, FlaggedTotal, Rollup, RuleTotal
from callqa.days.summary import DaySummary
from callqa.model.review.precision import RulePrecision
from reports.view.agents import SMALL_SAMPLE, conduct_view
from reports.view.drawing import Bars, bars
from reports.view.format import Count, Rate, date_and_time
from reports.view.model.overview import Fact, Level, Masthead, Trust
from reports.view.model.rows import ConductView
from reports.view.overview import HeatRow, heat_cell
from reports.words.language import page_words, rollup_words, words

_COACHED = 3


@dataclass(frozen=True, kw_only=True, slots=True)
class RollupKpi:
    """A total with a bar a day.

    Args:
        change: against the period before, in words; empty where nothing is known of that.
    """

    label: str
    count: Count
    bars: Bars
    text: str
    change: str = ""


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
        days=_around(rollup),
    )


def _around(rollup: Rollup) -> tuple[Fact, ...]:
    """Return the links to the ranges around one, by way of the list of all nights, which knows them."""
    span = f"{rollup.first}_{rollup.last}"
    return (
        Fact(label=rollup_words.SPAN_BEFORE, value="", href=f"../index.html#before={span}"),
        Fact(label=page_words.EVERY_DAY, value="", href="../index.html"),
        Fact(label=rollup_words.SPAN_AFTER, value="", href=f"../index.html#after={span}"),
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
    past = rollup.past.total(name) if rollup.past else None
    return RollupKpi(
        label=label,
        count=count,
        bars=bars(values),
        text=_in_words(rollup, values),
        change=against(rollup, total, past, sure=sure),
    )


def past_note(rollup: Rollup) -> str:
    """Say what the numbers are compared with."""
    past = rollup.past
    if past is None:
        return rollup_words.NO_PAST
    return rollup_words.past_note(str(past.first), str(past.last), len(past.days))


def against(rollup: Rollup, now: int, past: int | None, *, sure: bool = False) -> str:
    """Return what the period before had, and the step where both had as many days."""
    if past is None or rollup.past is None:
        return ""
    if not past and not (sure or rollup.past.complete):
        return ""
    alike = len(rollup.past.days) == len(rollup.run) and (now or sure or not rollup.unsure)
    return rollup_words.against(past, page_words.change(now - past, str(abs(now - past))) if alike else "")


def category_trend(name: str, rollup: Rollup) -> RollupKpi:
    """Return the hits of a category with a bar a day; an unproven zero is a gap, as a missing day is."""
    values = [_proven(day, name) for _, day in rollup.days]
    total = sum(value or 0 for value in values)
    return RollupKpi(
        label=name,
        count=counted(total, rollup),
        bars=bars(values),
        text=_in_words(rollup, values),
        change=against(rollup, total, rollup.past.category(name) if rollup.past else None),
    )


def rule_trend(found: RuleTotal, rollup: Rollup) -> RollupKpi:
    """Return the hits of a rule with a bar a day; a gap is a day without the rule, or an unproven zero."""
    values = [
        found.by_day.get(day, 0 if summary and summary.complete and day in found.in_force else None)
        for day, summary in rollup.days
    ]
    past = rollup.past.rules.get(found.rule.rule_id, 0) if rollup.past else None
    return RollupKpi(
        label=found.rule.name,
        count=counted(found.hits, rollup),
        bars=bars(values),
        text=_in_words(rollup, values),
        change=against(rollup, found.hits, past),
    )


def pairs(rollup: Rollup) -> tuple[HeatRow, ...]:
    """Return the hits of every agent by category, agents as they are ranked; those without a hit are not."""
    names = [each.name for each in rollup.categories if each.hits]
    most = max((hits for agent in rollup.agents for hits in agent.categories.values()), default=1)
    return tuple(
        HeatRow(
            name=agent_name(agent, rollup),
            cells=tuple(heat_cell(agent.categories.get(name, 0), most) for name in names),
        )
        for _, agent in ranked(rollup.agents)
        if agent.hits
    )


def to_coach(rollup: Rollup) -> list[tuple[int, AgentTotal]]:
    """Return the first agents to coach: those with the lowest mean scores that lost any points."""
    places = [(rank, each) for rank, each in ranked(rollup.agents) if rank and each.conduct.deducted]
    return places[:_COACHED]


def progress(rollup: Rollup) -> tuple[str, str]:
    """Return how many of the hits somebody has judged, and how often they were right so far."""
    known = rollup.precisions.values()
    decided, confirmed = sum(each.decided for each in known), sum(each.confirmed for each in known)
    judged, found = sum(rollup.judged.values()), sum(day.hits for day in rollup.run)
    return rollup_words.judged(judged, found), rollup_words.right_so_far(confirmed, decided)


def judged_of(day: date, summary: DaySummary, rollup: Rollup) -> str:
    """Return the same of one day; empty where it has no hit."""
    return rollup_words.judged(rollup.judged.get(day, 0), summary.hits) if summary.hits else ""


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


def team_and_name(agent: AgentTotal, rollup: Rollup) -> tuple[str, str]:
    """Return both of an agent, as the list is narrowed to them."""
    return rollup.roster.team(agent.name), agent_name(agent, rollup)


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


def sampled(category: str, rollup: Rollup) -> str:
    """Return in how many calls of the random sample a category was missed, in words."""
    return words.sampled(rollup.sampled.calls, rollup.sampled.categories.get(category, 0))


def zero_note(rollup: Rollup) -> str:
    """Return what a zero of a category says; empty where there is none."""
    calls = [counted(each.calls, rollup) for each in rollup.categories]
    has_zero = any(count.known and not count.value for count in calls)
    return words.zero(rollup.sampled.calls, rollup.sampled.missed) if has_zero else ""
