"""Adds day to day: of each only counts, and what is shown of a flagged call, are kept."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from callqa.days.day import CallResult, DayResult
from callqa.days.masked_day import SHOWN_AS_IS
from callqa.days.ranges.rollup import AgentTotal, CategoryTotal, FlaggedTotal, RuleTotal
from callqa.days.ranges.wordings import WordingTally
from callqa.days.score import Conduct, Scoring, conduct_of
from callqa.days.summary import DaySummary, calendar
from callqa.model.finding import SEVERE, Severity
from callqa.model.summaries import RuleSummary
from callqa.model.transcript import Outcome

_RANK = {severity: place for place, severity in enumerate(Severity)}
_COUNTED = ("calls", "analysed", "flagged", "hits", "severe", "failed", "unsure")


@dataclass(kw_only=True, slots=True)
class Tally:
    """Adds day to day."""

    summaries: list[DaySummary] = field(default_factory=list)
    flagged: list[FlaggedTotal] = field(default_factory=list)
    wordings: WordingTally = field(default_factory=WordingTally)
    _agents: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _conduct: defaultdict[str, Conduct] = field(default_factory=lambda: defaultdict(Conduct))
    _pairs: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _categories: defaultdict[str, Counter[str]] = field(default_factory=lambda: defaultdict(Counter))
    _hits: defaultdict[str, Counter[date]] = field(default_factory=lambda: defaultdict(Counter))
    _calls: Counter[str] = field(default_factory=Counter)
    _rules: dict[str, RuleSummary] = field(default_factory=dict)
    _in_force: defaultdict[str, set[date]] = field(default_factory=lambda: defaultdict(set))

    def add(
        self, result: DayResult, anchors: Mapping[str, str], ids: Mapping[str, str] = SHOWN_AS_IS
    ) -> dict[str, Conduct]:
        """Add a day, later ones after earlier ones; return how each agent behaved on it, by number.

        Args:
            result: the day as it is stored: nothing of it is shown but ids, names of rules and counts.
            anchors: the places of its flagged calls in its HTML report, by call id.
            ids: under which its calls are shown, where they are others.
        """
        day = result.window.day
        self.summaries.append(result.summary())
        for rule in result.rules:
            self._rules[rule.rule_id] = rule
            self._in_force[rule.rule_id].add(day)
            self._categories[rule.category]["hits"] += 0
        scoring, by_agent = Scoring.of(result), defaultdict[str, list[CallResult]](list)
        for call in result.calls:
            self._add_call(call, day, sure=result.evaluated(call))
            by_agent[_agent_of(call)].append(call)
            if call.evaluation.findings:
                call_id = call.recording.call_id
                found = _flagged(call, ids.get(call_id, call_id), day, anchors[call_id])
                self.flagged.append(found)
                self.wordings.add(found, call)
        conduct = {name: conduct_of(calls, scoring) for name, calls in by_agent.items()}
        for name, of_day in conduct.items():
            self._conduct[name] += of_day
        return conduct

    def _add_call(self, call: CallResult, day: date, *, sure: bool) -> None:
        found, number = call.evaluation.findings, _agent_of(call)
        agent = self._agents[number]
        agent["calls"] += 1
        agent["unsure"] += not sure
        agent["failed"] += call.transcript.outcome is Outcome.FAILED
        agent["analysed"] += call.transcript.outcome is Outcome.OK
        if not found:
            return
        agent["flagged"] += 1
        agent["hits"] += len(found)
        agent["severe"] += sum(finding.severity in SEVERE for finding in found)
        for finding in found:
            self._hits[finding.rule_id][day] += 1
            self._categories[finding.category]["hits"] += 1
            self._pairs[number][finding.category] += 1
        self._calls.update({finding.rule_id for finding in found})
        for category in {finding.category for finding in found}:
            self._categories[category]["calls"] += 1

    def agents(self) -> tuple[AgentTotal, ...]:
        """Return the agents by rate, then by calls; the calls that nobody claims last."""
        totals = [
            AgentTotal(
                name=name,
                conduct=self._conduct[name],
                categories=dict(self._pairs[name]),
                **{each: count[each] for each in _COUNTED},
            )
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
            RuleTotal(
                rule=rule,
                hits=self._hits[rule_id].total(),
                calls=self._calls[rule_id],
                by_day=dict(self._hits[rule_id]),
                in_force=frozenset(self._in_force[rule_id]),
            )
            for rule_id, rule in self._rules.items()
        )

    def days(self, first: date, last: date) -> tuple[tuple[date, DaySummary | None], ...]:
        """Return every calendar day of the range."""
        return calendar(self.summaries, last, (last - first).days + 1)

    def worst_first(self) -> tuple[FlaggedTotal, ...]:
        """Return the flagged calls in the order in which to listen to them."""
        return tuple(sorted(self.flagged, key=urgency))


def urgency(flagged: FlaggedTotal) -> tuple[int, int, float, str]:
    """Sorts flagged calls: worst severity, most hits, earliest."""
    return _RANK[flagged.worst], -flagged.hits, flagged.at.timestamp(), flagged.call_id


def listed(
    flagged: Iterable[FlaggedTotal], most: int, wanted: Iterable[FlaggedTotal] = ()
) -> tuple[FlaggedTotal, ...]:
    """Return the first of some calls, and of the others what shows another agent's category, or another rule.

    A number that leads to the list never leads to an empty one.

    Args:
        flagged: worst first.
        most: how many are chosen for being the worst.
        wanted: that are chosen in any case.
    """
    chosen: list[FlaggedTotal] = []
    asked = {each.key for each in wanted}
    seen: set[tuple[str, str]] = set()
    for each in flagged:
        shows = {("", rule_id) for rule_id in each.rules} | {(f"of {each.agent}", c) for c in each.categories}
        if len(chosen) < most or not shows <= seen or each.key in asked:
            chosen.append(each)
            seen |= shows
    return tuple(chosen)


def _agent_of(call: CallResult) -> str:
    return (call.recording.agent or "").strip()


def _flagged(call: CallResult, shown_id: str, day: date, anchor: str) -> FlaggedTotal:
    found = call.evaluation.findings
    return FlaggedTotal(
        day=day,
        call_id=shown_id,
        at=call.recording.started_at,
        agent=_agent_of(call),
        worst=min((finding.severity for finding in found), key=lambda severity: _RANK[severity]),
        hits=len(found),
        categories=tuple(dict.fromkeys(finding.category for finding in found)),
        anchor=anchor,
        rules=tuple(dict.fromkeys(finding.rule_id for finding in found)),
        stored_id=call.recording.call_id,
    )
