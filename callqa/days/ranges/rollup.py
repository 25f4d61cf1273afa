"""Many days as one: totals, trend, agents, rules and the flagged calls of a week or a month."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime

from callqa.days.day import CallResult, DayResult
from callqa.days.ranges.past import Past
from callqa.days.score import NO_CONDUCT, Conduct
from callqa.days.summary import DaySummary
from callqa.model.finding import Severity
from callqa.model.playback import Sound
from callqa.model.recording import NO_ROSTER, Role, Roster
from callqa.model.review.misses import NOT_SAMPLED, Sampled
from callqa.model.review.precision import DayPrecision, RulePrecision
from callqa.model.summaries import RuleSummary

CallKey = tuple[date, str]
"""The day of a call, and its id as it is stored; on a page it may be hidden in part."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AgentTotal:
    """An agent over the days; the name is empty where no source said one.

    Args:
        unsure: calls on which not every rule was evaluated.
        conduct: how they behaved, by the rules of each day.
        categories: hits by category; only those with any.
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
    categories: Mapping[str, int] = field(default_factory=dict)

    @property
    def rate(self) -> float | None:
        """Flagged among analysed calls."""
        return self.flagged / self.analysed if self.analysed else None


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleTotal:
    """A rule over the days, as the last of its days names it.

    Args:
        by_day: hits of the days that have any.
        in_force: the days whose book has it: on the others its zero is none.
    """

    rule: RuleSummary
    hits: int
    calls: int
    by_day: Mapping[date, int] = field(default_factory=dict)
    in_force: frozenset[date] = frozenset()


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
        rules: ids of those that hit.
        stored_id: its id in the database; for looking it up, never for showing.
    """

    day: date
    call_id: str
    at: datetime
    agent: str
    worst: Severity
    hits: int
    categories: tuple[str, ...]
    anchor: str
    rules: tuple[str, ...] = ()
    stored_id: str = ""

    @property
    def key(self) -> CallKey:
        """Where it is stored."""
        return self.day, self.stored_id


@dataclass(frozen=True, kw_only=True, slots=True)
class HeardCall:
    """A call with what was said in it, as it may be shown, and what can be heard of it.

    Args:
        result: its day, with some calls only.
        sound: with addresses as a folder beside that of the day sees them.
    """

    result: DayResult
    call: CallResult
    sound: Sound


@dataclass(frozen=True, kw_only=True, slots=True)
class Wording:
    """What was said in hits, alike once it is folded.

    Args:
        role: who says it.
        hits, calls, agents: in which it was said.
        before: its hits in the period before; None where nothing is known of that.
        example: the first call in which it was said.
        finding_id: of the hit there.
    """

    role: Role
    hits: int
    calls: int
    agents: int
    before: int | None
    example: FlaggedTotal
    finding_id: str


@dataclass(frozen=True, kw_only=True, slots=True)
class Rollup:
    """What the reports of a range of days are made from.

    Args:
        days: every calendar day of the range; None where nothing was run.
        flagged: worst first, then most hits, then earliest.
        generated_at: of this rendering; the only field that differs between equal re-runs.
        roster: names and teams of agents.
        listed: some of the flagged ones with what was said: the worst, and of every agent, category and rule
            at least one.
        heard: what was said in them and in the examples of the wordings, by where it is stored.
        wordings: what was said most in hits, and what was not said in the period before; most hits first.
        past: the period before; None where nothing was run in it.
        judged: how many hits of each day somebody has judged.
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
    listed: tuple[FlaggedTotal, ...] = ()
    heard: Mapping[CallKey, HeardCall] = field(default_factory=dict)
    wordings: tuple[Wording, ...] = ()
    past: Past | None = None
    judged: Mapping[date, int] = field(default_factory=dict)

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
