"""Times of characters in eight bytes each: as pairs in a tuple, a day of them fills a machine."""

import sys
from array import array
from binascii import a2b_base64, b2a_base64
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

    @classmethod
    def from_text(cls, text: str) -> "PackedTimes":
        """Read what `as_text` wrote.

        Raises:
            ValueError: it did not.
        """
        times = cls.__new__(cls)
        times._edges = array("i", a2b_base64(text, strict_mode=True))
        if sys.byteorder == "big":
            times._edges.byteswap()
        return times

    def as_text(self) -> str:
        """Encode the edges as text: little-endian 32-bit numbers in Base64, which is read without a loop."""
        edges = array("i", self._edges)
        if sys.byteorder == "big":
            edges.byteswap()
        return b2a_base64(edges, newline=False).decode("ascii")

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
