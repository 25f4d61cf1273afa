"""Metadata of one recording from several sources, field by field, in a stated order."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from flows.core.recording import Direction

Fields = Mapping[str, str]


def merge(sources: Sequence[Fields]) -> dict[str, str]:
    """Take every field from the first source that has it.

    Args:
        sources: metadata by field name, the most trusted first; empty values count as absent.
    """
    merged: dict[str, str] = {}
    for source in sources:
        for name, value in source.items():
            if value.strip():
                merged.setdefault(name, value.strip())
    return merged


def read_direction(text: str | None, words: Mapping[str, Direction]) -> Direction:
    """The direction that a word stands for; unknown when no source said one or the word is new."""
    return words.get((text or "").strip().lower(), Direction.UNKNOWN)


def read_start(text: str, zone: ZoneInfo) -> datetime | None:
    """A start written as ISO 8601 or ``2026/02/14 09:30:15``; None when it is no date.

    Args:
        text: a time without an offset is taken to be in the configured zone.
        zone: the configured zone.
    """
    try:
        moment = datetime.fromisoformat(text.strip().replace("/", "-"))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=zone)
