"""Times of characters in eight bytes each: as pairs in a tuple, a day of them fills a machine."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import overload

Time = tuple[int, int]


class PackedTimes(Sequence[Time]):
    """``(start_ms, end_ms)`` of one character after the other; cannot be changed.

    Args:
        times: in the order of the characters.
    """

    __slots__ = ("_edges",)

    def __init__(self, times: Iterable[Iterable[int]] = ()) -> None:
        self._edges = array("i", chain.from_iterable(times))

    def __len__(self) -> int:
        return len(self._edges) // 2

    @overload
    def __getitem__(self, index: int) -> Time: ...

    @overload
    def __getitem__(self, index: slice) -> tuple[Time, ...]: ...

    def __getitem__(self, index: int | slice) -> Time | tuple[Time, ...]:
        if isinstance(index, slice):
            return tuple(self[at] for at in range(*index.indices(len(self))))
        return self._edges[2 * index], self._edges[2 * index + 1]

    def __iter__(self) -> Iterator[Time]:
        edges = iter(self._edges)
        return zip(edges, edges, strict=True)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, PackedTimes):
            return self._edges == other._edges
        return isinstance(other, Sequence) and tuple(self) == tuple(other)

    def __hash__(self) -> int:
        return hash(tuple(self))

    def __repr__(self) -> str:
        return f"PackedTimes({list(self)!r})"

    def __deepcopy__(self, _memo: object) -> "PackedTimes":
        return self  # nothing in it can change
