"""The index of what was said, kept as the database is: after a night, before a search, when speech goes."""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date

from callqa.days.masked_day import mask_turns
from callqa.days.written_day import write_turn
from callqa.host import logs
from callqa.model.progress import UNWATCHED, Watcher
from callqa.model.recording import Recording, Role
from callqa.model.transcript import Transcript
from callqa.operations.days import holder
from callqa.storage.search import index as storage
from callqa.storage.search import sources
from callqa.storage.search.index import Index
from callqa.storage.search.model import Document
from callqa.storage.session import Site
from callqa.text.phrases import spaced

_FORMAT = "1"
"""Of the documents: with another number all of them are made again."""
_AT_ONCE = 200


@dataclass(frozen=True, kw_only=True, slots=True)
class Behind:
    """Days that are not in the index as they are.

    Args:
        waiting: that can be read now, newest first.
        held: that somebody works on: they are read when their reports are written.
    """

    waiting: tuple[date, ...]
    held: tuple[date, ...]


@contextmanager
def index_of(site: Site) -> Iterator[Index]:
    """Provide the index of a site, made if it is not there."""
    with storage.opened(site.database, site.configuration.resolve(storage.FILE)) as index:
        yield index


def behind(site: Site, index: Index) -> Behind:
    """Return which days have to be read again."""
    stale = _stale(site, index)
    held = tuple(day for day in stale if holder(site, day))
    return Behind(waiting=tuple(day for day in stale if day not in held), held=held)


def _stale(site: Site, index: Index) -> list[date]:
    now, known = _stamps(site), index.days()
    return sorted((day for day, stamp in now.items() if known.get(day) != stamp), reverse=True)


def _stamps(site: Site) -> dict[date, str]:
    """Return the stamps of the days that have speech, as this version and these settings make them."""
    return {day: f"{_made(site)}/{stamp}" for day, stamp in sources.stamps(site.database).items() if stamp}


def _made(site: Site) -> str:
    return f"{_FORMAT}{'hidden' if _hides(site) else 'open'}"


def _hides(site: Site) -> bool:
    """Whether numbers are hidden: who may not see one could find out by looking for it."""
    privacy = site.settings.privacy
    return privacy.mask or privacy.mask_stored


def bring_up_to_date(site: Site, days: Collection[date] | None = None, watcher: Watcher = UNWATCHED) -> None:
    """Read what has changed since it was last read, newest day first, and forget what is gone.

    Args:
        days: only these, also if somebody holds them: they themselves ask. None for all that nobody holds.
        watcher: follows the days.

    Raises:
        CallqaError: the index cannot be written.
        StoppedError: whoever follows it wants it to end; the days before are done.
    """
    with index_of(site) as index:
        now = _stamps(site)
        if gone := index.days().keys() - now.keys():
            for day in gone:
                index.remove(day)
            index.clean()
        stale = [day for day in _stale(site, index) if days is None or day in days]
        for number, day in enumerate(stale):
            watcher.step(number, len(stale))
            if days is not None or not holder(site, day):
                _read(site, index, day)
                index.stamp(day, now[day])
        watcher.step(len(stale), len(stale))


def after_night(site: Site, days: Collection[date]) -> None:
    """Read days whose reports were just written, if anybody ever searched. Never raises."""
    try:
        if _is_there(site):
            bring_up_to_date(site, days)
    except Exception as error:  # the reports are written: nothing here may fail the night
        logs.unexpected(error, "indexing what was said")


def remove(site: Site, days: Mapping[date, Collection[str] | None]) -> None:
    """Remove calls of some days for good: their words are in no file of the index afterwards.

    Args:
        days: call ids by day; None for all of it.

    Raises:
        CallqaError: the index cannot be written.
    """
    if days and _is_there(site):
        with index_of(site) as index:
            for day, call_ids in days.items():
                index.remove(day, call_ids)
            index.clean()


def _is_there(site: Site) -> bool:
    """Whether the index was ever made: what nobody looks for is not kept a second time."""
    return storage.is_there(site.database, site.configuration.resolve(storage.FILE))


def _read(site: Site, index: Index, day: date) -> None:
    now, known = sources.sources(site.database, day), index.known(day)
    made, gone = _made(site), known.keys() - now.keys()
    changed = [call_id for call_id, each in now.items() if known.get(call_id) != f"{made}/{each.stamp}"]
    documents: list[Document] = []
    for transcript in site.store.each_transcript(day, frozenset(changed)):
        source = now[transcript.call_id]
        documents.append(_document(site, source.recording, transcript, f"{made}/{source.stamp}"))
        if len(documents) == _AT_ONCE:
            index.add(day, documents)
            documents = []
    index.add(day, documents)
    index.remove(day, gone)
    if gone or known.keys() & set(changed):
        index.clean()  # what a call no longer says is not to be found in the file either


def _document(site: Site, recording: Recording, transcript: Transcript, stamp: str) -> Document:
    return Document(
        call_id=recording.call_id,
        agent=recording.agent or "",
        queue=recording.queue or "",
        at=int(recording.started_at.timestamp()),
        stamp=stamp,
        words=_words(transcript, hide=_hides(site)),
    )


def _words(transcript: Transcript, *, hide: bool) -> dict[Role, tuple[str, ...]]:
    """Return what each role says as it was spoken, and beside it as it is written where that differs."""
    texts: dict[Role, list[str]] = {}
    for turn in mask_turns(transcript.turns) if hide else transcript.turns:
        written = write_turn(turn).text
        texts.setdefault(turn.role, []).extend([turn.text, *([written] if written != turn.text else [])])
    return {role: tuple(spaced(said)) for role, said in texts.items()}
