"""Calls to measure with: what the sample day's speakers say, put together anew."""

import random
import wave
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

from callqa.audio.decoding import decode
from callqa.model.errors import AudioError
from callqa.recognition.front_end.silero_vad import SileroDetector, speech_in

FloatArray = npt.NDArray[np.float32]

ROOT = Path(__file__).resolve().parents[1]
_DAY = ROOT / "data/sample/2026-02-14"
_SOURCES = 8
_RATE = 8000


def spoken(count: int = _SOURCES) -> list[FloatArray]:
    """Stretches of speech of the sample day's first calls, at 8 kHz."""
    detector, found = SileroDetector(), []
    for path in sorted(_DAY.glob("*.ogg"))[:count]:
        try:
            audio = decode(path, max_duration_s=3600)
        except AudioError:
            continue
        for channel in audio.whole():
            found += [channel[s.start : s.end : 2].copy() for s in speech_in(channel, detector)]
    return found


def call_files(folder: Path, count: int, most_s: float, channels: int) -> tuple[list[Path], float]:
    """Write calls of different lengths: speech and pauses of one to four seconds, 16-bit at 8 kHz.

    Args:
        folder: for the files.
        count: of them.
        most_s: seconds of the longest; the shortest has a third of it.
        channels: 1 or 2.

    Returns:
        The files, and how many seconds they last together.
    """
    rng, speech = random.Random(7), spoken()
    paths, seconds = [], 0.0
    for number in range(count):
        length = int(rng.uniform(most_s / 3, most_s) * _RATE)
        path = folder / f"call-{number:04}.wav"
        _write(path, [_side(rng, speech, length) for _ in range(channels)])
        paths.append(path)
        seconds += length / _RATE
    return paths, seconds


def _side(rng: random.Random, speech: Sequence[FloatArray], length: int) -> FloatArray:
    pieces: list[FloatArray] = []
    while sum(map(len, pieces)) < length:
        pieces += [np.zeros(int(rng.uniform(1, 4) * _RATE), np.float32), rng.choice(speech)]
    hiss = np.random.default_rng(rng.getrandbits(32)).standard_normal(length) * 1e-3
    return (np.concatenate(pieces)[:length] + hiss).astype(np.float32)


def _write(path: Path, sides: Sequence[FloatArray]) -> None:
    samples = (np.clip(np.stack(sides, axis=1), -1, 1) * 32767).astype("<i2")
    with wave.open(str(path), "wb") as file:
        file.setnchannels(len(sides))
        file.setsampwidth(2)
        file.setframerate(_RATE)
        file.writeframes(samples.tobytes())
