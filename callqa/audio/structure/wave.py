"""The chunks of a WAV file: where its samples lie, whatever its header says."""

import struct
from dataclasses import dataclass

from callqa.audio.structure.found import OPEN, Readable, Structure, is_open, is_padding


@dataclass
class _Wav:
    """What is found while the chunks of a WAV file pass by."""

    size: int
    form: bytes = b""
    has_ds64: bool = False
    long_data: int = 0
    promised: int = 0
    is_open: bool = False
    unread: int = 0
    is_misread: bool = False
    has_data: bool = False

    def __post_init__(self) -> None:
        self.regions: list[tuple[int, int]] = []


def wave(file: Readable, size: int) -> Structure:
    """Return the structure of a WAV file: RIFF, RF64 or BW64."""
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
        is_hollow=not found.has_data,
    )


def _chunk(file: Readable, found: _Wav, at: int) -> int | None:
    """Take in the chunk at a place; returns where the next one is, or None at the end."""
    file.seek(at)
    name, length = _named(file.read(8))
    start = at + 8
    if name in (b"RIFF", b"RF64", b"BW64") and found.regions:
        return _appended(file, at)
    if name == b"ds64":
        found.has_ds64 = True
        found.long_data = struct.unpack("<8xQ", file.read(16).ljust(16, b"\0"))[0]
    if name == b"data":
        return _data(file, found, start, length)
    if name == b"fmt ":
        return _format(file, found, start, length)
    return start + length + length % 2  # chunks are padded to an even size


def _named(head: bytes) -> tuple[bytes, int]:
    return head[:4], int.from_bytes(head[4:8], "little")


def _format(file: Readable, found: _Wav, start: int, length: int) -> int | None:
    form = file.read(min(length, 4096))
    if found.form and form != found.form:  # what follows is no sound of this recording
        found.unread += found.size - start
        return None
    found.form = form
    return start + length + length % 2


def _data(file: Readable, found: _Wav, start: int, length: int) -> int | None:
    if length == 0xFFFFFFFF and found.long_data:
        length = found.long_data
    there = found.size - start
    found.promised += length
    found.has_data = True
    if is_open(length, there) and not (length == 0 and _is_chunk(file, found.size, start)):
        found.is_open = True
        # FFmpeg knows the usual marks only, and believes a ds64 that was never filled in
        found.is_misread = 0 < length < OPEN or found.has_ds64
        found.regions.append((start, there))
        return None
    if length > there:
        found.regions.append((start, there))
        return None
    following = next(
        (at for at in (start + length + length % 2, start + length) if _is_chunk(file, found.size, at)), None
    )
    rest = there - length
    if following is None and rest and not is_padding(file, start + length, rest):
        found.promised += rest  # the length is of an earlier moment: the recorder died
        found.is_misread, length = True, there
    if length:
        found.regions.append((start, length))
    return following


def _appended(file: Readable, at: int) -> int | None:
    """Take a file that was put behind another for more of the same, if it is of the same format."""
    file.seek(at + 8)
    return at + 12 if file.read(4) == b"WAVE" else None


def _is_chunk(file: Readable, size: int, at: int) -> bool:
    """Return whether a chunk begins at a place: a readable name, and a length that fits."""
    if at + 8 > size:
        return False
    file.seek(at)
    name, length = struct.unpack("<4sI", file.read(8))
    if name in (b"RIFF", b"RF64", b"BW64", b"data", b"fmt ", b"LIST", b"bext"):
        return True
    return all(32 <= byte < 127 for byte in name) and at + 8 + length <= size


def _is_odd(form: bytes) -> bool:
    if len(form) < 16:
        return False
    tag, _, rate, byte_rate, align = struct.unpack("<HHIIH", form[:14])
    plain = tag in (1, 3, 6, 7)  # PCM, float, A-law, µ-law: others pack samples in blocks
    return plain and byte_rate > 0 and not 0.9 <= byte_rate / max(rate * align, 1) <= 1.1
