"""Rollup → what both of its reports show, in words."""

from dataclasses import dataclass
from datetime import date

from flows.core import verdict_sheet
from flows.core.rollup import AgentTotal, FlaggedTotal, Rollup
from flows.core.trend import DaySummary
from reports import words
from reports.agents import SMALL_SAMPLE
from reports.drawing import Bars, bars
from reports.shapes import Count, Rate


@dataclass(frozen=True, kw_only=True, slots=True)
class RollupKpi:
    """A total with a bar a day."""

    label: str
    count: Count
    bars: Bars
    text: str


def title(rollup: Rollup) -> str:
    """2026-02-01 至 2026-02-28."""
    return f"{rollup.first.isoformat()} 至 {rollup.last.isoformat()}"


def reasons(rollup: Rollup) -> tuple[str, ...]:
    """Why the numbers of the range are not the whole truth; empty when they are."""
    failed = sum(day.failed for day in rollup.run)
    told = [
        (rollup.gaps, f"{rollup.gaps} 天没有运行过，图中留空，不是 0"),
        (failed, words.reason_failed(failed)),
        (rollup.unsure, f"{rollup.unsure} 通通话上有规则未能评估，数字是下限"),
    ]
    return tuple(text for number, text in told if number)


def ledger(rollup: Rollup) -> str:
    """The reconciliation line of all days together."""
    parts = (
        sum(getattr(day, name) for day in rollup.run) for name in ("received", "ok", "no_speech", "failed")
    )
    return words.ledger(*parts)


def counted(value: int, rollup: Rollup) -> Count:
    """A number of hits; no zero that was not proven."""
    return Count(value=value, missed=rollup.unsure)


def hit_rate(rollup: Rollup) -> Rate:
    """Flagged among analysed calls of all days."""
    flagged, ok = (sum(getattr(day, name) for day in rollup.run) for name in ("flagged", "ok"))
    return Rate(part=flagged, whole=ok, floor=rollup.unsure > 0)


def kpis(rollup: Rollup) -> tuple[RollupKpi, ...]:
    """The headline numbers."""
    return (
        _kpi(rollup, words.CALL_NUMBER, "received", sure=True),
        _kpi(rollup, words.FLAGGED, "flagged"),
        _kpi(rollup, verdict_sheet.HITS_SHEET, "hits"),
        _kpi(rollup, words.SEVERE, "severe"),
        _kpi(rollup, words.FAILED, "failed", sure=True),
    )


def _kpi(rollup: Rollup, label: str, name: str, *, sure: bool = False) -> RollupKpi:
    values = [_value(day, name) for _, day in rollup.days]
    total = sum(value or 0 for value in values)
    told = "，".join(
        f"{day:%m-%d} {'未运行' if value is None else value}"
        for (day, _), value in zip(rollup.days, values, strict=True)
    )
    count = Count(value=total) if sure else counted(total, rollup)
    return RollupKpi(label=label, count=count, bars=bars(values), text=told)


def _value(day: DaySummary | None, name: str) -> int | None:
    return None if day is None else int(getattr(day, name))


def agent_name(agent: AgentTotal | FlaggedTotal) -> str:
    """The agent, or that no source named one."""
    name = agent.name if isinstance(agent, AgentTotal) else agent.agent
    return name or words.UNKNOWN_AGENT


def agent_rate(agent: AgentTotal) -> Rate:
    """With its denominator; a lower bound where the agent's calls were not all evaluated."""
    return Rate(part=agent.flagged, whole=agent.analysed, floor=agent.unsure > 0)


def agent_count(value: int, agent: AgentTotal) -> Count:
    """A number of an agent; no zero that was not proven."""
    return Count(value=value, missed=agent.unsure)


def small(agent: AgentTotal) -> str:
    """Says that a rate rests on few calls."""
    return words.SMALL_SAMPLE if agent.analysed < SMALL_SAMPLE else ""


def address(day: date, anchor: str = "") -> str:
    """Where a day's report is, seen from the folder of the range."""
    return f"../{day.isoformat()}/qa-{day.isoformat()}.html{f'#{anchor}' if anchor else ''}"
