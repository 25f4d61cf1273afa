"""The commands that a report names as cures: the same in every language."""

from datetime import date


def failed(day: date) -> str:
    """Try the failed calls of a day again."""
    return f"callqa run --day {day.isoformat()} --redo failed"


def rest(day: date) -> str:
    """Do what is missing on a day."""
    return f"callqa run --day {day.isoformat()}"


def stale(day: date) -> str:
    """Apply the rules in force to the stored transcripts of a day."""
    return f"callqa flag --day {day.isoformat()}"
