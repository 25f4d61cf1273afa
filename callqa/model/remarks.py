"""What a reader of a day must know about how it was made: kinds, calls and figures, never sentences.

The words are in `reports.words`, in both languages. What was not read or attributed is
`callqa.model.coverage`; how a day differs from its weekday is `callqa.days.anomalies`.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum

from callqa.model.errors import CallqaError, describe_error


class RemarkKind(StrEnum):
    """What there is to know; each says which calls, figures and names it comes with."""

    LATE = "late"
    """Calls that came after the day's report, which has them now."""
    CHANGED = "changed"
    """Calls whose recording was changed after the day's report; the new one counts."""
    INFORMED = "informed"
    """Calls whose agent, queue, start … became another one after the day's report."""
    GONE = "gone"
    """Calls of an earlier report that are none any more: another id, or a copy of another call."""
    AGAIN = "again"
    """Calls that were recognised again after the day's report."""
    QUARANTINED = "quarantined"
    """Failed calls that no night tries again by itself."""
    UNRECORDED = "unrecorded"
    """Calls that the call records list and that have no recording; names: when each began, by call id;
    figures: ``listed``, how many the records list."""
    FORGOTTEN = "forgotten"
    """Calls whose results were removed because their customer asked; figures: ``calls``."""
    DEVICE_LOST = "device_lost"
    """The machine's accelerator failed in the middle; the rest was recognised on the CPU."""
    DEVICES_LOST = "devices_lost"
    """An accelerator of a cluster failed; its batches were recognised on the CPU."""
    RULES_NOT_ADOPTED = "rules_not_adopted"
    """The rule book has mistakes, so that an earlier publication judged the day; figures: ``mistakes``,
    ``publication``; names: ``published`` (when), ``author``, ``where`` and ``first`` (the first mistake)."""
    RULES_HELD = "rules_held"
    """The rule book was changed so much that only a person may publish it, so that an earlier publication
    judged the day; figures: ``publication``; names: ``published``, ``author``, ``why`` (in Chinese)."""
    NO_SUCH_GROUP = "no_such_group"
    """Reports are for a group that the machine does not know; names: ``group``."""
    NOT_IN_GROUP = "not_in_group"
    """The user of the night is not in the group that reports are for; names: ``group``."""
    GROUP_SHUT_OUT = "group_shut_out"
    """The group that reports are for cannot enter a folder above them; names: ``group``, ``folder``."""
    NO_AGENT_NAMES = "no_agent_names"
    """The list of agents has a mistake, so that agents stand without names; names: ``text``, ``where``."""
    # of a night, which are told in its message and are not stored
    NOT_TRANSCRIBED = "not_transcribed"
    """Recognition failed as a whole, and recordings were left without an attempt; names: of `of_error`."""
    TIME_UP = "time_up"
    """Recordings were left for the next night because the time was over; figures: ``calls``."""
    NOT_BEGUN = "not_begun"
    """An earlier day was not completed because the time for that was over."""
    NOT_COMPLETED = "not_completed"
    """An earlier day could not be completed; names: of `of_error`."""
    COMPLETED = "completed"
    """An earlier day was completed; figures: ``recognised``, ``failed``; names: ``day``."""
    BROKE_OFF = "broke_off"
    """The night ended before its reports; names: of `of_error`."""
    INTERRUPTED = "interrupted"
    """The night was ended from outside."""
    NOT_GIVEN_BACK = "not_given_back"
    """A day stays taken until its lease is over; figures: ``seconds``; names: ``day``, ``text``."""
    PURGED = "purged"
    """What was kept long enough was removed; figures: days by kind, ``rows``, ``files``; names: ``first``,
    ``last``."""
    NOT_PURGED = "not_purged"
    """A day could not be purged; names: ``day`` (empty: none could) and of `of_error`."""
    PURGE_HELD = "purge_held"
    """More days would go than in any usual night, so that only a person may remove them; figures:
    ``days``; names: ``first``, ``last``."""
    PURGE_TIME_UP = "purge_time_up"
    """The time for purging was over; names: ``day``, the first that waits."""
    NOT_ROLLED_UP = "not_rolled_up"
    """A week or a month could not be added up; names: ``first``, ``last`` and of `of_error`."""
    SPARE_ROOM = "spare_room"
    """A database file has room to give back; figures: ``size_gb``, ``free_gb``."""
    APPEALS = "appeals"
    """Appeals of agents wait for a decision; figures: ``waiting``, ``overdue`` (of them, past their time)."""
    NO_ARTIFACT = "no_artifact"
    """Prefect shows no summary of the night; names: of `of_error`."""
    # of whom a message did not reach
    ADDRESS_INVALID = "address_invalid"
    """An address for messages is none; figures: ``number``, its place in the list; names: ``scheme``, the
    service that it is of, never the address."""
    NOT_DELIVERED = "not_delivered"
    """A message did not reach an address; figures: ``number``; names: ``scheme``, ``why`` (what the service
    answered, in its words and ours; may be empty)."""
    MONITOR_SILENT = "monitor_silent"
    """The outside monitor did not answer; names: ``error`` (the class)."""
    MONITOR_REFUSED = "monitor_refused"
    """The outside monitor refused; figures: ``status``, of HTTP."""
    NOT_SENT = "not_sent"
    """No message was sent at all; names: of `of_error`."""
    NOT_MEASURED = "not_measured"
    """The metrics were not written; names: of `of_error`."""
    NOT_COMPOSED = "not_composed"
    """The morning message could not be written; names: of `of_error`."""
    # of the check whether a night ran, and of a day of a backfill
    NO_REPORT = "no_report"
    """A day was never reported."""
    STILL_RUNNING = "still_running"
    """A run works on the day; figures: ``pid``; names: ``host``, ``day``."""
    REPORT_GONE = "report_gone"
    """Files of the report are not there; names: the files, each by itself."""
    CHANGED_SINCE = "changed_since"
    """The results were changed after the report."""
    LEFT_OVER = "left_over"
    """Recordings were left without an attempt; figures: ``calls``."""
    NOT_KNOWN = "not_known"
    """Whether there is a report could not be found out; names: of `of_error`."""
    HELD = "held"
    """Another run holds the day; names: of `of_error`."""
    WENT_WRONG = "went_wrong"
    """What went wrong, and nothing else; names: of `of_error`."""
    AS_WRITTEN = "as_written"
    """A sentence of an older version that could not be read whole; names: ``text``, and ``about``, the kind
    whose remarks replace it (empty: none does)."""


REVISIONS = (
    RemarkKind.LATE,
    RemarkKind.CHANGED,
    RemarkKind.INFORMED,
    RemarkKind.GONE,
    RemarkKind.AGAIN,
)
"""How a day that had been reported was revised since."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Remark:
    """One thing that a reader must know.

    Args:
        kind: what it is.
        call_ids: every call that it is about, in order; none for what is about no single call.
        figures: by name, as the kind says.
        names: what people or systems named (a group, a folder, a time), by name, as the kind says.
    """

    kind: RemarkKind
    call_ids: tuple[str, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)
    names: Mapping[str, str] = field(default_factory=dict)

    def without(self, call_ids: Collection[str]) -> "Remark":
        """Return the same remark as if some calls had never been."""
        return replace(
            self,
            call_ids=tuple(each for each in self.call_ids if each not in call_ids),
            names={name: value for name, value in self.names.items() if name not in call_ids},
        )


def of_error(kind: RemarkKind, error: object, **names: str) -> Remark:
    """Make a remark of what went wrong: an error of ours in its own words, of any other only the kind.

    Its names are ``error`` (the class), ``where``, ``text`` (in Chinese, or the class again) and ``system``
    (what the operating system says; may be empty).
    """
    known = {
        "error": type(error).__name__,
        "where": error.where if isinstance(error, CallqaError) else "",
        "text": describe_error(error),
        "system": (error.strerror or "") if isinstance(error, OSError) else "",
    }
    return Remark(kind=kind, names={**known, **names})


def without_calls(remarks: Iterable[Remark], call_ids: Collection[str]) -> tuple[Remark, ...]:
    """Return remarks as if some calls had never been; one that was about these calls only is gone."""
    return tuple(
        left
        for remark in remarks
        for left in [remark.without(call_ids)]
        if left.call_ids or not remark.call_ids
    )


def merged(before: Iterable[Remark], now: Iterable[Remark]) -> tuple[Remark, ...]:
    """Join remarks of two runs, one of a kind: a call that both name is named once."""
    kinds: dict[RemarkKind, Remark] = {}
    for remark in (*before, *now):
        known = kinds.get(remark.kind)
        calls = dict.fromkeys((*(known.call_ids if known else ()), *remark.call_ids))
        kinds[remark.kind] = replace(remark, call_ids=tuple(calls))
    return tuple(kinds.values())
