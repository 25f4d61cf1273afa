"""The pages of several days: agents, one agent, trends, and two ranges side by side."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Annotated, Any

from fastapi import Query, Request
from starlette.responses import Response

from callqa.console.desk import Desk
from callqa.console.doors import AtDesk, Doors, Signed, Visitor
from callqa.console.ranges.span import Counted, Span, count
from callqa.console.rendering import in_words, page
from callqa.days.ranges.rollup import AgentTotal, Rollup
from callqa.model.access.account import Capability
from callqa.operations.ranges.counting import DayTotals
from reports.view.format import percent
from reports.view.range import rollup as view
from reports.words.language import rule_words

doors = Doors()
Day = Annotated[date | None, Query()]
Name = Annotated[str, Query(max_length=200)]
_COUNTS = ("received", "ok", "failed", "flagged", "hits", "severe")


def _shown(
    request: Request, visitor: Visitor, template: str, span: Span, found: Counted, **values: Any
) -> Response:
    return page(
        request,
        template,
        account=visitor.account,
        span=span,
        found=found,
        rollup=found.rollup,
        view=view,
        percent=percent,
        **values,
    )


@doors.get("/agents", Capability.READ_SPEECH)
def agents(request: Request, desk: AtDesk, visitor: Signed, first: Day = None, last: Day = None) -> Response:
    """List the agents over some days, whom to coach first."""
    span = Span.asked(visitor, first, last)
    found = count(desk, visitor, span)
    with in_words(request):
        rows = [_agent(rank, each, found.rollup) for rank, each in view.ranked(found.rollup.agents)]
    return _shown(request, visitor, "ranges/agents.html", span, found, rows=rows)


def _agent(rank: int | None, agent: AgentTotal, rollup: Rollup) -> dict[str, Any]:
    return {
        "rank": rank,
        "agent": agent,
        "name": view.agent_name(agent, rollup),
        "team": rollup.roster.team(agent.name),
        "conduct": view.conduct(agent),
        "rate": view.agent_rate(agent),
        "hits": view.agent_count(agent.hits, agent),
        "small": view.small(agent),
    }


@doors.get("/agents/one", Capability.READ_SPEECH)
def one_agent(
    request: Request,
    desk: AtDesk,
    visitor: Signed,
    *,
    agent: Name = "",
    first: Day = None,
    last: Day = None,
) -> Response:
    """Show one agent day by day."""
    span = Span.asked(visitor, first, last)
    found = count(desk, visitor, span)
    rollup = found.rollup
    with in_words(request):
        known = next((each for each in rollup.agents if each.name == agent), None)
        days = [
            (each.summary.day, _agent(None, own, rollup))
            for each in found.totals
            for own in each.agents
            if own.name == agent
        ]
        row = _agent(None, known, rollup) if known else None
    return _shown(request, visitor, "ranges/agent.html", span, found, row=row, days=days, name=agent)


@doors.get("/trends", Capability.READ_NUMBERS)
def trends(request: Request, desk: AtDesk, visitor: Signed, first: Day = None, last: Day = None) -> Response:
    """Show some days in counts, with what was changed in the rule book."""
    span = Span.asked(visitor, first, last)
    found = count(desk, visitor, span)
    rollup = found.rollup
    with in_words(request):
        values = {
            "trust": view.trust(rollup),
            "kpis": view.kpis(rollup),
            "categories": [view.category_trend(each.name, rollup) for each in rollup.categories],
            "rules": [
                view.rule_trend(each, rollup) for each in sorted(rollup.rules, key=lambda each: -each.hits)
            ],
            "changes": {each.summary.day: _changes(each) for each in found.totals if each.changes},
        }
    return _shown(request, visitor, "ranges/trends.html", span, found, **values)


def _changes(day: DayTotals) -> list[str]:
    return [rule_words.change(each) for each in day.changes]


@dataclass(frozen=True, kw_only=True, slots=True)
class Pair:
    """A number of both ranges.

    Args:
        left, right: None where nothing is known.
    """

    name: str
    left: float | None
    right: float | None

    @property
    def change(self) -> float | None:
        """By how much the right one is more."""
        return None if self.left is None or self.right is None else self.right - self.left


@doors.get("/compare", Capability.READ_SPEECH)
def compare(
    request: Request,
    desk: AtDesk,
    visitor: Signed,
    *,
    first: Day = None,
    last: Day = None,
    other_first: Day = None,
    other_last: Day = None,
) -> Response:
    """Show two ranges side by side: by default the newest week beside the one before it."""
    span = Span.asked(visitor, first, last)
    length = span.last - span.first
    before = other_last or span.first - timedelta(days=1)
    other = Span.asked(visitor, other_first or before - length, before)
    return _compared(request, desk, visitor, span, other)


def _compared(request: Request, desk: Desk, visitor: Visitor, span: Span, other: Span) -> Response:
    right, left = count(desk, visitor, span), count(desk, visitor, other)
    both = Counted(
        rollup=right.rollup,
        totals=right.totals,
        done=left.done + right.done,
        total=left.total + right.total,
    )
    with in_words(request):
        values = {
            "other": other,
            "left": left.rollup,
            "numbers": list(_numbers(left.rollup, right.rollup)),
            "categories": list(_hits(left.rollup, right.rollup)),
            "rules": list(_rules(left.rollup, right.rollup)),
            "agents": list(_agents(left.rollup, right.rollup)),
        }
    return _shown(request, visitor, "ranges/compare.html", span, both, **values)


def _numbers(left: Rollup, right: Rollup) -> Iterator[Pair]:
    for name in _COUNTS:
        sums = [sum(getattr(day, name) for day in each.run) if each.run else None for each in (left, right)]
        yield Pair(name=name, left=sums[0], right=sums[1])


def _hits(left: Rollup, right: Rollup) -> Iterator[Pair]:
    known = [{each.name: each.hits for each in side.categories} for side in (left, right)]
    for name in dict.fromkeys([*known[1], *known[0]]):
        yield Pair(name=name, left=known[0].get(name), right=known[1].get(name))


def _rules(left: Rollup, right: Rollup) -> Iterator[Pair]:
    known = [{each.rule.rule_id: each for each in side.rules} for side in (left, right)]
    for rule_id in dict.fromkeys([*known[1], *known[0]]):
        old, new = known[0].get(rule_id), known[1].get(rule_id)
        named = new or old
        if named and (not old or not new or old.hits != new.hits):
            yield Pair(name=named.rule.name, left=old.hits if old else None, right=new.hits if new else None)


def _agents(left: Rollup, right: Rollup) -> Iterator[Pair]:
    known = [{each.name: each.conduct.reviewed_average for each in side.agents} for side in (left, right)]
    for _, agent in view.ranked(right.agents):
        name = view.agent_name(agent, right)
        yield Pair(name=name, left=known[0].get(agent.name), right=known[1].get(agent.name))
