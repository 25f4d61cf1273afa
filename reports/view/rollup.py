"""Rollup → what both of its reports show, in words."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from urllib.parse import quote

from callqa.days.rollup import AgentTotal, FlaggedTotal, Rollup
from callqa.days.summary import DaySummary
from callqa.model.review import RulePrecision
from reports.view.drawing import Bars, bars
from reports.view.format import Count, Rate, date_and_time
from reports.view.model import Fact, Level, Masthead, Trust
from reports.view.tables import SMALL_SAMPLE
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
    told = words.BETWEEN.join(
        rollup_words.day_value(f"{day:%m-%d}", rollup_words.NOT_RUN if value is None else str(value))
        for (day, _), value in zip(rollup.days, values, strict=True)
    )
    count = Count(value=total) if sure else counted(total, rollup)
    return RollupKpi(label=label, count=count, bars=bars(values), text=told)


def _value(day: DaySummary | None, name: str) -> int | None:
    return None if day is None else int(getattr(day, name))


def agent_name(agent: AgentTotal | FlaggedTotal) -> str:
    """Return the agent, or that no source named one."""
    name = agent.name if isinstance(agent, AgentTotal) else agent.agent
    return name or words.UNKNOWN_AGENT


def agent_rate(agent: AgentTotal) -> Rate:
    """With its denominator; a lower bound where the agent's calls were not all evaluated."""
    unseen = agent_count(agent.flagged, agent).unseen
    return Rate(part=agent.flagged, whole=agent.analysed, floor=agent.unsure > 0, unseen=unseen)


def agent_count(value: int, agent: AgentTotal) -> Count:
    """Return a number of an agent; no zero that was not proven."""
    return Count(value=value, missed=agent.unsure, of=agent.calls)


def ranked(agents: Iterable[AgentTotal]) -> list[AgentTotal]:
    """As they come, but those with few calls behind the others: one call would decide; nobody's last."""
    return sorted(agents, key=lambda agent: (not agent.name, bool(small(agent))))


def small(agent: AgentTotal) -> str:
    """Says that a rate rests on few calls."""
    return words.SMALL_SAMPLE if agent.analysed < SMALL_SAMPLE else ""


def assessment(found: RulePrecision | None) -> str:
    """Says that a rule is often wrong."""
    return words.NOISY if found and found.noisy else ""


def address(day: date, anchor: str = "") -> str:
    """Where a day's report is, seen from the folder of the range."""
    return f"../{day.isoformat()}/qa-{day.isoformat()}.html{f'#{anchor}' if anchor else ''}"
