"""What supervisors say about hits: verdicts with their history, disagreements, and precision."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

PRECISION_DAYS = 30
"""A report's precision looks back so many days, its own included: one day has too few reviews."""

NOISY_BELOW, NOISY_FROM = 0.6, 5
"""A rule is called noisy when so few of at least so many decided hits were right."""

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
    """

    day: date
    finding_id: str
    rule_id: str
    verdict: Verdict
    note: str
    reviewer: str
    at: datetime

    @property
    def key(self) -> HitKey:
        """The hit that it is about."""
        return self.day, self.finding_id


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


@dataclass(frozen=True, kw_only=True, slots=True)
class RulePrecision:
    """How often supervisors found a rule right.

    Args:
        hits: of the rule in the period, reviewed or not.
        confirmed, refuted: hits that are 真命中 and 误命中.
        pending, disputed: hits that were looked at and count for neither side.
    """

    rule_id: str
    hits: int
    confirmed: int
    refuted: int
    pending: int
    disputed: int

    @property
    def decided(self) -> int:
        """The denominator: hits with a verdict that stands."""
        return self.confirmed + self.refuted

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where no hit was decided."""
        return self.confirmed / self.decided if self.decided else None

    @property
    def noisy(self) -> bool:
        """Whether enough reviews say that the rule is mostly wrong."""
        return self.share is not None and self.decided >= NOISY_FROM and self.share < NOISY_BELOW


@dataclass(frozen=True, kw_only=True, slots=True)
class DayPrecision:
    """How often supervisors found the hits of one day right; for the trend."""

    day: date
    confirmed: int
    refuted: int

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where no hit was decided."""
        decided = self.confirmed + self.refuted
        return self.confirmed / decided if decided else None


def by_day(hits: Mapping[HitKey, str], reviews: Iterable[Review]) -> tuple[DayPrecision, ...]:
    """Return the precision of every reviewed day, oldest first; arguments as for `precisions`."""
    standings = {key: each.standing for key, each in judge(reviews).items() if key in hits}
    found = Counter((day, standing) for (day, _), standing in standings.items())
    return tuple(
        DayPrecision(day=day, confirmed=found[day, Standing.TRUE], refuted=found[day, Standing.FALSE])
        for day in sorted({day for day, _ in standings})
    )


def precisions(hits: Mapping[HitKey, str], reviews: Iterable[Review]) -> tuple[RulePrecision, ...]:
    """Return the precision of every rule that has hits, by rule id.

    Reviews of hits that are no longer found do not count: a rule that was mended is not noisy any more.

    Args:
        hits: the rule id of every hit of the period.
        reviews: of the period.
    """
    total = Counter(hits.values())
    found = Counter(
        (hits[key], judgement.standing) for key, judgement in judge(reviews).items() if key in hits
    )
    return tuple(
        RulePrecision(
            rule_id=rule_id,
            hits=total[rule_id],
            confirmed=found[rule_id, Standing.TRUE],
            refuted=found[rule_id, Standing.FALSE],
            pending=found[rule_id, Standing.PENDING],
            disputed=found[rule_id, Standing.DISPUTED],
        )
        for rule_id in sorted(total)
    )


@dataclass(frozen=True, kw_only=True, slots=True)
class Changes:
    """What a file of reviews adds to what is known.

    Args:
        new: to be appended to the history.
        unchanged: how many say what their reviewer says already.
        outdated: how many are older than what their reviewer said since.
    """

    new: tuple[Review, ...]
    unchanged: int
    outdated: int


def changes(known: Iterable[Review], offered: Iterable[Review]) -> Changes:
    """Compare a file with the history, so that taking it twice changes nothing."""
    latest = {(review.key, review.reviewer): review for review in sorted(known, key=_age)}
    new: list[Review] = []
    unchanged = outdated = 0
    for review in offered:
        before = latest.get((review.key, review.reviewer))
        if before and (before.verdict, before.note) == (review.verdict, review.note):
            unchanged += 1
        elif before and before.at > review.at:
            outdated += 1
        else:
            new.append(review)
            latest[review.key, review.reviewer] = review
    return Changes(new=tuple(new), unchanged=unchanged, outdated=outdated)
