"""Legs of one call in the call records: a row is about one recording, not about all with the call's id."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from datetime import timedelta
from pathlib import PurePath

from callqa.intake.call_records import Row
from callqa.intake.metadata import Described
from callqa.intake.names import key_of
from callqa.model.recording import path_of, readable

_TOGETHER = timedelta(seconds=10)
"""Two recorders of one leg begin so near to each other; both are what its row is about."""


def without_row_of_their_own(found: Iterable[Described]) -> Iterator[Described]:
    """Yield the recordings that were given a row, by their call's id, that is about another leg.

    The row is about the recording that it names, else about its agent's, else about the nearest in time.
    A recording whose name says no start may be of any leg: it keeps the row.
    """
    by_row: defaultdict[str, list[Described]] = defaultdict(list)
    for one in found:
        if one.row:
            by_row[one.row.place].append(one)
    for group in by_row.values():
        if len(group) > 1:
            yield from _others(group)


def _others(group: Sequence[Described]) -> Iterator[Described]:
    own = min(group, key=_distance)
    for one in group:
        apart = one.named_start and own.named_start and abs(one.named_start - own.named_start)
        if apart and apart > _TOGETHER and not _is_named(one):
            yield one


def _distance(one: Described) -> tuple[bool, bool, float]:
    return not _is_named(one), _has_another_agent(one), _apart(one, one.row)


def _is_named(one: Described) -> bool:
    name = readable(path_of(one.recording.path).name)
    return one.row is not None and bool(one.row.file) and key_of(one.row.file) == key_of(PurePath(name).name)


def _has_another_agent(one: Described) -> bool:
    return one.row is None or not one.named_agent or one.row.fields.get("agent") != one.named_agent


def _apart(one: Described, row: Row | None) -> float:
    if row is None or row.start is None or one.named_start is None:
        return float("inf")
    return abs((row.start - one.named_start).total_seconds())
