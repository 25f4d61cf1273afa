"""How right rules were by what supervisors have said: of each rule, and of each day."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from callqa.model.review.misses import Miss
from callqa.model.review.verdicts import HitKey, Review, Standing, judge

PRECISION_DAYS = 30
"""A report's precision looks back so many days, its own included: one day has too few reviews."""

NOISY_BELOW, NOISY_FROM = 0.6, 5
"""A rule is called noisy when so few of at least so many decided hits were right."""


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
    hits: Mapping[HitKey, str], reviews: Iterable[Review], missed: Iterable[Miss] = ()
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
