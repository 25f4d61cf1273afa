"""What a reader of a day must know about how it was made: which remarks follow from the day's results."""

from collections.abc import Iterable
from dataclasses import dataclass

from callqa.days.day import CallResult, DayResult
from callqa.days.manifest import Revised
from callqa.days.plan import in_quarantine
from callqa.model.recording import Expected
from callqa.model.remarks import REVISIONS, Remark, RemarkKind
from callqa.model.transcript import Outcome

_MANY_CALLS = 10
"""From so many calls on, a change of every one of them is told without their names."""


@dataclass(frozen=True, kw_only=True, slots=True)
class RemarkOf:
    """A remark beside the day that it is about, as words need it.

    Args:
        calls: of the day.
        retry: the command that tries its failed calls again; empty where it is told elsewhere.
    """

    remark: Remark
    calls: int
    retry: str

    @property
    def count(self) -> int:
        """How many calls the remark is about."""
        return len(self.remark.call_ids)

    @property
    def is_every_call(self) -> bool:
        """Whether it is about all of the day's calls, and these are too many to be named."""
        return self.count == self.calls > _MANY_CALLS


def told_of(result: DayResult) -> tuple[RemarkOf, ...]:
    """Return what a reader of a day must know, in the order in which it is told."""
    order = list(RemarkKind)
    # said once: where other calls are worth another try, their command stands there already
    retry = "" if offers_retry(result) else f"callqa run --day {result.window.day} --redo failed"
    return tuple(
        RemarkOf(remark=remark, calls=len(result.calls), retry=retry)
        for remark in sorted(result.remarks, key=lambda each: order.index(each.kind))
    )


def has_failed(call: CallResult) -> bool:
    """Return whether a call was tried in vain."""
    return call.transcript.outcome is Outcome.FAILED and not call.pending


def offers_retry(result: DayResult) -> bool:
    """Return whether a failed call is worth another try as it is: those in quarantine have their own line."""
    kinds = (remark for remark in result.remarks if remark.kind is RemarkKind.QUARANTINED)
    given_up = {call_id for remark in kinds for call_id in remark.call_ids}
    return any(has_failed(call) and call.recording.call_id not in given_up for call in result.calls)


def revisions(change: Revised) -> list[Remark]:
    """Return how a day that had been reported was revised; none when its recordings are the same."""
    calls = (change.late, change.changed, change.informed, change.gone, change.again)
    pairs = zip(REVISIONS, calls, strict=True)
    return [Remark(kind=kind, call_ids=call_ids) for kind, call_ids in pairs if call_ids]


def quarantined(result: DayResult, max_attempts: int) -> list[Remark]:
    """Return the failed calls that no night will try again by itself."""
    return _about(
        RemarkKind.QUARANTINED,
        (
            call.recording.call_id
            for call in result.calls
            if not call.pending
            and in_quarantine(
                call.transcript.outcome, call.transcript.retryable, call.transcript.attempts, max_attempts
            )
        ),
    )


def _about(kind: RemarkKind, call_ids: Iterable[str]) -> list[Remark]:
    known = tuple(call_ids)
    return [Remark(kind=kind, call_ids=known)] if known else []


def unrecorded(expected: Expected | None) -> list[Remark]:
    """Return the calls that the call records list and no recording exists for."""
    if not expected or not expected.unrecorded:
        return []
    calls = expected.unrecorded
    return [
        Remark(
            kind=RemarkKind.UNRECORDED,
            call_ids=tuple(call.call_id for call in calls),
            figures={"listed": expected.listed},
            names={call.call_id: f"{call.started_at:%H:%M}" for call in calls},
        )
    ]
