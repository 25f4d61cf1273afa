"""What supervisors heard and no rule has marked, and how much that is in the random sample."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple


class Heard(StrEnum):
    """What one supervisor says about a call or a place in it that no rule has marked."""

    MISSED = "missed"
    """漏标: a rule should have hit."""
    CLEAN = "clean"
    """听过: the whole call was heard, and nothing was missed."""
    WITHDRAWN = "withdrawn"
    """撤回: takes back what was said before."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Miss:
    """What one supervisor heard in a call that no rule has marked; a changed mind is another one.

    Args:
        rule_id: of the rule that should have hit; empty where only its category is known, or nothing was
            missed.
        category: of that rule; empty where nothing was missed.
        turn: of the transcript; None for the call as a whole, or where nobody said.
        text: the words that were missed, as they are shown; may be empty.
        drawn: whether the call was in the random sample of its agent: such calls were not chosen.
        note: in the supervisor's words; may be empty.
        reviewer: who; a name or an account.
        at: when, with a time zone.
    """

    day: date
    call_id: str
    heard: Heard
    rule_id: str
    category: str
    turn: int | None
    text: str
    drawn: bool
    note: str
    reviewer: str
    at: datetime

    @property
    def key(self) -> tuple[date, str, str, str, str]:
        """What it is about: another word in the same call is another miss."""
        return self.day, self.call_id, self.rule_id, self.category, self.text

    @property
    def says(self) -> tuple[str, str]:
        """What is said about it."""
        return self.heard, self.note


class HitPlace(NamedTuple):
    """Where a rule hit; ``turn`` is None for the call as a whole."""

    day: date
    call_id: str
    rule_id: str
    category: str
    turn: int | None


def standing(misses: Iterable[Miss]) -> tuple[Miss, ...]:
    """Return what every reviewer says at last, without what was taken back; oldest first."""
    latest = {(each.key, each.reviewer): each for each in sorted(misses, key=lambda each: each.at)}
    kept = (each for each in latest.values() if each.heard is not Heard.WITHDRAWN)
    return tuple(sorted(kept, key=lambda each: each.at))


def still_missed(misses: Iterable[Miss], hits: Iterable[HitPlace]) -> tuple[Miss, ...]:
    """Return what was missed and is not found now, each once, whoever recorded it.

    A rule that was mended has missed nothing any more.

    Args:
        misses: of the period, with their history.
        hits: in the calls that they are about.
    """
    found = list(hits)
    once = {each.key: each for each in reversed(standing(misses)) if each.heard is Heard.MISSED}
    return tuple(each for each in reversed(once.values()) if not any(_finds(hit, each) for hit in found))


def _finds(hit: HitPlace, miss: Miss) -> bool:
    if (hit.day, hit.call_id) != (miss.day, miss.call_id):
        return False
    meant = hit.rule_id == miss.rule_id if miss.rule_id else hit.category == miss.category
    return meant and (hit.turn == miss.turn or None in (hit.turn, miss.turn))


@dataclass(frozen=True, kw_only=True, slots=True)
class Sampled:
    """What listening to the random sample has brought: how much the rules miss, without a choice.

    Args:
        calls: of the sample that somebody has listened to.
        missed: of them those in which something was missed.
        categories: the same by category.
    """

    calls: int = 0
    missed: int = 0
    categories: Mapping[str, int] = field(default_factory=dict)

    @classmethod
    def of(cls, misses: Iterable[Miss], still: Iterable[Miss]) -> "Sampled":
        """Count calls.

        Args:
            misses: of the period, with their history.
            still: those of them that are not found now.
        """
        calls = {(each.day, each.call_id) for each in standing(misses) if each.drawn}
        missed = {(each.day, each.call_id, each.category) for each in still if each.drawn}
        return cls(
            calls=len(calls),
            missed=len({(day, call_id) for day, call_id, _ in missed}),
            categories=Counter(category for _, _, category in missed),
        )

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where nobody has listened."""
        return self.missed / self.calls if self.calls else None


NOT_SAMPLED = Sampled()
"""Where nobody has listened to the random sample."""
