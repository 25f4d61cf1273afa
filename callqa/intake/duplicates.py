"""From files with metadata to the recordings of a day: each call once, its id for good."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import pairwise

from callqa.model.recording import Duplicate, Recording

#: SHA-256 of no bytes: empty files are broken files, not copies of each other
_EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
NO_SOUND_BYTES = 1024
"""A file that is no larger holds a header at most: equal ones are broken files, not copies of each other."""
_ONE_START = timedelta(seconds=10)
"""Two recorders of one call begin so near to each other."""
_ONE_LENGTH_S, _ONE_LENGTH = 2.0, 0.05
"""And record for as long, give or take so many seconds or such a share."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Length:
    """What a look at a file's header shows.

    Args:
        channels: of the sound.
        seconds: of it.
    """

    channels: int
    seconds: float


@dataclass(frozen=True, kw_only=True, slots=True)
class Gathered:
    """The recordings of a day, each call once.

    Args:
        recordings: in order of start.
        duplicates: files that hold the same bytes as one of them.
        seconds: files of a second recorder: another sound of a call that is among them.
        late: the same, found after the call had been taken from the first recorder.
    """

    recordings: tuple[Recording, ...]
    duplicates: tuple[Duplicate, ...]
    seconds: tuple[Duplicate, ...] = ()
    late: tuple[Duplicate, ...] = ()


def gather(
    found: Iterable[Recording],
    known: Iterable[Recording] = (),
    length_of: Callable[[Recording], Length | None] = lambda _: None,
) -> Gathered:
    """Keep one recording of equal bytes and one of each call, and make call ids unique.

    The result does not depend on the order of the files. What is known stays what it was, whatever
    comes later; among the others the earliest start wins, then the path. Of two recorders of one call
    the one with two channels wins, then the longer.

    Args:
        found: of the day.
        known: recordings of the day that were gathered before.
        length_of: looks into a file; is only asked where two files may be of one call.
    """
    before = {recording.path: recording for recording in known}
    audio = {recording.audio_sha256: recording.call_id for recording in before.values()}
    ordered = sorted(found, key=lambda r: (not _is_known(r, before), r.started_at, r.path))
    kept, copies = _without_copies(ordered)
    kept, others = _one_of_each_call(kept, before, length_of)
    recordings = _unique_call_ids(kept, before, audio)
    ids = {item.path: item.call_id for item in recordings}
    seconds = {path: _is_known(first, before) for path, first in others.items()}
    return Gathered(
        recordings=tuple(sorted(recordings, key=lambda r: (r.started_at, r.path))),
        duplicates=tuple(Duplicate(path=p, duplicate_of=ids[f.path]) for p, f in copies if f.path in ids),
        seconds=_aside(others, ids, (path for path, late in seconds.items() if not late)),
        late=_aside(others, ids, (path for path, late in seconds.items() if late)),
    )


def _aside(
    others: Mapping[str, Recording], ids: Mapping[str, str], paths: Iterable[str]
) -> tuple[Duplicate, ...]:
    return tuple(Duplicate(path=path, duplicate_of=ids[others[path].path]) for path in sorted(paths))


def _is_known(recording: Recording, before: Mapping[str, Recording]) -> bool:
    return recording.path in before


def _without_copies(ordered: Sequence[Recording]) -> tuple[list[Recording], list[tuple[str, Recording]]]:
    """Return the first of equal bytes, and the paths of the others with the one that they are copies of."""
    first: dict[str, Recording] = {}
    kept: list[Recording] = []
    copies: list[tuple[str, Recording]] = []
    for recording in ordered:
        digest = recording.audio_sha256
        if digest in first:
            copies.append((recording.path, first[digest]))
            continue
        if digest not in ("", _EMPTY) and recording.size_bytes > NO_SOUND_BYTES:
            first[digest] = recording
        kept.append(recording)
    return kept, copies


def _one_of_each_call(
    kept: Sequence[Recording],
    before: Mapping[str, Recording],
    length_of: Callable[[Recording], Length | None],
) -> tuple[list[Recording], dict[str, Recording]]:
    """Return one recording of every call, and the paths of the other recorders' files with it."""
    by_id: defaultdict[str, list[Recording]] = defaultdict(list)
    for recording in kept:
        by_id[recording.call_id].append(recording)
    others: dict[str, Recording] = {}
    for group in by_id.values():
        if len(group) > 1 and _begin_together(group):
            others.update(_second_recorders(group, before, length_of))
    return [recording for recording in kept if recording.path not in others], others


def _begin_together(group: Sequence[Recording]) -> bool:
    starts = sorted(recording.started_at for recording in group)
    return any(later - earlier <= _ONE_START for earlier, later in pairwise(starts))


def _second_recorders(
    group: Sequence[Recording],
    before: Mapping[str, Recording],
    length_of: Callable[[Recording], Length | None],
) -> dict[str, Recording]:
    lengths = {r.path: length for r in group if (length := length_of(r))}
    ranked = sorted(
        (recording for recording in group if recording.path in lengths),
        key=lambda r: (
            not _is_known(r, before),
            -lengths[r.path].channels,
            -round(lengths[r.path].seconds),
            r.path,
        ),
    )
    preferred: list[Recording] = []
    others: dict[str, Recording] = {}
    for one in ranked:
        same = next((p for p in preferred if _are_one_call(p, one, lengths)), None)
        if same is None or _is_known(one, before):  # both were reported: neither leaves now
            preferred.append(one)
        else:
            others[one.path] = same
    return others


def _are_one_call(one: Recording, other: Recording, lengths: Mapping[str, Length]) -> bool:
    first, second = lengths[one.path].seconds, lengths[other.path].seconds
    together = abs(one.started_at - other.started_at) <= _ONE_START
    as_long = abs(first - second) <= max(_ONE_LENGTH_S, _ONE_LENGTH * max(first, second))
    return together and as_long and (one.agent or other.agent) == (other.agent or one.agent)


def _unique_call_ids(
    recordings: Sequence[Recording], before: Mapping[str, Recording], audio: Mapping[str, str]
) -> list[Recording]:
    """Return the recordings with ids of their own; one that is known keeps its own."""
    kept_ids = {r.path: _kept_id(r, before, audio) for r in recordings}
    used: set[str] = set()
    result: dict[str, Recording] = {}
    for recording in sorted(recordings, key=lambda r: not kept_ids[r.path]):  # stable: known ones first
        call_id, number = kept_ids[recording.path] or recording.call_id, 2
        while call_id in used:
            call_id, number = f"{recording.call_id}~{number}", number + 1
        used.add(call_id)
        result[recording.path] = replace(recording, call_id=call_id)
    return list(result.values())


def _kept_id(recording: Recording, before: Mapping[str, Recording], audio: Mapping[str, str]) -> str:
    """Return the id that a recording, or the same audio under another name, was reported with."""
    known = before.get(recording.path)
    reported = known.call_id if known else audio.get(recording.audio_sha256 or "-", "")
    return reported if reported.partition("~")[0] == recording.call_id.partition("~")[0] else ""
