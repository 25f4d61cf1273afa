"""Expected against received: the calls that the call records list, and those without a recording."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import PurePath

from callqa.model.path_text import path_of, readable
from callqa.model.recording import Recording


@dataclass(frozen=True, kw_only=True, slots=True)
class Unrecorded:
    """A call that took place by the call records, and of which there is no recording."""

    call_id: str
    started_at: datetime
    agent: str = ""


@dataclass(frozen=True, kw_only=True, slots=True)
class Expected:
    """What the call records say about a day.

    Args:
        listed: how many answered calls they list.
        unrecorded: those of them without a recording, in order of start.
    """

    listed: int
    unrecorded: tuple[Unrecorded, ...] = ()


def expected(
    rows: Iterable[Mapping[str, str]], recordings: Iterable[Recording], of_day: Callable[[datetime], bool]
) -> Expected | None:
    """Compare call records with what was found; None when they list no call of the day.

    Args:
        rows: fields by our names; ``start`` in ISO 8601 with an offset.
        recordings: of the day, copies included.
        of_day: whether a call that started at a moment belongs to the day.
    """
    found = list(recordings)
    names = {readable(path_of(recording.path).name) for recording in found}
    ids = {recording.call_id for recording in found}
    listed = [row for row in rows if _is_of(row, of_day) and not _unanswered(row)]
    missing = {
        _name(row): Unrecorded(
            call_id=_name(row), started_at=datetime.fromisoformat(row["start"]), agent=row.get("agent", "")
        )
        for row in listed
        if PurePath(row.get("file", "")).name not in names and row.get("call_id", "") not in ids
    }
    unrecorded = sorted(missing.values(), key=lambda call: (call.started_at, call.call_id))
    return Expected(listed=len({*map(_name, listed)}), unrecorded=tuple(unrecorded)) if listed else None


def _name(row: Mapping[str, str]) -> str:
    return row.get("call_id") or PurePath(row.get("file", "")).name


def _is_of(row: Mapping[str, str], of_day: Callable[[datetime], bool]) -> bool:
    try:
        start = datetime.fromisoformat(row.get("start", ""))
    except ValueError:
        return False
    return start.tzinfo is not None and of_day(start)


def _unanswered(row: Mapping[str, str]) -> bool:
    try:
        return float(row.get("talk_seconds", "")) <= 0
    except ValueError:
        return False
