"""What a supervisor and an agent look at together: trend, what cost points, calls to hear; one A4 page."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from callqa.days.day import CallResult, DayResult
from callqa.days.masked_day import SHOWN_AS_IS
from callqa.days.ranges.rollup import CallKey, HeardCall
from callqa.days.score import FULL, NO_CONDUCT, Conduct, Scoring
from callqa.days.summary import calendar_days
from callqa.model.recording import Roster
from reports.view.agents import conduct_view, score
from reports.view.drawing import Bars, bars
from reports.view.format import Clock, Count, date_and_time
from reports.view.model.calls import Line
from reports.view.model.rows import ConductView
from reports.view.pages import draw, hits_of, playback, seen_from_below
from reports.view.range.addresses import address_of_call
from reports.view.range.heard import with_hits
from reports.words.language import page_words, rollup_words, words

WORST, DRAWN, RULES = 3, 4, 8
"""How many calls and rules fit on the page."""


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachedCall:
    """A call to hear together.

    Args:
        href: the call in the report of its day, where everything that was said stands.
        told: its score and what cost points; empty for one that was drawn by chance.
        lines: what was said around what cost points.
        play: its sound, a little before that; empty where there is none.
        unheard: in words, why not.
    """

    at: str
    href: str
    told: str = ""
    lines: tuple[Line, ...] = ()
    play: str = ""
    unheard: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class _Chosen:
    """A call that is to be heard.

    Args:
        rules: that cost it points; none for one that was drawn by chance.
    """

    key: CallKey
    call_id: str
    at: datetime
    points: float = 0
    rules: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True, slots=True)
class CoachingPage:
    """Everything on an agent's page.

    Args:
        trend: the points that a call lost on average, a bar a day.
        trend_text: the mean scores of the days, in words.
        trend_ends: the lowest and the highest of them, in words.
    """

    name: str
    team: str
    conduct: ConductView
    trend: Bars
    trend_text: str
    trend_ends: str
    rules: tuple[tuple[str, str], ...]
    worst: tuple[CoachedCall, ...]
    drawn: tuple[CoachedCall, ...]


@dataclass(kw_only=True, slots=True)
class _Agent:
    days: dict[date, Conduct] = field(default_factory=dict)
    costs: Counter[str] = field(default_factory=Counter)
    worst: list[_Chosen] = field(default_factory=list)
    drawn: list[_Chosen] = field(default_factory=list)


@dataclass(kw_only=True, slots=True)
class CoachingTally:
    """Adds day to day; of each agent only sums and a few calls are kept."""

    _agents: defaultdict[str, _Agent] = field(default_factory=lambda: defaultdict(_Agent))
    _rules: dict[str, tuple[str, str]] = field(default_factory=dict)

    def add(
        self, result: DayResult, conduct: Mapping[str, Conduct], ids: Mapping[str, str] = SHOWN_AS_IS
    ) -> None:
        """Add a day, later ones after earlier ones.

        Args:
            result: the day as it is stored.
            conduct: how the agents behaved on it, by number.
            ids: under which its calls are shown, where they are others.
        """
        scoring = Scoring.of(result)
        for rule in scoring.rules:
            self._rules[rule.rule_id] = rule.name, page_words.rule_cost(f"{rule.points:g}", rule.fatal)
        groups: dict[str, list[CallResult]] = {}
        for call in result.calls:
            if (number := (call.recording.agent or "").strip()) and scoring.has_score(call):
                groups.setdefault(number, []).append(call)
        for number, calls in groups.items():
            self._agents[number].days[result.window.day] = conduct[number]
            self._add(self._agents[number], calls, ids, scoring, result)

    def _add(
        self,
        agent: _Agent,
        calls: list[CallResult],
        ids: Mapping[str, str],
        scoring: Scoring,
        result: DayResult,
    ) -> None:
        day = result.window.day
        shown = {ids.get(call.recording.call_id, call.recording.call_id): call for call in calls}
        flagged = ((each, call) for each, call in shown.items() if call.evaluation.findings)
        costs = ((each, call, _cost(call, scoring)) for each, call in flagged)
        found = [_chosen(each, call, result, *cost) for each, call, cost in costs if cost]
        agent.costs.update(rule_id for each in found for rule_id in each.rules)
        agent.worst = sorted([*agent.worst, *found], key=lambda each: (each.points, each.at))[:WORST]
        drawn = (_chosen(each, shown[each], result) for each in draw(shown, day, 1))
        agent.drawn = [*agent.drawn, *drawn][-DRAWN:]

    def wanted(self) -> dict[CallKey, str]:
        """Return the calls whose words are needed: the ids under which they are shown."""
        chosen = (each for agent in self._agents.values() for each in (*agent.worst, *agent.drawn))
        return {each.key: each.call_id for each in chosen}

    def pages(
        self, first: date, last: date, roster: Roster, heard: Mapping[CallKey, HeardCall]
    ) -> dict[str, CoachingPage]:
        """Return the page of every agent with a scored call, by number, in the order of the numbers.

        Args:
            heard: what was said in the calls that were wanted.
        """
        days = calendar_days(first, last)
        return {number: self._page(number, days, roster, heard) for number in sorted(self._agents)}

    def _page(
        self, number: str, days: list[date], roster: Roster, heard: Mapping[CallKey, HeardCall]
    ) -> CoachingPage:
        agent = self._agents[number]
        views = {
            day: conduct_view(each, lambda value: Count(value=value)) for day, each in agent.days.items()
        }
        scores = {day: held for day, view in views.items() if (held := score(view)) is not None}
        lost = [FULL - scores[day] if day in scores else None for day in days]
        told = words.BETWEEN.join(
            rollup_words.day_value(f"{day:%m-%d}", f"{value:g}") for day, value in sorted(scores.items())
        )
        return CoachingPage(
            name=roster.shown(number),
            team=roster.team(number),
            conduct=conduct_view(sum(agent.days.values(), NO_CONDUCT), lambda value: Count(value=value)),
            trend=bars(lost),
            trend_text=told,
            trend_ends=_ends(scores),
            rules=tuple(
                (self._rules[rule_id][0], rollup_words.cost_of_rule(self._rules[rule_id][1], calls))
                for rule_id, calls in sorted(agent.costs.items(), key=lambda each: (-each[1], each[0]))[
                    :RULES
                ]
            ),
            worst=tuple(self._coached(each, heard.get(each.key)) for each in agent.worst),
            drawn=tuple(self._coached(each, heard.get(each.key)) for each in agent.drawn),
        )

    def _coached(self, chosen: _Chosen, heard: HeardCall | None) -> CoachedCall:
        told = words.BETWEEN.join(self._rules[each][0] for each in chosen.rules)
        known = CoachedCall(
            at=date_and_time(chosen.at),
            href=f"../{address_of_call(chosen.key[0], chosen.call_id)}",
            told=rollup_words.cost_of_call(f"{chosen.points:g}", told) if told else "",
        )
        return _with_sound(known, chosen, heard) if heard else known


def _cost(call: CallResult, scoring: Scoring) -> tuple[float, tuple[str, ...]] | None:
    """Return the score of a call and the rules that cost it points; None where none did."""
    dismissed = scoring.dismissed(call.evaluation.findings)
    hit = {one.rule_id for one in call.evaluation.findings if one.finding_id not in dismissed}
    costly = sorted(hit & scoring.priced)
    held = scoring.reviewed(call) if costly else None
    return None if held is None or held.points is None else (held.points, tuple(costly))


def _chosen(
    shown_id: str, call: CallResult, result: DayResult, points: float = 0, rules: tuple[str, ...] = ()
) -> _Chosen:
    key = result.window.day, call.recording.call_id
    return _Chosen(key=key, call_id=shown_id, at=_local(call, result), points=points, rules=rules)


def _with_sound(known: CoachedCall, chosen: _Chosen, heard: HeardCall) -> CoachedCall:
    """Add what was said where points were lost, and its sound; of a drawn call its beginning."""
    sound = seen_from_below(heard.sound)
    hits = hits_of(with_hits(heard, "x").hits, sound)
    costly = [hit for hit in hits if hit.view.rule_id in chosen.rules]
    spoken = next((hit for hit in costly if hit.view.context), costly[0] if costly else None)
    play = spoken.play if spoken else playback(sound).start
    return replace(
        known,
        lines=spoken.view.context if spoken else (),
        play=play.href if play else "",
        unheard="" if play else playback(sound).unheard or page_words.NOT_THERE,
    )


def _ends(scores: Mapping[date, float]) -> str:
    if not scores:
        return ""
    low, high = (choose(scores, key=lambda day: (scores[day], day)) for choose in (min, max))
    return rollup_words.ends(f"{low:%m-%d}", f"{scores[low]:g}", f"{high:%m-%d}", f"{scores[high]:g}")


def _local(call: CallResult, result: DayResult) -> datetime:
    return Clock.of(result.window).local(call.recording.started_at)
