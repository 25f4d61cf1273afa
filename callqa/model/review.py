"""What supervisors say about hits and about what was missed: their history, precision and recall."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple

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
        missed: 漏标: places where it should have hit, and still does not.
    """

    rule_id: str
    hits: int
    confirmed: int
    refuted: int
    pending: int
    disputed: int
    missed: int = 0

    @property
    def decided(self) -> int:
        """The denominator: hits with a verdict that stands."""
        return self.confirmed + self.refuted

    @property
    def share(self) -> float | None:
        """Between 0 and 1; None where no hit was decided."""
        return self.confirmed / self.decided if self.decided else None

    @property
    def due(self) -> int:
        """The denominator of the recall: hits that were right, and what was missed."""
        return self.confirmed + self.missed

    @property
    def recall(self) -> float | None:
        """Between 0 and 1; None where nobody recorded a miss: nobody may have listened."""
        return self.confirmed / self.due if self.missed else None

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


def precisions(
    hits: Mapping[HitKey, str], reviews: Iterable[Review], missed: Iterable["Miss"] = ()
) -> tuple[RulePrecision, ...]:
    """Return the precision and the recall of every rule that has hits or missed some, by rule id.

    Reviews of hits that are no longer found do not count: a rule that was mended is not noisy any more.

    Args:
        hits: the rule id of every hit of the period.
        reviews: of the period.
        missed: in the period, and not found since; see `still_missed`.
    """
    total = Counter(hits.values())
    unheard = Counter(each.rule_id for each in missed if each.rule_id)
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
            missed=unheard[rule_id],
        )
        for rule_id in sorted(total.keys() | unheard.keys())
    )


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
