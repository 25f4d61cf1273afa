"""Proposals: what spares the false hits of one rule and loses none that was judged right, proved on calls."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from callqa.model.recording import Recording
from callqa.model.review.verdicts import HitKey, Standing
from callqa.rules.advice.spare import Around, exceptions
from callqa.rules.advice.variant import Change, Subject
from callqa.rules.constraints.contexts import CONTEXTS
from callqa.rules.evaluation.evaluate import evaluate_spoken
from callqa.rules.language.rule import RuleBook
from callqa.rules.search.speech import Spoken
from callqa.text.masking import mask

_MOST = 5
"""Proposals for a rule: more of them are not read."""
_RIGHT = frozenset({Standing.TRUE, Standing.DISPUTED})
"""Hits that no proposal may lose: somebody says that they are right."""


class HeardCall(NamedTuple):
    """A stored call, folded once for all the variants of a rule."""

    day: date
    spoken: Spoken
    recording: Recording | None


@dataclass(frozen=True, kw_only=True, slots=True)
class Effect:
    """What a changed rule would have found on the calls that were looked at.

    Args:
        before, after: hits of the rule.
        spared: hits that are gone and were judged false.
        lost: hits that are gone and that somebody judged right.
        unjudged: hits that are gone and on which nobody has decided.
        gained: hits that the rule did not have.
    """

    before: int
    after: int
    spared: int
    lost: int
    unjudged: int
    gained: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Proposal:
    """More exceptions for a rule.

    Args:
        changes: one, or several where they are put together.
        lines: of YAML, to be pasted into the rule.
        hits: the false ones that it spares.
    """

    changes: tuple[Change, ...]
    lines: tuple[str, ...]
    effect: Effect
    hits: frozenset[HitKey]


@dataclass(frozen=True, kw_only=True, slots=True)
class RuleAdvice:
    """What can be done about the false hits of one rule.

    Args:
        false: hits that were judged false and are still found.
        right: hits that somebody judged right and that are still found.
        gone: hits that were judged false and are not found any more.
        proposals: best first; none where nothing spares a false hit without losing a right one.
        together: proposals that complement each other, as one; None where a single one does as much.
        refused: contexts that would have spared false hits, and lost right ones with them.
    """

    rule_id: str
    false: int
    right: int
    gone: int
    proposals: tuple[Proposal, ...] = ()
    together: Proposal | None = None
    refused: tuple[Proposal, ...] = ()


def advise(subject: Subject, calls: Sequence[HeardCall], standings: Mapping[HitKey, Standing]) -> RuleAdvice:
    """Try every exception that may help one rule.

    Args:
        subject: the rule.
        calls: all on which an exception may change what it finds.
        standings: of its hits that supervisors looked at.
    """
    return _Bench(subject, calls, standings).advice()


class _Bench:
    """One rule and the calls on which its variants are tried."""

    def __init__(
        self, subject: Subject, calls: Sequence[HeardCall], standings: Mapping[HitKey, Standing]
    ) -> None:
        self._subject, self._calls, self._standings = subject, calls, standings
        self._hits, self._broken = self._found(subject.book()), subject.broken()
        self._false = [key for key in self._hits if standings.get(key) is Standing.FALSE]

    def advice(self) -> RuleAdvice:
        """Try everything."""
        tried = [one for change in self._changes() if (one := self._tried((change,)))]
        harmless = sorted((one for one in tried if not one.effect.lost), key=_best_first)
        proposals = tuple(_telling(harmless))[:_MOST]
        judged_false = [key for key, standing in self._standings.items() if standing is Standing.FALSE]
        return RuleAdvice(
            rule_id=self._subject.rule_id,
            false=len(self._false),
            right=len(self._right()),
            gone=len(judged_false) - len(self._false),
            proposals=proposals,
            together=self._together(proposals),
            refused=tuple(one for one in tried if one.effect.lost and one.changes[0].key == "not_when"),
        )

    def _changes(self) -> Iterator[Change]:
        right = [around for key in self._right() if (around := self._hits[key])]
        for condition in self._subject.places("not_in"):
            false = [around for key in self._caused_by(condition) if (around := self._hits[key])]
            for phrase in exceptions(false, right):
                if mask(phrase) == phrase:  # nobody's number is to be read in a rule book
                    yield Change(condition=condition, key="not_in", words=(phrase,))
        for condition in self._subject.places("not_when"):
            if self._caused_by(condition):
                for word in CONTEXTS:
                    yield Change(condition=condition, key="not_when", words=(word,))

    def _caused_by(self, condition: str) -> list[HitKey]:
        """Return the false hits that a condition alone would have; all of them where it makes no rule."""
        alone = self._subject.alone(condition) if condition else None
        if alone is None:
            return self._false
        found = self._found(alone)
        return [key for key in self._false if key in found]

    def _tried(self, changes: Sequence[Change]) -> Proposal | None:
        """Return a proposal with its effect; None where it spares nothing, or the rule does not take it."""
        book = self._subject.with_changes(changes, self._broken)
        if book is None:
            return None
        after = self._found(book)
        gone = [key for key in self._hits if key not in after]
        spared = frozenset(gone) & frozenset(self._false)
        if not spared:
            return None
        lost = sum(self._standings.get(key) in _RIGHT for key in gone)
        effect = Effect(
            before=len(self._hits),
            after=len(after),
            spared=len(spared),
            lost=lost,
            unjudged=len(gone) - len(spared) - lost,
            gained=sum(key not in self._hits for key in after),
        )
        lines = tuple(self._subject.lines(changes))
        return Proposal(changes=tuple(changes), lines=lines, effect=effect, hits=spared)

    def _together(self, proposals: Sequence[Proposal]) -> Proposal | None:
        spared: frozenset[HitKey] = frozenset()
        complementing = []
        for one in proposals:
            if not one.hits <= spared:
                complementing.append(one)
                spared |= one.hits
        if len(complementing) < 2:
            return None
        joined = self._tried(list(_joined(one.changes[0] for one in complementing)))
        return None if joined is None or joined.effect.lost else joined

    def _right(self) -> list[HitKey]:
        return [key for key in self._hits if self._standings.get(key) in _RIGHT]

    def _found(self, book: RuleBook) -> dict[HitKey, Around | None]:
        return {
            (call.day, finding.finding_id): Around.of(finding, call.spoken.transcript.turns)
            for call in self._calls
            for finding in evaluate_spoken(call.spoken, book, call.recording).findings
            if finding.rule_id == self._subject.rule_id
        }


def _best_first(one: Proposal) -> tuple[int, int, int]:
    return -one.effect.spared, one.effect.unjudged, one.effect.gained


def _telling(proposals: Sequence[Proposal]) -> Iterator[Proposal]:
    """Yield the proposals without those that spare nothing beside a better one of the same kind."""
    kept: list[Proposal] = []
    for one in proposals:
        place = one.changes[0].condition, one.changes[0].key
        if not any(
            one.hits <= better.hits and place == (better.changes[0].condition, better.changes[0].key)
            for better in kept
        ):
            kept.append(one)
            yield one


def _joined(changes: Iterator[Change]) -> Iterator[Change]:
    """Yield changes of one key of one condition as one."""

    def place(change: Change) -> tuple[str, str]:
        return change.condition, change.key

    for _, some in groupby(sorted(changes, key=place), key=place):
        first, *others = some
        words = (*first.words, *(word for one in others for word in one.words))
        yield Change(condition=first.condition, key=first.key, words=words)
