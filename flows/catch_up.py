"""What earlier days still need: recordings that came late or changed, calls worth another try."""

from collections.abc import Sequence
from datetime import date, timedelta

from callqa.days.manifest import CONTENT, INPUTS, TOUCHED, UNFINISHED, content_sha256
from callqa.days.plan import Redo, to_recognise
from callqa.model.coverage import NO_GAPS, GapKind, Source
from callqa.model.errors import Failure
from callqa.model.recording import path_of
from callqa.operations import collect
from callqa.operations.collect import Found
from callqa.operations.load import load_day
from callqa.storage import manifests, purges
from callqa.storage.session import Site
from callqa.storage.store import Store


def unfinished(site: Site, day: date) -> list[date]:
    """Return the days of the look-back window before a day that need work, oldest first; changes nothing.

    Raises:
        BadInputError: a configured folder is missing.
        OSError: it cannot be listed.
    """
    back = site.settings.night.look_back_days
    window = [day - timedelta(days=number) for number in range(back, 0, -1)]
    days = [each for each in window if not purges.closed(site.database, each)]
    found = collect.find_days(site, days) if days else {}
    return [each for each in days if _needs_work(site, found[each], each)]


def _needs_work(site: Site, found: Found, day: date) -> bool:
    store = site.store
    known = {recording.call_id: recording.audio_sha256 for recording in store.recordings(day)}
    there = {recording.call_id: recording.audio_sha256 for recording in found.gathered.recordings}
    if not known and not there:
        return False
    most = site.settings.night.max_attempts
    due = to_recognise(store.recordings(day), store.stored(day), "", Redo.LATE, most)
    changed = any(known.get(name) != audio for name, audio in there.items())
    return bool(due) or changed or _has_new_copies(site, found, day) or not _reported(site, day)


def _has_new_copies(site: Site, found: Found, day: date) -> bool:
    """Return whether another file of a call came that the day's report does not tell yet."""
    told = {gap.kind: gap for gap in site.store.day(day).coverage.get(Source.COLLECT, NO_GAPS).gaps}
    now = (gap for gap in found.coverage.gaps if gap.kind is GapKind.LATE_COPIES)
    return any(gap.count > (told[gap.kind].count if gap.kind in told else 0) for gap in now)


def _reported(site: Site, day: date) -> bool:
    """Return whether the day's reports say what is stored; a killed run may not have come to them."""
    sealed = manifests.load(site.database, day)
    if (UNFINISHED, "") in sealed or (CONTENT, "") not in sealed:
        return False
    if (INPUTS, "") in sealed and (TOUCHED, "") not in sealed:
        return True  # as nearly always; to load a big day takes a minute
    return sealed[CONTENT, ""] == content_sha256(load_day(site, day))


def unreachable(store: Store, day: date, call_ids: Sequence[str]) -> list[str]:
    """Return the calls that failed because their file could not be reached, and can be reached now."""
    failed = store.failed_with(day, Failure.UNREACHABLE)
    paths = {recording.call_id: path_of(recording.path) for recording in store.recordings(day)}
    return [call_id for call_id in call_ids if call_id in failed and paths[call_id].is_file()]
