"""The morning message: what kind it is, and what it says besides the digest; never customer speech."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What is told: how the night went, in the order of how little attention it asks for."""

    FINISHED = "finished"
    """Every call has a result."""
    UNUSUAL = "unusual"
    """The same, but the day is far from what its weekday usually is."""
    WITH_FAILURES = "finished_with_failures"
    """The reports are there; some calls failed, or an earlier day could not be completed."""
    FAILED = "failed"
    """The night broke off, or left recordings without an attempt."""
    DID_NOT_RUN = "did_not_run"
    """No complete report by the time at which there should be one."""
    BACKFILLED = "backfilled"
    """A range of days was worked on again, all of it."""
    BACKFILLED_PARTLY = "backfilled_partly"
    """The same, but days or calls are left."""
    RULES_REFUSED = "rules_refused"
    """A rule book that was saved is not in force."""
    TEST = "test"
    """`callqa doctor --notify`."""

    @property
    def is_night(self) -> bool:
        """Whether it says how a night went, which monitoring waits for."""
        return self not in (Kind.BACKFILLED, Kind.BACKFILLED_PARTLY, Kind.RULES_REFUSED, Kind.TEST)


class Urgency(StrEnum):
    """How a chat program colours a message."""

    INFO = "info"
    """Nothing that anybody has to look at: a test."""
    SUCCESS = "success"
    """Nothing to do."""
    WARNING = "warning"
    """The report is there, and somebody should look."""
    FAILURE = "failure"
    """There is no report, or not the whole one."""


_URGENCIES = {
    Kind.FINISHED: Urgency.SUCCESS,
    Kind.UNUSUAL: Urgency.WARNING,
    Kind.WITH_FAILURES: Urgency.WARNING,
    Kind.FAILED: Urgency.FAILURE,
    Kind.DID_NOT_RUN: Urgency.FAILURE,
    Kind.BACKFILLED: Urgency.SUCCESS,
    Kind.BACKFILLED_PARTLY: Urgency.WARNING,
    Kind.RULES_REFUSED: Urgency.WARNING,
    Kind.TEST: Urgency.INFO,
}


@dataclass(frozen=True, kw_only=True, slots=True)
class Notice:
    """What a message is made from.

    Args:
        day: that it is about; of a range the last one.
        first: the first day of a range; None for a single day.
        host: the machine that sends it.
        problems: in Chinese, a line each, what is wrong.
        notes: in Chinese, a line each, what else there is to know.
        digest: of the day, as text; empty where there is no report.
    """

    kind: Kind
    day: date
    host: str
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    digest: str = ""
    first: date | None = None

    @property
    def good(self) -> bool:
        """Whether the night came to its end; what an outside monitor is told."""
        return self.urgency is not Urgency.FAILURE

    @property
    def urgency(self) -> Urgency:
        """How it is coloured."""
        return _URGENCIES[self.kind]


def kind_of(*, problem: bool, failed: int, earlier_problems: int, unusual: int) -> Kind:
    """Return the kind of message for a night that reached its reports: the worst one that applies.

    Args:
        problem: whether recordings were left without an attempt.
        failed, earlier_problems, unusual: how many calls, earlier days, remarks.
    """
    if problem:
        return Kind.FAILED
    if failed or earlier_problems:
        return Kind.WITH_FAILURES
    return Kind.UNUSUAL if unusual else Kind.FINISHED
