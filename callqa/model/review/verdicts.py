"""What supervisors say about hits, one after the other, and where a hit stands by it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

HitKey = tuple[date, str]
"""The day and the finding id; ids alone are unique within a day only."""


class Verdict(StrEnum):
    """What one supervisor says about one hit."""

    TRUE = "true"
    """真命中: the rule was right."""
    FALSE = "false"
    """误命中: the rule was wrong."""
    PENDING = "pending"
    """待定: looked at, not decided; also takes an earlier verdict back."""


class Standing(StrEnum):
    """What all supervisors together say about one hit that was reviewed."""

    TRUE = "true"
    """真命中: everyone who decided says so."""
    FALSE = "false"
    """误命中: everyone who decided says so."""
    PENDING = "pending"
    """待定: nobody decided."""
    DISPUTED = "disputed"
    """分歧: one says 真命中 and another 误命中; neither is overwritten."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Review:
    """One supervisor's verdict on one hit at one time; a changed mind is another review.

    Args:
        day: of the report that the hit is in.
        finding_id: of the hit.
        rule_id: of the rule that hit.
        note: in the supervisor's words; may be empty.
        reviewer: who; a name or an account.
        at: when, with a time zone.
        is_final: whether it settles what others say, as the decision about an appeal does.
    """

    day: date
    finding_id: str
    rule_id: str
    verdict: Verdict
    note: str
    reviewer: str
    at: datetime
    is_final: bool = False

    @property
    def key(self) -> HitKey:
        """The hit that it is about."""
        return self.day, self.finding_id

    @property
    def says(self) -> tuple[str, str]:
        """What is said about it."""
        return self.verdict, self.note


@dataclass(frozen=True, kw_only=True, slots=True)
class Judgement:
    """Where one hit stands.

    Args:
        latest: the last review of every reviewer, oldest first; never empty.
        history: all reviews, oldest first.
    """

    latest: tuple[Review, ...]
    history: tuple[Review, ...]

    @property
    def standing(self) -> Standing:
        """What the reviewers say together; who has not decided does not contradict."""
        if settled := [each.verdict for each in self.history if each.is_final]:
            return Standing(settled[-1])
        decided = {review.verdict for review in self.latest} - {Verdict.PENDING}
        if len(decided) > 1:
            return Standing.DISPUTED
        return Standing(decided.pop()) if decided else Standing.PENDING

    @property
    def verdict(self) -> Verdict | None:
        """The verdict that stands; None where reviewers disagree."""
        return None if self.standing is Standing.DISPUTED else Verdict(self.standing)

    @property
    def note(self) -> str:
        """The notes that stand; each with its author where there is more than one."""
        notes = [review for review in self.latest if review.note]
        if len(notes) == 1:
            return notes[0].note
        return "；".join(f"{review.reviewer}：{review.note}" for review in notes)


def judge(reviews: Iterable[Review]) -> dict[HitKey, Judgement]:
    """Return where every reviewed hit stands; of equally old reviews the later in order counts."""
    by_hit: dict[HitKey, list[Review]] = {}
    for review in sorted(reviews, key=_age):
        by_hit.setdefault(review.key, []).append(review)
    return {key: _judgement(history) for key, history in by_hit.items()}


def _judgement(history: Sequence[Review]) -> Judgement:
    latest = {review.reviewer: review for review in history}
    return Judgement(latest=tuple(sorted(latest.values(), key=_age)), history=tuple(history))


def _age(review: Review) -> datetime:
    return review.at
