"""A WAV file whose header is wrong, read as it should have been written."""

import os
import struct
from pathlib import Path

from callqa.audio.structure.found import OPEN, Structure
from callqa.host.opening import open_unlinked


class Spliced:
    """A WAV file as it should have been written: one header, and all samples behind it.

    Args:
        path: of the file.
        found: its structure, with regions.
    """

    def __init__(self, path: Path, found: Structure) -> None:
        self._file = open_unlinked(path)
        self.name = path.name
        length = found.present
        form = (
            struct.pack("<4sI", b"fmt ", len(found.header)) + found.header + b"\0" * (len(found.header) % 2)
        )
        told = length if length < OPEN else 0xFFFFFFFF
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
