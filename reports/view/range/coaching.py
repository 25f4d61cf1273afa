"""What a supervisor and an agent look at together: trend, what cost points, calls to hear; one A4 page."""

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from datetime import date
from urllib.parse import quote

from callqa.days.day import CallResult, DayResult
from callqa.days.score import NO_CONDUCT, Conduct, Scoring, conduct_of
from callqa.days.summary import calendar_days
from callqa.model.recording import Roster
from reports.view.agents import conduct_view, score
from reports.view.drawing import Bars, bars
from reports.view.format import Clock, Count, clean, date_and_time
from reports.view.model import ConductView
from reports.view.pages import draw
from reports.words.language import page_words, rollup_words, words

WORST, DRAWN, RULES = 3, 4, 8
"""How many calls and rules fit on the page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachedCall:
    """A call to hear together.

    Args:
        href: the call in the report of its day, where it is heard.
        told: its score and what cost points; empty for one that was drawn by chance.
    """

    at: str
    href: str
    told: str
    order: tuple[float, str]


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachingPage:
    """Everything on an agent's page."""

    name: str
    team: str
    conduct: ConductView
    trend: Bars
    trend_text: str
    rules: tuple[tuple[str, str], ...]
    worst: tuple[CoachedCall, ...]
    drawn: tuple[CoachedCall, ...]


@dataclass(kw_only=True, slots=True)
class _Agent:
    days: dict[date, Conduct] = field(default_factory=dict)
    costs: Counter[str] = field(default_factory=Counter)
    worst: list[CoachedCall] = field(default_factory=list)
    drawn: list[CoachedCall] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class CoachingTally:
    """Adds day to day; of each agent only sums and a few calls are kept."""

    _agents: defaultdict[str, _Agent] = field(default_factory=lambda: defaultdict(_Agent))
    _rules: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(self, result: DayResult) -> None:
        """Add a day, later ones after earlier ones."""
        scoring = Scoring.of(result)
        for rule in scoring.rules:
            self._rules[rule.rule_id] = rule.name, page_words.rule_cost(f"{rule.points:g}", rule.fatal)
        groups: dict[str, list[CallResult]] = {}
        for call in result.calls:
            if (number := (call.recording.agent or "").strip()) and scoring.has_score(call):
                groups.setdefault(number, []).append(call)
        for number, calls in groups.items():
            self._add(self._agents[number], calls, scoring, result)

    def _add(self, agent: _Agent, calls: list[CallResult], scoring: Scoring, result: DayResult) -> None:
        agent.days[result.window.day] = conduct_of(calls, scoring)
        found = [told for call in calls if (told := self._costly(agent, call, scoring, result))]
        agent.worst = sorted([*agent.worst, *found], key=lambda each: each.order)[:WORST]
        by_id = {call.recording.call_id: call for call in calls}
        chosen = draw(by_id, result.window.day, 1)
        agent.drawn = [*agent.drawn, *(_coached(by_id[call_id], result, "", 0) for call_id in chosen)][
            -DRAWN:
        ]

    def _costly(
        self, agent: _Agent, call: CallResult, scoring: Scoring, result: DayResult
    ) -> CoachedCall | None:
        dismissed = scoring.dismissed(call.evaluation.findings)
        hit = {one.rule_id for one in call.evaluation.findings if one.finding_id not in dismissed}
        costly = sorted(hit & scoring.priced)
        held = scoring.reviewed(call)
        if not costly or held is None or held.points is None:
            return None
        agent.costs.update(costly)
        told = rollup_words.cost_of_call(
            f"{held.points:g}", words.BETWEEN.join(self._rules[each][0] for each in costly)
        )
        return _coached(call, result, told, held.points)

    def pages(self, first: date, last: date, roster: Roster) -> dict[str, CoachingPage]:
        """Return the page of every agent with a scored call, by number, in the order of the numbers."""
        days = calendar_days(first, last)
        return {number: self._page(number, days, roster) for number in sorted(self._agents)}

    def _page(self, number: str, days: list[date], roster: Roster) -> CoachingPage:
        agent = self._agents[number]
        views = {
            day: conduct_view(each, lambda value: Count(value=value)) for day, each in agent.days.items()
        }
        values = [score(views[day]) if day in views else None for day in days]
        told = words.BETWEEN.join(
            rollup_words.day_value(f"{day:%m-%d}", f"{value:g}")
            for day, value in zip(days, values, strict=True)
            if value is not None
        )
        return CoachingPage(
            name=roster.shown(number),
            team=roster.team(number),
            conduct=conduct_view(sum(agent.days.values(), NO_CONDUCT), lambda value: Count(value=value)),
            trend=bars(values),
            trend_text=told,
            rules=tuple(
                (self._rules[rule_id][0], rollup_words.cost_of_rule(self._rules[rule_id][1], calls))
                for rule_id, calls in sorted(agent.costs.items(), key=lambda each: (-each[1], each[0]))[
                    :RULES
                ]
            ),
            worst=tuple(agent.worst),
            drawn=tuple(agent.drawn),
        )


def _coached(call: CallResult, result: DayResult, told: str, points: float) -> CoachedCall:
    day = result.window.day.isoformat()
    at = Clock.of(result.window).local(call.recording.started_at)
    call_id = quote(clean(call.recording.call_id), safe="")
    return CoachedCall(
        at=date_and_time(at),
        href=f"../../{day}/qa-{day}.html#?call={call_id}",
        told=told,
        order=(points, at.isoformat()),
    )
