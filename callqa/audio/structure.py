"""Where the samples lie in a file by its own structure, and whether all of them are there.

FFmpeg believes headers: it stops where one says that the samples end. Recorders that died, flushed a
header now and then, or had their files appended to each other write headers that say less than there is,
or more. Read from the bytes, with the standard library only.
"""

import os
import struct
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO

_OPEN = 0x7FFFF000
"""A recorder that streams does not know the size: it writes 0, or something near the maximum."""
_PLACEHOLDER, _ROUND = 1 << 28, 1 << 20
"""Or a large round number that is filled in at the end, by those that reach it."""
_HEADERS = 128
"""Bytes that a header may have taken off a round number."""
_PADDING = 1 << 16
"""So many zeros at the end of a file are its padding."""
_DATA64 = bytes.fromhex("64617461f3acd3118cd100c04f8edb8a")  # Wave64's name of a chunk of samples
_RIFF64 = b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00"


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
    """

    promised: int = 0
    present: int = 0
    regions: tuple[tuple[int, int], ...] = ()
    header: bytes = b""
    unread: int = 0
    is_cut: bool = False
    odd_rate: bool = False

    @property
    def present_share(self) -> float:
        """How much of what the file promises is there, from 0 to 1."""
        return min(self.present / self.promised, 1.0) if self.promised else 1.0


def structure(path: Path) -> Structure:
    """Read the structure of a file; empty for formats that need no second look.

    Raises:
        OSError: the file cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(16)
        if head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:12] == b"WAVE":
            return _wav(file, size)
        if head[4:8] in (b"ftyp", b"styp", b"moov", b"mdat"):
            return Structure(is_cut=_boxes_end_early(file, size))
        if head == _RIFF64:
            return _promised(_wave64(file, size), size)
        place = next((read(file, size) for mark, read in _PLACES.items() if head.startswith(mark)), None)
        return _promised(place, size)


def _promised(found: tuple[int, int] | None, size: int) -> Structure:
    if found is None or found[1] <= 0 or _is_open(found[1], size - found[0]):
        return Structure()
    start, length = found
    return Structure(promised=length, present=max(min(length, size - start), 0))


def _is_open(length: int, there: int) -> bool:
    """Return whether a length was written before it was known."""
    if length == 0 or _OPEN <= length < 1 << 33:
        return True
    return length > there and length >= _PLACEHOLDER and (length + _HEADERS) % _ROUND <= 2 * _HEADERS


@dataclass
class _Wav:
    """What is found while the chunks of a WAV file pass by."""

    size: int
    form: bytes = b""
    long_data: int = 0
    promised: int = 0
    is_open: bool = False
    unread: int = 0
    is_misread: bool = False

    def __post_init__(self) -> None:
        self.regions: list[tuple[int, int]] = []


def _wav(file: BinaryIO, size: int) -> Structure:
    found = _Wav(size)
    at: int | None = 12
    while at is not None and at + 8 <= size:
        at = _chunk(file, found, at)
    present = sum(length for _, length in found.regions)
    known = 0 if found.is_open else found.promised
    return Structure(
        promised=known,
        present=present,
        regions=tuple(found.regions) if found.is_misread or len(found.regions) > 1 else (),
        header=found.form,
        unread=found.unread,
        odd_rate=_is_odd(found.form),
    )


def _chunk(file: BinaryIO, found: _Wav, at: int) -> int | None:
    """Take in the chunk at a place; returns where the next one is, or None at the end."""
    file.seek(at)
    name, length = _named(file.read(8))
    start = at + 8
    if name in (b"RIFF", b"RF64") and found.regions:
        return _appended(file, at)
    if name == b"ds64":
        found.long_data = struct.unpack("<8xQ", file.read(16).ljust(16, b"\0"))[0]
    if name == b"data":
        return _data(file, found, start, length)
    if name == b"fmt ":
        return _format(file, found, start, length)
    return start + length + length % 2  # chunks are padded to an even size


def _named(head: bytes) -> tuple[bytes, int]:
    return head[:4], int.from_bytes(head[4:8], "little")


def _format(file: BinaryIO, found: _Wav, start: int, length: int) -> int | None:
    form = file.read(min(length, 4096))
    if found.form and form != found.form:  # what follows is no sound of this recording
        found.unread += found.size - start
        return None
    found.form = form
    return start + length + length % 2


def _data(file: BinaryIO, found: _Wav, start: int, length: int) -> int | None:
    if length == 0xFFFFFFFF and found.long_data:
        length = found.long_data
    there = found.size - start
    found.promised += length
    if _is_open(length, there) and not (length == 0 and _is_chunk(file, found.size, start)):
        found.is_open = True
        found.is_misread = 0 < length < _OPEN  # FFmpeg knows the usual marks only
        found.regions.append((start, there))
        return None
    if length > there:
        found.regions.append((start, there))
        return None
    following = next(
        (at for at in (start + length + length % 2, start + length) if _is_chunk(file, found.size, at)), None
    )
    rest = there - length
    if following is None and rest and not _is_padding(file, start + length, rest):
        found.promised += rest  # the length is of an earlier moment: the recorder died
        found.is_misread, length = True, there
    if length:
        found.regions.append((start, length))
    return following


def _appended(file: BinaryIO, at: int) -> int | None:
    """Take a file that was put behind another for more of the same, if it is of the same format."""
    file.seek(at + 8)
    return at + 12 if file.read(4) == b"WAVE" else None


def _is_chunk(file: BinaryIO, size: int, at: int) -> bool:
    """Return whether a chunk begins at a place: a readable name, and a length that fits."""
    if at + 8 > size:
        return False
    file.seek(at)
    name, length = struct.unpack("<4sI", file.read(8))
    if name in (b"RIFF", b"RF64", b"data", b"fmt ", b"LIST", b"bext"):
        return True
    return all(32 <= byte < 127 for byte in name) and at + 8 + length <= size


def _is_padding(file: BinaryIO, at: int, length: int) -> bool:
    if length > _PADDING:
        return False
    file.seek(at)
    return not any(file.read(length))


def _is_odd(form: bytes) -> bool:
    if len(form) < 16:
        return False
    tag, _, rate, byte_rate, align = struct.unpack("<HHIIH", form[:14])
    plain = tag in (1, 3, 6, 7)  # PCM, float, A-law, µ-law: others pack samples in blocks
    return plain and byte_rate > 0 and not 0.9 <= byte_rate / max(rate * align, 1) <= 1.1


def _wave64(file: BinaryIO, size: int) -> tuple[int, int] | None:
    at = 40
    while at + 24 <= size:
        file.seek(at)
        name, length = struct.unpack("<16sQ", file.read(24))
        if name == _DATA64:
            return at + 24, max(length - 24, 0)
        at += max(length, 24) + -length % 8
    return None


def _au(file: BinaryIO, _size: int) -> tuple[int, int] | None:
    file.seek(4)
    offset, length = struct.unpack(">II", file.read(8).ljust(8, b"\0"))
    return offset, 0 if length >= _OPEN else length


def _aiff(file: BinaryIO, size: int) -> tuple[int, int] | None:
    for name, start, length in _big_chunks(file, size):
        if name == b"SSND":
            return start + 8, length - 8
    return None


def _big_chunks(file: BinaryIO, size: int) -> Iterator[tuple[bytes, int, int]]:
    at = 12
    while at + 8 <= size:
        file.seek(at)
        name, length = struct.unpack(">4sI", file.read(8))
        yield name, at + 8, length
        at += 8 + length + length % 2


def _caf(file: BinaryIO, size: int) -> tuple[int, int] | None:
    at = 8
    while at + 12 <= size:
        file.seek(at)
        name, length = struct.unpack(">4sq", file.read(12))
        if name == b"data":
            return (at + 16, length - 4) if length > 0 else None
        at += 12 + max(length, 0)
    return None


def _boxes_end_early(file: BinaryIO, size: int) -> bool:
    at = 0
    while at < size:
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:
            return True
        length = struct.unpack(">I", head[:4])[0]
        if length == 0:
            return False
        if length == 1:
            length = struct.unpack(">Q", head[8:16].ljust(8, b"\0"))[0]
        if length < 8:
            return not all(byte == 0 for byte in head[:8])
        at += length
    return at > size


_PLACES: Mapping[bytes, Callable[[BinaryIO, int], tuple[int, int] | None]] = MappingProxyType(
    {b".snd": _au, b"FORM": _aiff, b"caff": _caf}
)
"""Where the samples are by the header, by the mark that the file begins with."""


class Spliced:
    """A WAV file as it should have been written: one header, and all samples behind it.

    Args:
        path: of the file.
        found: its structure, with regions.
    """

    def __init__(self, path: Path, found: Structure) -> None:
        self._file = path.open("rb")
        self.name = path.name
        length = found.present
        form = (
            struct.pack("<4sI", b"fmt ", len(found.header)) + found.header + b"\0" * (len(found.header) % 2)
        )
        told = length if length < _OPEN else 0xFFFFFFFF
        head = b"RIFF" + struct.pack("<I", min(told + len(form) + 12, 0xFFFFFFFF)) + b"WAVE" + form
        self._head = head + struct.pack("<4sI", b"data", told)
        self._regions = found.regions
        self._length = len(self._head) + length
        self._at = 0

    def read(self, count: int) -> bytes:
        """Return the next bytes; none at the end."""
        if self._at < len(self._head):
            part = self._head[self._at : self._at + count]
        else:
            part = self._samples(self._at - len(self._head), count)
        self._at += len(part)
        return part

    def _samples(self, at: int, count: int) -> bytes:
        for start, length in self._regions:
            if at < length:
                self._file.seek(start + at)
                return self._file.read(min(count, length - at))
            at -= length
        return b""

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        """Move to a place, and return it."""
        base = {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._length}[whence]
        self._at = max(base + offset, 0)
        return self._at

    def tell(self) -> int:
        """Return the place of the next byte."""
        return self._at

    def close(self) -> None:
        """Close the file."""
        self._file.close()
