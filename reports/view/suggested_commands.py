"""The commands that a report names as cures: the same in every language."""

from datetime import date


def failed(day: date) -> str:
    """Tries the failed calls of a day again."""
    return f"callqa run --day {day.isoformat()} --redo failed"


def rest(day: date) -> str:
    """Does what is missing on a day."""
    return f"callqa run --day {day.isoformat()}"


def stale(day: date) -> str:
    """Applies the rules in force to the stored transcripts of a day."""
    return f"callqa flag --day {day.isoformat()}"
