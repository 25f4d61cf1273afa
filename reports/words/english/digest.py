"""The English texts of the digest: every name of `reports.words.chinese.digest`."""

REPORT, RETRY, ATTENTION = "Report", "Try again: ", "Note: "


def title(day: str, long_day: str) -> str:
    """Return the first line."""
    return f"Call quality {day} ({long_day})"


def figure(label: str, number: str, note: str) -> str:
    """Return a headline number."""
    return f"{label}: {number}{f' ({note})' if note else ''}"


def change(hits: int, day: str, before: int) -> str:
    """Return the hits beside those of the last day that was run."""
    return f"Hits: {hits}; on {day} {before}"


def worst(calls: int) -> str:
    """Return the head of the calls to look at first."""
    return f"Look first at: {calls} calls" if calls > 1 else "Look first at"


def call(found: str, clock: str, agent: str, call_id: str, hits: int) -> str:
    """Return a call by its worst hit."""
    more = f", {hits} hits in all" if hits > 1 else ""
    return f"{found} {clock} agent {agent} call {call_id}{more}"


def said(text: str) -> str:
    """Return what was said, where it may be quoted."""
    return f": “{text}”"


def failed(calls: int) -> str:
    """Return the head of the calls that failed."""
    return f"Failed: {calls}"


def failure(call_id: str, reason: str) -> str:
    """Return a call that failed."""
    return f"{call_id}: {reason}"


def more_failed(calls: int) -> str:
    """Stands for the calls that are not listed."""
    return f"{calls} more in the report"
