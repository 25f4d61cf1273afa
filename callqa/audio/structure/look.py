"""The one look that every recording gets before FFmpeg does."""

import os
from pathlib import Path
from typing import BinaryIO

from callqa.audio.structure.containers import contained
from callqa.audio.structure.found import Structure
from callqa.audio.structure.wave import wave
from callqa.host.opening import open_unlinked

_MOST_PARTS = 1 << 17
"""An hour in parts of a tenth of a second has fewer; a hole of a gigabyte would have a hundred million."""


class _EndlessError(Exception):
    """A file has more parts than any recorder writes."""


class _Patient:
    """A file that is asked for the part at a place, and not for ever."""

    def __init__(self, file: BinaryIO) -> None:
        self._file, self._left = file, _MOST_PARTS
        self.read = file.read

    def seek(self, at: int) -> int:
        self._left -= 1
        if self._left < 0:
            raise _EndlessError
        return self._file.seek(at)


def structure(path: Path) -> Structure:
    """Read the structure of a file; empty for formats that need no second look.

    Raises:
        OSError: the file cannot be read.
    """
    with open_unlinked(path) as opened:
        size = os.fstat(opened.fileno()).st_size
        file = _Patient(opened)
        head = file.read(16)
        try:
            if head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:12] == b"WAVE":
                return wave(file, size)
            return contained(file, size, head)
        except _EndlessError:
            return Structure(is_hollow=True)
