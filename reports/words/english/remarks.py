"""The English words of remarks: how a day was made, and what its readers must know about that."""

from collections.abc import Callable, Sequence

from callqa.days.remarks import RemarkOf
from callqa.model.remarks import RemarkKind
from callqa.model.retention import Kind
from callqa.text.masking import mask_name

_MOST, _OF_MANY = 10, 5
"""How many names a line has at the most, and how many of a list that is longer than that."""


def listed(names: Sequence[str]) -> str:
    """Name the first of many."""
    if len(names) > _MOST:
        return f"{', '.join(names[:_OF_MANY])} and {len(names) - _OF_MANY} more"
    return ", ".join(names)


def remark(of: RemarkOf) -> str:
    """Say one remark of a day in a line."""
    return mask_name(_SAID[of.remark.kind](of))


def _calls(number: float) -> str:
    return f"{number:.0f} call{'' if number == 1 else 's'}"


def _named(told: str, of: RemarkOf) -> str:
    names = [_with_time(each, of.remark.names.get(each)) for each in of.remark.call_ids]
    return f"{told}: {listed(names)}" if names else told


def _with_time(call_id: str, time: str | None) -> str:
    return f"{mask_name(call_id)} ({time})" if time else mask_name(call_id)


def _revised(what: str) -> Callable[[RemarkOf], str]:
    def say(of: RemarkOf) -> str:
        if of.is_every_call:
            return f"Revised: all {_calls(of.count)} {what}"
        return _named(f"Revised: {_calls(of.count)} {what}", of)

    return say


def _not_adopted(of: RemarkOf) -> str:
    names, figures = of.remark.names, of.remark.figures
    mistakes = f"{figures['mistakes']:.0f} mistake{'' if figures['mistakes'] == 1 else 's'}"
    told = f"The rule book has {mistakes} and was not adopted, the first at {names['where']}"
    used = f"publication {figures['publication']:.0f} ({names['published']}, {names['author']})"
    return f"{told}; {used} judged the day. Mend it, run callqa rules check, then callqa flag for this day"


def _held(of: RemarkOf) -> str:
    names, figures = of.remark.names, of.remark.figures
    told = "The rule book was changed so much that it was not adopted by itself"
    used = f"publication {figures['publication']:.0f} ({names['published']}, {names['author']})"
    cure = "If it is meant so, run callqa rules publish, then callqa flag for this day"
    return f"{told} (callqa rules history says why); {used} judged the day. {cure}"


def _error(of: RemarkOf) -> str:
    """Name an error by its kind and place: its own words are Chinese."""
    names = of.remark.names
    error, place = names["system"] or names["error"], mask_name(names["where"])
    return f"{error} at {place}" if place else error


def _on(day: str) -> str:
    return f" on {day}" if day else ""


def _purged(of: RemarkOf) -> str:
    names, figures = of.remark.names, of.remark.figures
    first, last = names["first"], names["last"]
    days = ", ".join(f"{kind.value} of {figures[kind]:.0f} days" for kind in Kind if figures.get(kind))
    size = f"{figures['rows']:.0f} rows, {figures['files']:.0f} files"
    return f"Removed after its retention, {first if first == last else f'{first} to {last}'}: {days} ({size})"


def _address(of: RemarkOf) -> str:
    return f"Address {of.remark.figures['number']:.0f} for messages ({of.remark.names['scheme']})"


def _appeals(of: RemarkOf) -> str:
    waiting, overdue = of.remark.figures["waiting"], of.remark.figures["overdue"]
    late = f", {overdue:.0f} of them overdue" if overdue else ""
    return f"Appeals of agents that wait for a decision: {waiting:.0f}{late}"


_SAID: dict[RemarkKind, Callable[[RemarkOf], str]] = {
    RemarkKind.LATE: _revised("came late and were added"),
    RemarkKind.CHANGED: _revised("whose recording was changed after the report; the new recording counts"),
    RemarkKind.INFORMED: _revised("with newer call information, listed as it is now"),
    RemarkKind.GONE: lambda of: _named(
        f"Revised: {_calls(of.count)} no longer counted (another id, or a copy of another call)", of
    ),
    RemarkKind.AGAIN: _revised("transcribed again; this report counts"),
    RemarkKind.QUARANTINED: lambda of: _named(
        f"{_calls(of.count)} quarantined and not tried again by itself"
        f"{f' (to force it: {of.retry})' if of.retry else ''}",
        of,
    ),
    RemarkKind.UNRECORDED: lambda of: _named(
        f"The call records list {_calls(of.remark.figures['listed'])}, {of.count} without a recording",
        of,
    ),
    RemarkKind.FORGOTTEN: lambda of: (
        f"All results of {_calls(of.remark.figures['calls'])} were removed at the customer's request;"
        " they no longer count"
    ),
    RemarkKind.DEVICE_LOST: lambda _: (
        "The accelerator failed in the middle, and the rest was recognised on the CPU;"
        " the results are the same, but it took longer"
    ),
    RemarkKind.DEVICES_LOST: lambda _: (
        "An accelerator of the cluster failed, and its batches were recognised on the CPU;"
        " the results are the same, but check the machines' GPUs"
    ),
    RemarkKind.RULES_NOT_ADOPTED: _not_adopted,
    RemarkKind.RULES_HELD: _held,
    RemarkKind.NO_SUCH_GROUP: lambda of: (
        f"There is no group {of.remark.names['group']}, so that only callqa's user can read the reports;"
        " create it, or change report.group"
    ),
    RemarkKind.NOT_IN_GROUP: lambda of: (
        f"callqa's user is not in the group {of.remark.names['group']}, so that only it can read the reports;"
        f" run usermod -aG {of.remark.names['group']} callqa and restart the service"
    ),
    RemarkKind.GROUP_SHUT_OUT: lambda of: (
        f"The group {of.remark.names['group']} cannot enter {of.remark.names['folder']} and read the reports;"
        " set reports to a folder that it can enter, for example /srv/callqa/reports"
    ),
    RemarkKind.NO_AGENT_NAMES: lambda of: (
        f"The list of agents has a mistake, so that only their numbers are shown: {of.remark.names['where']}"
    ),
    RemarkKind.NOT_TRANSCRIBED: lambda of: f"Transcribing failed ({_error(of)}); recordings were left",
    RemarkKind.TIME_UP: lambda of: (
        f"The time was over; {_calls(of.remark.figures['calls'])} left for the next night"
    ),
    RemarkKind.NOT_BEGUN: lambda _: "The time for completing it was over; left for the next night",
    RemarkKind.NOT_COMPLETED: lambda of: f"Not completed: {_error(of)}",
    RemarkKind.COMPLETED: lambda of: (
        f"{of.remark.names['day']} was completed and its report renewed: "
        f"{of.remark.figures['recognised']:.0f} recognised, {of.remark.figures['failed']:.0f} failed"
    ),
    RemarkKind.BROKE_OFF: lambda of: f"{_error(of)}; see the log: journalctl -u callqa-schedule",
    RemarkKind.INTERRUPTED: lambda _: "Interrupted (Ctrl-C, a stopped service, or a shutdown)",
    RemarkKind.NOT_GIVEN_BACK: lambda of: (
        f"{of.remark.names['day']} could not be given back and stays taken for "
        f"{of.remark.figures['seconds']:.0f} s"
    ),
    RemarkKind.PURGED: _purged,
    RemarkKind.NOT_PURGED: lambda of: (
        f"What is past its retention could not be removed{_on(of.remark.names['day'])}: {_error(of)}"
    ),
    RemarkKind.PURGE_TIME_UP: lambda of: (
        f"The time for removing old data was over; from {of.remark.names['day']} it waits for the next night"
    ),
    RemarkKind.PURGE_HELD: lambda of: (
        f"{of.remark.figures['days']:.0f} days ({of.remark.names['first']} to {of.remark.names['last']})"
        " are past their retention, far more than in any night, and were not removed by themselves:"
        " check the clock and retention, then run callqa purge"
    ),
    RemarkKind.NOT_ROLLED_UP: lambda of: (
        f"The roll-up of {of.remark.names['first']} to {of.remark.names['last']} failed: {_error(of)}"
    ),
    RemarkKind.SPARE_ROOM: lambda of: (
        f"{of.remark.figures['free_gb']:.1f} of {of.remark.figures['size_gb']:.1f} GB of the database file"
        " are free: stop the service and run callqa db compact"
    ),
    RemarkKind.APPEALS: _appeals,
    RemarkKind.NO_ARTIFACT: lambda of: f"Prefect's page has no summary of this night: {_error(of)}",
    RemarkKind.ADDRESS_INVALID: lambda of: (
        f"{_address(of)} is none: write dingtalk://… or mailto://…, or paste the address of a chat robot"
    ),
    RemarkKind.NOT_DELIVERED: lambda of: f"{_address(of)} was not reached",
    RemarkKind.MONITOR_SILENT: lambda of: (
        f"The outside monitor (notifications.ping_url) did not answer: {of.remark.names['error']}"
    ),
    RemarkKind.MONITOR_REFUSED: lambda of: (
        f"The outside monitor (notifications.ping_url) refused: HTTP {of.remark.figures['status']:.0f}"
    ),
    RemarkKind.NOT_SENT: lambda of: f"No message was sent: {_error(of)}",
    RemarkKind.NOT_MEASURED: lambda of: f"The metrics were not written: {_error(of)}",
    RemarkKind.NOT_COMPOSED: lambda of: f"The morning message could not be written: {_error(of)}",
    RemarkKind.NO_REPORT: lambda _: "It was never reported",
    RemarkKind.STILL_RUNNING: lambda of: (
        f"It is being worked on (host {of.remark.names['host']}, process {of.remark.figures['pid']:.0f}) and"
        f" need not be run again; how far it is: callqa status --day {of.remark.names['day']}"
    ),
    RemarkKind.REPORT_GONE: lambda of: f"Files of the report are not there: {', '.join(of.remark.names)}",
    RemarkKind.CHANGED_SINCE: lambda _: "The results were changed after the report, which was not made again",
    RemarkKind.LEFT_OVER: lambda of: f"{_calls(of.remark.figures['calls'])} not processed yet",
    RemarkKind.NOT_KNOWN: lambda of: f"Whether there is a report could not be found out: {_error(of)}",
    RemarkKind.HELD: lambda _: "another run holds the day",
    RemarkKind.WENT_WRONG: _error,
    RemarkKind.AS_WRITTEN: lambda of: of.remark.names["text"],
}
