"""From files with metadata to the recordings of a day: duplicates named once, call ids made unique."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from callqa.model.recording import Duplicate, Recording

#: SHA-256 of no bytes: empty files are broken files, not copies of each other
_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"


@dataclass(frozen=True, kw_only=True, slots=True)
class Gathered:
    """The recordings of a day, each once, and the files that hold the same bytes as one of them."""

    recordings: tuple[Recording, ...]
    duplicates: tuple[Duplicate, ...]


def gather(found: Iterable[Recording]) -> Gathered:
    """Keep one recording of equal bytes and make call ids unique.

    The result does not depend on the order of the files: the earliest start wins, then the path.
    """
    first: dict[str, Recording] = {}
    kept: list[Recording] = []
    copies: list[tuple[str, str]] = []
    for recording in sorted(found, key=lambda item: (item.started_at, item.path)):
        digest = recording.audio_sha256
        if digest in first:
            copies.append((recording.path, digest))
            continue
        if digest not in ("", _EMPTY):
            first[digest] = recording
        kept.append(recording)
    recordings = _unique_call_ids(kept)
    ids = {item.audio_sha256: item.call_id for item in recordings}
    duplicates = tuple(Duplicate(path=path, duplicate_of=ids[digest]) for path, digest in copies)
    return Gathered(recordings=recordings, duplicates=duplicates)


def _unique_call_ids(recordings: Sequence[Recording]) -> tuple[Recording, ...]:
    used: set[str] = set()
    result = []
    for recording in recordings:
        call_id, number = recording.call_id, 2
        while call_id in used:
            call_id, number = f"{recording.call_id}~{number}", number + 1
        used.add(call_id)
        result.append(replace(recording, call_id=call_id))
    return tuple(result)
