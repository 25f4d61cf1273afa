"""The one look that every recording gets before FFmpeg does."""

from pathlib import Path

from callqa.audio.structure.containers import contained
from callqa.audio.structure.found import Structure
from callqa.audio.structure.wave import wave


def structure(path: Path) -> Structure:
    """Read the structure of a file; empty for formats that need no second look.

    Raises:
        OSError: the file cannot be read.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        head = file.read(16)
        if head[:4] in (b"RIFF", b"RF64", b"BW64") and head[8:12] == b"WAVE":
            return wave(file, size)
        return contained(file, size, head)
