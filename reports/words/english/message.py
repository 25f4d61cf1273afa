"""The English texts of the morning message."""

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
