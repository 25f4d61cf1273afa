"""What a changed rule book gains and loses against another, call by call."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from callqa.model.finding import Evaluation, Finding, Severity
from callqa.model.recording import Recording
from callqa.model.summaries import RuleCounts
from callqa.model.transcript import Turn
from callqa.rules.language.rule import Rule, RuleBook


@dataclass(frozen=True, kw_only=True, slots=True)
class TrialHit:
    """A hit that only one of the two books has, with the words around it.

    Args:
        finding: the hit.
        day: of the call; None where it is not known.
        context: the turn before, the turn itself and the turn after; empty for a hit about the whole call.
        centre: which of the context is the turn itself.
        stored_id: of the call in the database; for looking it up, never for showing.
        ref: of the call in the console.
    """

    finding: Finding
    day: date | None = None
    context: tuple[Turn, ...] = ()
    centre: int = 0
    stored_id: str = ""
    ref: str = ""

    @property
    def said(self) -> tuple[str, str, str]:
        """What stands before the hit in its turn, the hit, and what stands after it."""
        if not self.context:
            return "", self.finding.evidence, ""
        text = self.context[self.centre].text
        start, end = self.finding.start, self.finding.end
        return text[:start], text[start:end], text[end:]


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleTrial:
    """One rule under both books.

    Args:
        rule_id, name, category, severity: as the changed book has them, where it has the rule.
        old, new: hits under each book; None where the book does not have the rule.
        gained, lost: hits that only the changed book has, and that only the other has.
        old_unknown, new_unknown: calls on which the rule could not be evaluated.
    """

    rule_id: str
    name: str
    category: str
    severity: Severity
    old: int | None
    new: int | None
    gained: int = 0
    lost: int = 0
    old_unknown: int = 0
    new_unknown: int = 0

    @property
    def differs(self) -> bool:
        """Whether the change shows in it."""
        return bool(self.gained or self.lost or self.old_unknown != self.new_unknown)


@dataclass(frozen=True, kw_only=True, slots=True)
class Trial:
    """Two books over the same calls.

    Args:
        calls: how many were looked at.
        rules: of both books, in the order of the changed one; rules that are gone come last.
        gained, lost: hits that only one book has, in the order of days, calls and time.
    """

    calls: int
    rules: tuple[RuleTrial, ...]
    gained: tuple[TrialHit, ...]
    lost: tuple[TrialHit, ...]


class Tally:
    """RuleCounts call by call, so that no day has to be in memory twice.

    Args:
        old, new: the books.
    """

    def __init__(self, old: RuleBook, new: RuleBook) -> None:
        self.old, self.new = old, new
        self._calls = 0
        self._hits: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        self._unknown: tuple[Counter[str], Counter[str]] = (Counter(), Counter())
        self._gained: list[TrialHit] = []
        self._lost: list[TrialHit] = []

    def add(
        self,
        turns: tuple[Turn, ...],
        old: Evaluation,
        new: Evaluation,
        *,
        day: date | None = None,
        recording: Recording | None = None,
    ) -> None:
        """Count one call.

        Args:
            turns: of the call, as they may be shown; spans of the findings hold in them.
            old, new: of the call, by each book.
            day: of the call.
            recording: of the call, as it is stored.
        """
        self._calls += 1
        for place, evaluation in enumerate((old, new)):
            self._hits[place].update(finding.rule_id for finding in evaluation.findings)
            self._unknown[place].update(skipped.rule_id for skipped in evaluation.not_evaluated)
        known = (day, recording)
        self._gained += (_in_context(f, turns, *known) for f in unmatched(new.findings, old.findings))
        self._lost += (_in_context(f, turns, *known) for f in unmatched(old.findings, new.findings))

    def add_stored(self, counts: RuleCounts, part: RuleBook) -> None:
        """Count what both books say of a day's calls, because it is stored already.

        Args:
            counts: of the day.
            part: of the book in force, whose rules are counted call by call.
        """
        counted = {rule.rule_id for rule in part.rules}
        same = {rule.rule_id for rule in self.old.rules} - counted
        for place in (0, 1):
            self._hits[place].update({key: n for key, n in counts.hits.items() if key in same})
            self._unknown[place].update({key: n for key, n in counts.unknown.items() if key in same})

    def result(self) -> Trial:
        """Return everything counted so far."""
        rules = {rule.rule_id: rule for rule in (*self.new.rules, *self.old.rules)}
        chosen = {**rules, **{rule.rule_id: rule for rule in self.new.rules}}
        gained = Counter(hit.finding.rule_id for hit in self._gained)
        lost = Counter(hit.finding.rule_id for hit in self._lost)
        return Trial(
            calls=self._calls,
            rules=tuple(self._rule(rule, gained, lost) for rule in chosen.values()),
            gained=tuple(self._gained),
            lost=tuple(self._lost),
        )

    def _rule(self, rule: Rule, gained: Counter[str], lost: Counter[str]) -> RuleTrial:
        rule_id = rule.rule_id
        old, new = ({each.rule_id for each in book.rules} for book in (self.old, self.new))
        return RuleTrial(
            rule_id=rule_id,
            name=rule.name,
            category=rule.category,
            severity=rule.severity,
            old=self._hits[0][rule_id] if rule_id in old else None,
            new=self._hits[1][rule_id] if rule_id in new else None,
            gained=gained[rule_id],
            lost=lost[rule_id],
            old_unknown=self._unknown[0][rule_id],
            new_unknown=self._unknown[1][rule_id],
        )


def unmatched(findings: Iterable[Finding], others: Iterable[Finding]) -> list[Finding]:
    """Return the findings without a counterpart: one of the same rule that overlaps in the same turn.

    A longer phrase over the same words is the same hit.
    """
    known = list(others)
    return [finding for finding in findings if not any(_same(finding, other) for other in known)]


def _same(one: Finding, other: Finding) -> bool:
    if (one.rule_id, one.turn) != (other.rule_id, other.turn):
        return False
    spans = (one.start, one.end), (other.start, other.end)  # a silence is an empty one
    return one.turn is None or spans[0] == spans[1] or (one.start < other.end and other.start < one.end)


def _in_context(
    finding: Finding, turns: tuple[Turn, ...], day: date | None, recording: Recording | None
) -> TrialHit:
    first = max((finding.turn or 0) - 1, 0)
    return TrialHit(
        finding=finding,
        day=day,
        context=() if finding.turn is None else turns[first : finding.turn + 2],
        centre=0 if finding.turn is None else finding.turn - first,
        stored_id=recording.call_id if recording else "",
        ref=recording.ref if recording else "",
    )
