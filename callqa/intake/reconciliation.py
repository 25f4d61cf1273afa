"""Expected against received: the calls that the call records list, and those without a recording."""

from collections.abc import Callable, Iterable
from datetime import datetime

from callqa.intake.call_records import Row
from callqa.intake.names import key_of
from callqa.model.recording import Expected, Recording, Unrecorded, path_of, readable


def expected(
    rows: Iterable[Row], recordings: Iterable[Recording], of_day: Callable[[datetime], bool]
) -> Expected | None:
    """Compare call records with what was found; None when they list no call of the day.

    Args:
        rows: of the day, and others.
        recordings: of the day, copies included.
        of_day: whether a call that started at a moment belongs to the day.
    """
    found = list(recordings)
    names = {key_of(readable(path_of(recording.path).name)) for recording in found}
    ids = {recording.call_id for recording in found}
    missing: dict[str, Unrecorded] = {}
    listed = set()
    for row in rows:
        if row.start is None or not of_day(row.start) or row.is_unanswered or not row.name:
            continue
        listed.add(row.name)
        if key_of(row.file) not in names and row.call_id not in ids:
            agent = row.fields.get("agent", "")
            missing[row.name] = Unrecorded(call_id=row.name, started_at=row.start, agent=agent)
    unrecorded = sorted(missing.values(), key=lambda call: (call.started_at, call.call_id))
    return Expected(listed=len(listed), unrecorded=tuple(unrecorded)) if listed else None
