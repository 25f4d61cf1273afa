"""How much audio a file's own structure promises, read from its bytes (standard library only)."""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_STREAMED = (0, 0x7FFFF000)
"""A recorder that streams does not know the size: it writes 0, or something near the maximum."""
_OGG_TAIL = 1 << 17
_OGG_HEADER = 27
_MP3_HEAD = 1 << 16


@dataclass(frozen=True, kw_only=True, slots=True)
class WavPromise:
    """What a WAV header says, and what the file holds.

    Args:
        promised_s: seconds of audio according to the header.
        present_s: seconds of audio in the file.
    """

    promised_s: float
    present_s: float


def wav_promise(path: Path) -> WavPromise | None:
    """Compare the data chunk of a WAV file with the file's size.

    Returns:
        None for another format, or when the header leaves the size open.

    Raises:
        OSError: the file cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if file.read(4) != b"RIFF" or file.read(8)[4:] != b"WAVE":
            return None
        return _walk(file, size)


def _walk(file: BinaryIO, size: int) -> WavPromise | None:
    byte_rate = 0
    while len(header := file.read(8)) == 8:
        name, length = struct.unpack("<4sI", header)
        if name == b"data":
            return _promise(length, size - file.tell(), byte_rate)
        start = file.tell()
        if name == b"fmt ":
            byte_rate = struct.unpack("<8xI", file.read(12).ljust(12, b"\0"))[0]
        file.seek(start + length + length % 2)  # chunks are padded to an even size
    return None


def _promise(length: int, present: int, byte_rate: int) -> WavPromise | None:
    if length <= _STREAMED[0] or length >= _STREAMED[1] or not byte_rate:
        return None
    return WavPromise(promised_s=length / byte_rate, present_s=min(present, length) / byte_rate)


def ogg_is_cut(path: Path) -> bool:
    """Return whether an Ogg file ends inside a page.

    A missing end-of-stream mark alone proves nothing: some recorders never write one.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        file.seek(max(path.stat().st_size - _OGG_TAIL, 0))
        tail = file.read()
    page = tail[tail.rfind(b"OggS") :]
    if not page.startswith(b"OggS"):
        return False
    if len(page) < _OGG_HEADER or len(page) < _OGG_HEADER + page[26]:
        return True
    lacing = page[_OGG_HEADER : _OGG_HEADER + page[26]]
    return len(page) < _OGG_HEADER + len(lacing) + sum(lacing)


def mp3_counts_frames(path: Path) -> bool:
    """Return whether an MP3 file says how long it is; otherwise a declared duration is only a guess.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(_MP3_HEAD)
    return any(mark in head for mark in (b"Xing", b"Info", b"VBRI"))


def looks_like_audio(path: Path) -> bool:
    """Return whether the first bytes are those of an audio format, so that the rest must be damaged.

    Raises:
        OSError: the file cannot be read.
    """
    with path.open("rb") as file:
        head = file.read(12)
    return head[4:8] == b"ftyp" or head.startswith((b"RIFF", b"OggS", b"fLaC", b"#!AMR", b"ID3"))
