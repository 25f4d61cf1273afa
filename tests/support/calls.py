"""Small recordings, made in a moment."""

import math
import struct
import wave
from functools import cache
from pathlib import Path


def write_call(path: Path, hertz: int, seconds: float = 1.0) -> Path:
    """Return a stereo call: a tone on each channel, louder and higher on the second."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with wave.open(str(path), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(_tones(hertz, seconds))
    return path


@cache  # the same few calls are in the project of nearly every test
def _tones(hertz: int, seconds: float) -> bytes:
    return b"".join(
        struct.pack(
            "<hh",
            int(2000 * math.sin(i * hertz * 0.7 * math.tau / 8000)),
            int(3000 * math.sin(i * hertz * math.tau / 8000)),
        )
        for i in range(int(8000 * seconds))
    )
