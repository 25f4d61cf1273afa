"""Where the report of a day is, seen from a folder beside its own."""

from datetime import date
from urllib.parse import quote

from reports.view.format import clean


def address(day: date, anchor: str = "") -> str:
    """Return the address of a day's report, or of a place in it."""
    return f"../{day.isoformat()}/qa-{day.isoformat()}.html{f'#{anchor}' if anchor else ''}"


def address_of_call(day: date, call_id: str) -> str:
    """Return the address of a call by its id, wherever it stands: in the report or on a page beside it."""
    return address(day, f"?call={quote(clean(call_id), safe='')}")
