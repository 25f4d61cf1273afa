"""Many days as one: totals, trend, agents, rules and the flagged calls of a week or a month."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from callqa.days.day import CallResult, DayResult
from callqa.days.score import NO_CONDUCT, Conduct, Scoring, conduct_of
from callqa.days.summary import DaySummary, calendar
from callqa.model.finding import SEVERE, Severity
from callqa.model.recording import NO_ROSTER, Roster
from callqa.model.review import NOT_SAMPLED, DayPrecision, RulePrecision, Sampled
from callqa.model.summaries import RuleSummary
from callqa.model.transcript import Outcome

_RANK = {severity: place for place, severity in enumerate(Severity)}


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentTotal:
    """An agent over the days; the name is empty where no source said one.

    Args:
        unsure: calls on which not every rule was evaluated.
        conduct: how they behaved, by the rules of each day.
    """

    name: str
    calls: int
    analysed: int
    flagged: int
    hits: int
    severe: int
    failed: int
    unsure: int
    conduct: Conduct = NO_CONDUCT

    @property
    def rate(self) -> float | None:
        """Flagged among analysed calls."""
        return self.flagged / self.analysed if self.analysed else None


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleTotal:
    """A rule over the days, as the last of its days names it."""

    rule: RuleSummary
    hits: int
    calls: int


@dataclass(frozen=True, kw_only=True, slots=True)
class CategoryTotal:
    """A category over the days."""

    name: str
    hits: int
    calls: int


@dataclass(frozen=True, kw_only=True, slots=True)
class FlaggedTotal:
    """A flagged call of one of the days.

    Args:
        anchor: its place in the day's HTML report.
    """

    day: date
    call_id: str
    at: datetime
    agent: str
    worst: Severity
    hits: int
    categories: tuple[str, ...]
    anchor: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Rollup:
    """What the reports of a range of days are made from.

    Args:
        days: every calendar day of the range; None where nothing was run.
        flagged: worst first, then most hits, then earliest.
        generated_at: of this rendering; the only field that differs between equal re-runs.
        roster: names and teams of agents.
    """

    first: date
    last: date
    timezone: str
    generated_at: datetime
    masked: bool
    days: tuple[tuple[date, DaySummary | None], ...]
    categories: tuple[CategoryTotal, ...]
    agents: tuple[AgentTotal, ...]
    rules: tuple[RuleTotal, ...]
    flagged: tuple[FlaggedTotal, ...]
    precisions: Mapping[str, RulePrecision]
    reviewed_days: tuple[DayPrecision, ...]
    roster: Roster = NO_ROSTER
    sampled: Sampled = NOT_SAMPLED

    @property
    def run(self) -> tuple[DaySummary, ...]:
        """The days that were run."""
        return tuple(summary for _, summary in self.days if summary)

    @property
    def gaps(self) -> int:
        """How many days were not run."""
        return len(self.days) - len(self.run)

    @property
    def unsure(self) -> int:
        """On how many calls not every rule was evaluated: where it is not 0, no zero is proven."""
        return sum(summary.received - summary.evaluated for summary in self.run)


@dataclass(kw_only=True, slots=True)
class Tally:
    """Adds day to day; of each day only counts are kept."""

    summaries: list[DaySummary] = field(default_factory=list)
    flagged: list[FlaggedTotal] = field(default_factory=list)
    _agents: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _conduct: defaultdict[str, Conduct] = field(default_factory=lambda: defaultdict(Conduct))
    _categories: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _hits: Counter[str] = field(default_factory=Counter)
    _calls: Counter[str] = field(default_factory=Counter)
    _rules: dict[str, RuleSummary] = field(default_factory=dict)

    def add(self, result: DayResult, anchors: Mapping[str, str]) -> None:
        """Add a day, later ones after earlier ones.

        Args:
            anchors: the places of its flagged calls in its HTML report, by call id.
        """
        self.summaries.append(result.summary())
        self._rules.update((rule.rule_id, rule) for rule in result.rules)
        for rule in result.rules:
            self._categories[rule.category]["hits"] += 0
        scoring = Scoring.of(result)
        for call in result.calls:
            self._add_call(call, sure=result.evaluated(call))
            self._conduct[(call.recording.agent or "").strip()] += conduct_of([call], scoring)
            if call.evaluation.findings:
                self.flagged.append(_flagged(call, result.window.day, anchors[call.recording.call_id]))

    def _add_call(self, call: CallResult, *, sure: bool) -> None:
        found = call.evaluation.findings
        agent = self._agents[(call.recording.agent or "").strip()]
        agent["calls"] += 1
        agent["unsure"] += not sure
        agent["failed"] += call.transcript.outcome is Outcome.FAILED
        agent["analysed"] += call.transcript.outcome is Outcome.OK
        agent["flagged"] += bool(found)
        agent["hits"] += len(found)
        agent["severe"] += sum(finding.severity in SEVERE for finding in found)
        for finding in found:
            self._hits[finding.rule_id] += 1
            self._categories[finding.category]["hits"] += 1
        self._calls.update({finding.rule_id for finding in found})
        for category in {finding.category for finding in found}:
            self._categories[category]["calls"] += 1

    def agents(self) -> tuple[AgentTotal, ...]:
        """Return the agents by rate, then by calls; the calls that nobody claims last."""
        names = ("calls", "analysed", "flagged", "hits", "severe", "failed", "unsure")
        totals = [
            AgentTotal(name=name, conduct=self._conduct[name], **{each: count[each] for each in names})
            for name, count in self._agents.items()
        ]
        return tuple(
            sorted(totals, key=lambda each: (not each.name, -(each.rate or 0), -each.calls, each.name))
        )

    def categories(self) -> tuple[CategoryTotal, ...]:
        """Return the categories, most hits first."""
        totals = (
            CategoryTotal(name=name, hits=count["hits"], calls=count["calls"])
            for name, count in self._categories.items()
        )
        return tuple(sorted(totals, key=lambda each: (-each.hits, each.name)))

    def rules(self) -> tuple[RuleTotal, ...]:
        """Return the rules in the order of the rule book."""
        return tuple(
            RuleTotal(rule=rule, hits=self._hits[rule_id], calls=self._calls[rule_id])
            for rule_id, rule in self._rules.items()
        )

    def days(self, first: date, last: date) -> tuple[tuple[date, DaySummary | None], ...]:
        """Return every calendar day of the range."""
        return calendar(self.summaries, last, (last - first).days + 1)

    def worst_first(self) -> tuple[FlaggedTotal, ...]:
        """Return the flagged calls in the order in which to listen to them."""
        return tuple(
            sorted(self.flagged, key=lambda each: (_RANK[each.worst], -each.hits, each.at, each.call_id))
        )


def _flagged(call: CallResult, day: date, anchor: str) -> FlaggedTotal:
    found = call.evaluation.findings
    return FlaggedTotal(
        day=day,
        call_id=call.recording.call_id,
        at=call.recording.started_at,
        agent=(call.recording.agent or "").strip(),
        worst=min((finding.severity for finding in found), key=lambda severity: _RANK[severity]),
        hits=len(found),
        categories=tuple(dict.fromkeys(finding.category for finding in found)),
        anchor=anchor,
    )
