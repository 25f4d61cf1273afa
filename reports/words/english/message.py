"""The English texts of the morning message."""

from collections.abc import Sequence

KICKER, COLON, ATTENTION, MACHINE = "Call quality", ": ", "Note: ", "Machine: "
TITLES = {
    "finished": "finished",
    "unusual": "finished, but unusual",
    "finished_with_failures": "finished, with failures",
    "failed": "not finished",
    "did_not_run": "did not run",
    "backfilled": "backfill finished",
    "backfilled_partly": "backfill ended, not all of it done",
    "rules_refused": "rule book not published",
    "test": "test message",
}
TEST = "You can read this, so the morning message reaches this place."
RULES_REFUSED = (
    "The rule book that was saved is not in force; the one before still is. Mend what is named below and\n"
    "save it again; the page beside the book shows the line of every mistake."
)
CUT_DIGEST, CUT_REST = "… too long; see the report", "… too long; the rest is left out"


def span(first: object, last: object) -> str:
    """Name a range of days."""
    return f"{first} to {last}"


def failed(day: object, *, reported: bool) -> str:
    """Say what to do about a night that did not come to its end."""
    written = "its report is written but incomplete" if reported else "its report is missing or incomplete"
    return (
        f"The inspection of {day} did not come to its end, and {written}; no result is lost.\n"
        f"Mend what is named below, then run on the machine (it goes on where it was): callqa run --day {day}"
    )


def did_not_run(day: object) -> str:
    """Say what to do about a day without a report."""
    return (
        f"There is no complete report of {day} yet. If it is not being worked on, run callqa doctor on the\n"
        f"machine, mend what it names, then run: callqa run --day {day}"
    )


BACKFILL_NOT_BEGUN = "not begun"


def backfill_stopped(why: str) -> str:
    """Say why a backfill did not come to its end."""
    return f"The backfill was stopped: {why}"


def backfill_done(days: int, recognised: int, failed: int) -> str:
    """Say how much of a backfill was done."""
    return f"Days done: {days}; calls recognised: {recognised}, failed: {failed}"


def backfill_failures(days: str) -> str:
    """Name the days with failed calls."""
    return f"Days with failed calls: {days}"


def backfill_before(days: int) -> str:
    """Say how many days an earlier call had done."""
    return f"Days done before: {days}"


def backfill_purged(days: int) -> str:
    """Say how many days are past their retention."""
    return f"Days past their retention, which are not done again: {days}"


def backfill_left(why: str, days: str) -> str:
    """Name the days that were not done for one reason."""
    return f"Not done ({why}): {days}"


def backfill_others(days: int) -> str:
    """Say how many days were not done for reasons that are not told."""
    return f"Days not done for other reasons: {days}; see callqa status"


def backfill_goes_on(command: str) -> str:
    """Say how the rest is done."""
    return f"Mend it and run this again, it goes on where it was: {command}"


def some_days(days: Sequence[str], of: int) -> str:
    """Name the first of so many days."""
    return f"{', '.join(days)}{f' and {of - len(days)} more' if of > len(days) else ''}"


def broken_template(file: str, line: int, kind: str) -> str:
    """Say that the template of the message cannot be used."""
    kind = {"UnicodeDecodeError": "not UTF-8"}.get(kind, kind)
    where = f"{file}, line {line}" if line else file
    return (
        f"the template of this message is broken ({where}: {kind}), so it has the default words. Mend it, or "
        "bring back the one that was installed"
    )
