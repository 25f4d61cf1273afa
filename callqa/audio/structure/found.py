"""What a look at a file's own structure comes to, and what all formats have in common."""

from dataclasses import dataclass
from typing import Protocol

OPEN = 0x7FFFF000
"""A recorder that streams does not know the size: it writes 0, or something near the maximum."""
_PLACEHOLDER, _ROUND = 1 << 28, 1 << 20
"""Or a large round number that is filled in at the end, by those that reach it."""
_HEADERS = 128
"""Bytes that a header may have taken off a round number."""
_PADDING = 1 << 16
"""So many zeros at the end of a file are its padding."""


class Readable(Protocol):
    """What is needed of a file to look at its structure."""

    def read(self, count: int, /) -> bytes:
        """Return the next bytes; none at the end."""

    def seek(self, at: int, /) -> int:
        """Move to a place."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Structure:
    """What a file says about its samples, and what it holds.

    Args:
        promised: bytes of samples that the file says it has; 0 where it leaves that open or says nothing.
        present: those of them that are there.
        regions: where samples lie, as offset and length, if a reader that believes the header misses some.
        header: the format chunk of such a file.
        unread: bytes of sound that cannot be read with the rest: an appended file of another format.
        is_cut: whether the file ends inside a part of itself.
        odd_rate: whether its bytes a second are not those of its sample rate.
        is_hollow: whether it is a WAV file without any samples, or has more parts than any recorder writes.
    """

    promised: int = 0
    present: int = 0
    regions: tuple[tuple[int, int], ...] = ()
    header: bytes = b""
    unread: int = 0
    is_cut: bool = False
    odd_rate: bool = False
    is_hollow: bool = False

    @property
    def present_share(self) -> float:
        """How much of what the file promises is there, from 0 to 1."""
        return min(self.present / self.promised, 1.0) if self.promised else 1.0


def is_open(length: int, there: int) -> bool:
    """Return whether a length was written before it was known."""
    if length == 0 or OPEN <= length < 1 << 33:
        return True
    return length > there and length >= _PLACEHOLDER and (length + _HEADERS) % _ROUND <= 2 * _HEADERS


def is_padding(file: Readable, at: int, length: int) -> bool:
    """Return whether bytes at a place are zeros that fill a file up, and not silence."""
    if length > _PADDING:
        return False
    file.seek(at)
    return not any(file.read(length))
