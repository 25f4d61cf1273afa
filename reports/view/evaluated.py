"""What was not evaluated: the reason why a report may not print a zero."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from callqa.days.day import CallResult, DayResult
from callqa.model.transcript import Outcome
from reports.view.format import Count
from reports.words.language import rule_words, words

_NO_RULES = frozenset({""})


@dataclass(frozen=True, kw_only=True, slots=True)
class Evaluated:
    """For every call, the rules that were not evaluated on it.

    Args:
        book: all rules.
    """

    book: frozenset[str]
    gaps: Mapping[str, frozenset[str]]

    @classmethod
    def of(cls, result: DayResult) -> "Evaluated":
        """Look at every call once."""
        book = frozenset(rule.rule_id for rule in result.rules) or _NO_RULES
        return cls(
            book=book, gaps={call.recording.call_id: _gap(call, result, book) for call in result.calls}
        )

    @property
    def by_none(self) -> int:
        """Return on how many calls no rule at all was evaluated."""
        return sum(gap == self.book for gap in self.gaps.values())

    def skipped(self, calls: Iterable[CallResult], rules: frozenset[str]) -> int:
        """Return on how many calls one of some rules was not evaluated, although another rule was."""
        gaps = (self.gaps[call.recording.call_id] for call in calls)
        return sum(gap != self.book and bool(gap & rules) for gap in gaps)

    def partial(self, call: CallResult) -> bool:
        """Whether a rule, or every rule, is missing on this call."""
        return bool(self.gaps[call.recording.call_id])

    def count(self, value: int, calls: Iterable[CallResult]) -> Count:
        """Return a number that is counted over all rules on these calls."""
        return _count(value, [self.partial(call) for call in calls])

    def count_rules(self, value: int, calls: Iterable[CallResult], rules: frozenset[str]) -> Count:
        """Return a number that is counted over some rules on these calls."""
        gaps = (self.gaps[call.recording.call_id] for call in calls)
        return _count(value, [bool(gap & (rules or _NO_RULES)) for gap in gaps])


def _count(value: int, missed: Sequence[bool]) -> Count:
    return Count(value=value, missed=sum(missed), of=len(missed))


def stale(call: CallResult, result: DayResult) -> bool:
    """Whether an analysed call was judged by another rule book than the one in force."""
    return (
        call.transcript.outcome is not Outcome.FAILED
        and call.evaluation.rules_revision != result.rules_revision
    )


def gap_note(call: CallResult, result: DayResult) -> str:
    """In words, why this call's zero is not a zero; empty when it is one."""
    if stale(call, result):
        return words.STALE
    if not result.rules:
        return words.NO_RULES
    skipped = call.evaluation.not_evaluated
    reasons = words.SEMICOLON.join(dict.fromkeys(rule_words.undecided(each.reason) for each in skipped))
    return words.rules_skipped(len({each.rule_id for each in skipped}), reasons) if skipped else ""


def _gap(call: CallResult, result: DayResult, book: frozenset[str]) -> frozenset[str]:
    # nothing is known about a call that failed, whatever its evaluation says
    if call.transcript.outcome is Outcome.FAILED or stale(call, result) or book == _NO_RULES:
        return book
    return frozenset(skipped.rule_id for skipped in call.evaluation.not_evaluated)
