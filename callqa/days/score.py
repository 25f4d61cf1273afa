"""What a call's findings cost: 100 minus points; 0 for a fatal one; what was not evaluated leaves the sum."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

from callqa.days.day import CallResult, DayResult
from callqa.model.finding import Evaluation, Finding
from callqa.model.recording import Role
from callqa.model.review.verdicts import Judgement, Verdict
from callqa.model.summaries import RuleSummary
from callqa.model.transcript import Outcome

FULL = 100.0


@dataclass(frozen=True, kw_only=True, slots=True)
class CallScore:
    """The score of one call.

    Args:
        points: from 0 to 100; None where no rule that has points, or is fatal, could be evaluated.
        lost: points of the rules that hit, each once.
        fatal: a fatal rule hit.
        left_out: points of the rules that were not evaluated.
        is_bound: whether ``points`` is only the most that the call can have: nothing was found, and not every
            rule that could have cost something was evaluated.
    """

    points: float | None
    lost: float
    fatal: bool
    left_out: float
    is_bound: bool = False


def call_score(
    rules: Sequence[RuleSummary], evaluation: Evaluation, dismissed: Collection[str] = ()
) -> CallScore:
    """Return the machine's score of a call; with what supervisors dismissed, the score after review.

    A rule costs its points once, however often it hits. Rules that were not evaluated leave the sum:
    what was lost then weighs more, in the proportion of all points to those that could be judged.
    For a book whose points add up to more than 100 that proportion is taken of their sum.

    Args:
        rules: in force when the call was evaluated.
        evaluation: of the call.
        dismissed: ids of findings that somebody judged to be wrong; they cost nothing.
    """
    counted = {one.rule_id for one in evaluation.findings if one.finding_id not in dismissed}
    skipped = {one.rule_id for one in evaluation.not_evaluated}
    scored = [rule for rule in rules if is_priced(rule)]
    lost = sum(rule.points for rule in scored if rule.rule_id in counted)
    left_out = sum(rule.points for rule in scored if rule.rule_id in skipped)
    fatal = any(rule.fatal for rule in scored if rule.rule_id in counted)
    judged = not scored or any(rule.rule_id not in skipped for rule in scored)
    points = _points(sum(rule.points for rule in scored), lost, left_out)
    partly = any(rule.rule_id in skipped for rule in scored)
    return CallScore(
        points=(0.0 if fatal else points) if judged else None,
        lost=lost,
        fatal=fatal,
        left_out=left_out,
        is_bound=judged and partly and not fatal and lost <= 0,
    )


def is_priced(rule: RuleSummary) -> bool:
    """Return whether a hit of the rule costs a call anything: it is about how the agent behaved."""
    return bool(rule.points or rule.fatal)


def _points(possible: float, lost: float, left_out: float) -> float:
    base = max(FULL, possible)
    if lost <= 0:
        return FULL
    share = 1 - left_out / base
    return round(max(0.0, FULL - lost / share), 1) if share > 0 else 0.0


@dataclass(frozen=True, kw_only=True, slots=True)
class Scoring:
    """What the calls of a day cost, by its rule book and by what supervisors said.

    Args:
        rules: that cost something.
        priced: their ids.
        judgements: where every reviewed hit stands, by finding id.
    """

    rules: tuple[RuleSummary, ...]
    priced: frozenset[str]
    judgements: Mapping[str, Judgement]

    @classmethod
    def of(cls, result: DayResult) -> "Scoring":
        """Return the scoring of a day."""
        return cls.by(result.rules, result.judgements)

    @classmethod
    def by(cls, rules: Iterable[RuleSummary], judgements: Mapping[str, Judgement]) -> "Scoring":
        """Return the scoring by a rule book; only rules that cost something are kept."""
        priced = tuple(filter(is_priced, rules))
        ids = frozenset(rule.rule_id for rule in priced)
        return cls(rules=priced, priced=ids, judgements=judgements)

    def costs(self, finding: Finding) -> bool:
        """Return whether a finding is of a rule that costs something: it is about the agent."""
        return finding.rule_id in self.priced

    def side(self, finding: Finding) -> str:
        """Return whose doing a hit is about: ``conduct`` of the agent, the ``customer``'s, or of neither."""
        if self.costs(finding):
            return "conduct"
        return "customer" if finding.role is Role.CUSTOMER else ""

    def machine(self, call: CallResult) -> CallScore | None:
        """Return the score by the rules alone; None for a call that has none: see `has_score`."""
        return call_score(self.rules, call.evaluation) if self.has_score(call) else None

    def reviewed(self, call: CallResult) -> CallScore | None:
        """Return the score without the hits that supervisors found wrong."""
        if not self.has_score(call):
            return None
        return call_score(self.rules, call.evaluation, self.dismissed(call.evaluation.findings))

    def has_score(self, call: CallResult) -> bool:
        """Return whether the call can have a score: somebody speaks in it, and the rule book has points."""
        return bool(self.rules) and call.transcript.outcome is Outcome.OK

    def dismissed(self, findings: Iterable[Finding]) -> set[str]:
        """Return the ids of those findings that supervisors found wrong."""
        known = ((one.finding_id, self.judgements.get(one.finding_id)) for one in findings)
        return {finding_id for finding_id, said in known if said and said.verdict is Verdict.FALSE}


@dataclass(frozen=True, kw_only=True, slots=True)
class Conduct:
    """How an agent behaved on some calls, by the rules that cost points; what customers said is apart.

    Args:
        scored: calls with a score.
        bounded: of those, calls whose score is only the most that they can have.
        points, reviewed_points: sums over the scored calls, by the machine and after review.
        deducted: scored calls that lost points or failed, after review.
        fatal: of those, calls that a fatal rule hit.
        hits: of rules that cost something.
        customer_hits: what customers said that costs nobody anything.
    """

    scored: int = 0
    bounded: int = 0
    points: float = 0.0
    reviewed_points: float = 0.0
    deducted: int = 0
    fatal: int = 0
    hits: int = 0
    customer_hits: int = 0

    @property
    def average(self) -> float | None:
        """The mean score by the machine; None without a scored call."""
        return round(self.points / self.scored, 1) if self.scored else None

    @property
    def reviewed_average(self) -> float | None:
        """The mean score after review; None without a scored call."""
        return round(self.reviewed_points / self.scored, 1) if self.scored else None

    def __add__(self, other: "Conduct") -> "Conduct":
        """Return the conduct on the calls of both."""
        return Conduct(**{name: getattr(self, name) + getattr(other, name) for name in _COUNTED})


_COUNTED = tuple(Conduct.__dataclass_fields__)
NO_CONDUCT = Conduct()


def conduct_of(calls: Iterable[CallResult], scoring: Scoring) -> Conduct:
    """Add up how an agent behaved on some calls of a day."""
    told = []
    clean = 0  # nearly every call: counted, not added one by one, because a month has 300,000
    for call in calls:
        if call.evaluation.findings or call.evaluation.not_evaluated:
            told.append(_of_call(call, scoring))
        else:
            clean += scoring.has_score(call)
    return sum(told, Conduct(scored=clean, points=clean * FULL, reviewed_points=clean * FULL))


def _of_call(call: CallResult, scoring: Scoring) -> Conduct:
    found = call.evaluation.findings
    hits = sum(map(scoring.costs, found))
    customer = sum(scoring.side(one) == "customer" for one in found)
    machine = scoring.machine(call)
    reviewed = scoring.reviewed(call) if scoring.dismissed(found) else machine
    if machine is None or reviewed is None or machine.points is None or reviewed.points is None:
        return Conduct(hits=hits, customer_hits=customer)
    return Conduct(
        scored=1,
        bounded=int(reviewed.is_bound),
        points=machine.points,
        reviewed_points=reviewed.points,
        deducted=int(reviewed.lost > 0 or reviewed.fatal),
        fatal=int(reviewed.fatal),
        hits=hits,
        customer_hits=customer,
    )
