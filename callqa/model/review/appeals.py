"""Appeals: an agent says that a hit is wrong, and a supervisor who did not judge it decides."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from callqa.model.review.verdicts import HitKey


class AppealStep(StrEnum):
    """What somebody did about an appeal."""

    RAISED = "raised"
    """The agent appealed, with words."""
    ACCEPTED = "accepted"
    """A supervisor said that the agent is right: the hit is a wrong one. Nothing comes after it."""
    REFUSED = "refused"
    """A supervisor said that the hit stands."""


MOST_INSTANCES = 2
"""An agent may ask once more after a refusal that was not final; then it is final, whoever decides."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AppealEntry:
    """One step of an appeal; rows are added, never changed.

    Args:
        call_id: of the call that the hit is in, as it is stored.
        is_final: whether it closes the appeal; always so where it was accepted.
        words: why, of whoever took the step.
        who: an account.
        at: when, with a time zone.
    """

    day: date
    finding_id: str
    call_id: str
    rule_id: str
    step: AppealStep
    is_final: bool
    words: str
    who: str
    at: datetime

    @property
    def key(self) -> HitKey:
        """The hit that it is about."""
        return self.day, self.finding_id


@dataclass(frozen=True, kw_only=True, slots=True)
class AppealTerms:
    """How long is given, in days.

    Args:
        raise_days: from the day of the call, or from a refusal, to appeal.
        decide_days: from an appeal to decide.
    """

    raise_days: int
    decide_days: int


@dataclass(frozen=True, kw_only=True, slots=True)
class Appeal:
    """Everything that was said about the appeal of one hit.

    Args:
        steps: in the order in which they were taken; never empty.
    """

    steps: tuple[AppealEntry, ...]

    @property
    def last(self) -> AppealEntry:
        """The step at which it stands."""
        return self.steps[-1]

    @property
    def is_open(self) -> bool:
        """Whether somebody has to decide."""
        return self.last.step is AppealStep.RAISED

    @property
    def instance(self) -> int:
        """How often it was raised."""
        return sum(each.step is AppealStep.RAISED for each in self.steps)

    @property
    def must_be_final(self) -> bool:
        """Whether the next decision closes it, whatever it is."""
        return self.instance >= MOST_INSTANCES

    @property
    def deciders(self) -> frozenset[str]:
        """Who has decided, or appealed: none of them decides."""
        return frozenset(each.who for each in self.steps)

    def due(self, terms: AppealTerms) -> datetime:
        """Return until when somebody is to decide."""
        return self.last.at + timedelta(days=terms.decide_days)

    def may_be_raised_again(self, terms: AppealTerms, now: datetime) -> bool:
        """Return whether the agent may still ask once more."""
        is_closed = self.is_open or self.last.is_final or self.must_be_final
        return not is_closed and now <= self.last.at + timedelta(days=terms.raise_days)

    def may_be_decided_by(self, who: str, judges: Collection[str]) -> bool:
        """Return whether somebody may decide: who has judged the hit, or decided before, may not.

        Args:
            judges: who has given a verdict on the hit.
        """
        return self.is_open and who not in self.deciders and who not in judges


def appeal_of(steps: Sequence[AppealEntry]) -> Appeal | None:
    """Return the appeal of one hit; None where nobody has appealed."""
    return Appeal(steps=tuple(steps)) if steps else None
