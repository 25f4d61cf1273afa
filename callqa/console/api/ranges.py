"""Agents and trends for programs: several days together, counted a few at a time as on the pages."""

from datetime import date
from typing import Annotated, Any

from fastapi import Query, Request

from callqa.console.api import shapes
from callqa.console.api.doors import Calling, ProgramDoors
from callqa.console.doors import AtDesk
from callqa.console.ranges.span import Counted, Span, count
from callqa.console.rendering import in_words
from callqa.days.ranges.rollup import AgentTotal, Rollup
from callqa.model.access.account import Capability
from reports.view.range.rollup import ranked
from reports.words.language import rule_words

doors = ProgramDoors("/api/v1")
Day = Annotated[date | None, Query(description="default: the newest week; 92 days at the most")]
_COUNTS = ("received", "ok", "failed", "flagged", "hits", "severe")


@doors.get(
    "/agents", Capability.READ_SPEECH, summary="agents over some days", response_model=shapes.AgentsOfDays
)
def agents(desk: AtDesk, caller: Calling, first: Day = None, last: Day = None) -> dict[str, Any]:
    """List the agents over some days, whom to coach first."""
    span = Span.asked(caller, first, last)
    found = count(desk, caller, span)
    rows = [_agent(rank, each, found.rollup) for rank, each in ranked(found.rollup.agents)]
    return {**_span(span, found), "agents": rows}


def _span(span: Span, found: Counted) -> dict[str, Any]:
    return {"first": span.first, "last": span.last, "days_counted": found.done, "days_stored": found.total}


def _agent(rank: int | None, agent: AgentTotal, rollup: Rollup) -> dict[str, Any]:
    conduct = agent.conduct
    return {
        "rank": rank,
        "agent": agent.name,
        "name": rollup.roster.name(agent.name),
        "team": rollup.roster.team(agent.name),
        "calls": agent.calls,
        "analysed": agent.analysed,
        "flagged": agent.flagged,
        "hits": agent.hits,
        "severe": agent.severe,
        "failed": agent.failed,
        "not_fully_evaluated": agent.unsure,
        "score": conduct.reviewed_average,
        "scored": conduct.scored,
        "deducted": conduct.deducted,
        "fatal": conduct.fatal,
        "categories": dict(agent.categories),
    }


@doors.get(
    "/trends", Capability.READ_NUMBERS, summary="some days in counts", response_model=shapes.TrendsOfDays
)
def trends(
    request: Request, desk: AtDesk, caller: Calling, first: Day = None, last: Day = None
) -> dict[str, Any]:
    """List some days in counts, the hits of every rule by day, and what was changed in the rule book."""
    span = Span.asked(caller, first, last)
    found = count(desk, caller, span)
    with in_words(request):
        changes = {day.summary.day: [rule_words.change(each) for each in day.changes] for day in found.totals}
    days = [
        {"day": each.day, **{name: getattr(each, name) for name in _COUNTS}, "changes": changes[each.day]}
        for each in sorted(found.rollup.run, key=lambda each: each.day)
        if each.day in changes
    ]
    rules = [
        {
            "rule_id": each.rule.rule_id,
            "name": each.rule.name,
            "category": each.rule.category,
            "hits": each.hits,
            "calls": each.calls,
            "by_day": dict(each.by_day),
        }
        for each in found.rollup.rules
    ]
    return {**_span(span, found), "days": days, "rules": rules}
