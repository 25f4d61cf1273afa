"""AIFF, AU, CAF, Wave64 and MP4: what their headers promise, what is there, and what lies behind it."""

import struct
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType

from callqa.audio.structure.found import OPEN, Readable, Structure, is_open, is_padding

_DATA64 = bytes.fromhex("64617461f3acd3118cd100c04f8edb8a")  # Wave64's name of a chunk of samples
_FORMAT64 = bytes.fromhex("666d7420f3acd3118cd100c04f8edb8a")
_NO_LENGTH64 = 1 << 62
_OF_WAVE64 = frozenset({_DATA64[4:], bytes.fromhex("2f91cf11a5d628db04c10000")})
"""How the names of its chunks go on."""
_AIFF = b"FORM"
_RIFF64 = b"riff\x2e\x91\xcf\x11\xa5\xd6\x28\xdb\x04\xc1\x00\x00"


def contained(file: Readable, size: int, head: bytes) -> Structure:
    """Return the structure of a file that is no WAV; empty for formats that need no second look.

    Args:
        head: the first 16 bytes.
    """
    if head[4:8] in (b"ftyp", b"styp", b"moov", b"mdat"):
        return _boxes(file, size)
    if head == _RIFF64:
        return _wave64(file, size)
    mark = next((mark for mark in _PLACES if head.startswith(mark)), None)
    place = _PLACES[mark](file, size) if mark else None
    return _promised(file, size, place, _after_aiff if mark == _AIFF else None)


def _promised(
    file: Readable, size: int, found: tuple[int, int] | None, after: Callable[[bytes], int] | None
) -> Structure:
    """Return what is there of the samples that a header promises, and what lies behind them.

    Args:
        found: where the samples are by the header, and how many bytes.
        after: returns the length of a chunk by its first bytes, 0 where it is none; None where FFmpeg
            reads to the end of such files whatever they promise.
    """
    if found is None or found[1] <= 0 or is_open(found[1], size - found[0]):
        return Structure()
    start, length = found
    present = max(min(length, size - start), 0)
    behind = _behind(file, size, start + length, after) if after else 0
    return Structure(promised=length, present=present, unread=behind)


def _behind(file: Readable, size: int, at: int, after: Callable[[bytes], int]) -> int:
    """Return how many bytes behind the samples belong to no chunk: sound that the header knows nothing of."""
    while at < size:
        file.seek(at)
        length = after(file.read(24))
        if not length:
            return 0 if is_padding(file, at, size - at) else size - at
        at += length
    return 0


def _after_aiff(head: bytes) -> int:
    name, length = head[:4], int.from_bytes(head[4:8], "big")
    is_chunk = len(head) >= 8 and name != b"FORM" and all(32 <= byte < 127 for byte in name)
    return 8 + length + length % 2 if is_chunk else 0


def _after_wave64(head: bytes) -> int:
    length = int.from_bytes(head[16:24], "little")
    is_chunk = len(head) == 24 and head[:16] != _RIFF64 and head[4:16] in _OF_WAVE64 and length >= 24
    return length + -length % 8 if is_chunk else 0


def _wave64(file: Readable, size: int) -> Structure:
    form, at = b"", 40
    while at + 24 <= size:
        file.seek(at)
        name, length = struct.unpack("<16sQ", file.read(24))
        if name == _DATA64:
            return _samples64(file, size, (at + 24, length - 24), form)
        if name == _FORMAT64:
            form = file.read(min(max(length - 24, 0), 4096))
        at += max(length, 24) + -length % 8
    return Structure()


def _samples64(file: Readable, size: int, found: tuple[int, int], form: bytes) -> Structure:
    """Return what the samples' chunk of a Wave64 file promises; a placeholder stands for all of the rest.

    FFmpeg refuses a placeholder, which a recorder that died leaves behind.
    """
    start, length = found
    if form and (length <= 0 or length >= _NO_LENGTH64 or is_open(length, size - start)):
        return Structure(regions=((start, size - start),), header=form)
    return _promised(file, size, found, _after_wave64)


def _au(file: Readable, _size: int) -> tuple[int, int] | None:
    file.seek(4)
    offset, length = struct.unpack(">II", file.read(8).ljust(8, b"\0"))
    return offset, 0 if length >= OPEN else length


def _aiff(file: Readable, size: int) -> tuple[int, int] | None:
    for name, start, length in _big_chunks(file, size):
        if name == b"SSND":
            return start + 8, length - 8
    return None


def _big_chunks(file: Readable, size: int) -> Iterator[tuple[bytes, int, int]]:
    at = 12
    while at + 8 <= size:
        file.seek(at)
        name, length = struct.unpack(">4sI", file.read(8))
        yield name, at + 8, length
        at += 8 + length + length % 2


def _caf(file: Readable, size: int) -> tuple[int, int] | None:
    at = 8
    while at + 12 <= size:
        file.seek(at)
        name, length = struct.unpack(">4sq", file.read(12))
        if name == b"data":
            return (at + 16, length - 4) if length > 0 else None
        at += 12 + max(length, 0)
    return None


def _boxes(file: Readable, size: int) -> Structure:
    """Return whether an MP4 ends inside one of its boxes, and how much of another one is behind it."""
    at, is_playable = 0, False
    while at < size:
        file.seek(at)
        head = file.read(16)
        if head[4:8] == b"ftyp" and is_playable:
            return Structure(present=at, unread=size - at)
        is_playable |= head[4:8] == b"moov"
        length = int.from_bytes(head[:4], "big")
        if len(head) >= 8 and length == 0:  # the rest of the file, or its padding
            return Structure()
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if length < 8:
            return Structure(is_cut=True)
        at += length
    return Structure(is_cut=at > size)


_PLACES: Mapping[bytes, Callable[[Readable, int], tuple[int, int] | None]] = MappingProxyType(
    {b".snd": _au, _AIFF: _aiff, b"caff": _caf}
)
"""Where the samples are by the header, by the mark that the file begins with."""
