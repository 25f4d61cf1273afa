"""Speech kept as it left the synthesiser: slow to make, so the telephone line is added when it is read."""

import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soxr

from scripts.demo_model.shards import Utterance, over_the_line, utterance_of
from scripts.synth.espeak import Speech
from scripts.synth.telephone import LINE_RATE, to_line

FloatArray = npt.NDArray[np.float32]
_FULL_SCALE = 32_767
_LOWEST_SHIFT, _HIGHEST_SHIFT = 0.92, 1.1


@dataclass(frozen=True, kw_only=True, slots=True)
class Recording:
    """One text (a space at a pause), when each character sounds, and int16 samples at 8 kHz."""

    text: str
    char_times: FloatArray
    line: npt.NDArray[np.int16]


def recording_of(text: str, speech: Speech) -> Recording:
    """Bring speech to the telephone's rate and a common peak."""
    line = to_line(speech.samples, speech.sample_rate)
    scaled = line / max(float(np.abs(line).max()), 1e-9) * _FULL_SCALE
    return Recording(
        text=text,
        char_times=np.array(speech.char_times, np.float32).reshape(-1, 2),
        line=np.round(scaled).astype(np.int16),
    )


def write(path: Path, made: Iterator[Recording], hours: float) -> int:
    """Store recordings up to a length of speech; returns how many. The file appears complete."""
    kept: list[Recording] = []
    remaining = hours * 3600 * LINE_RATE
    while remaining > 0:
        kept.append(next(made))
        remaining -= len(kept[-1].line)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        np.savez(
            file,
            allow_pickle=False,
            text=np.array([one.text for one in kept]),
            lengths=np.array([len(one.line) for one in kept]),
            char_times=np.concatenate([one.char_times for one in kept]),
            line=np.concatenate([one.line for one in kept]),
        )
        file.flush()
        os.fsync(file.fileno())
    unfinished.rename(path)
    return len(kept)


def read(path: Path) -> list[Recording]:
    """Return the recordings of a file."""
    with np.load(path) as stored:
        texts = [str(text) for text in stored["text"]]
        lines = np.split(stored["line"], np.cumsum(stored["lengths"])[:-1])
        ends = np.cumsum([len(text.replace(" ", "")) for text in texts])[:-1]
        times = np.split(stored["char_times"], ends)
    return [
        Recording(text=text, char_times=time, line=line)
        for text, time, line in zip(texts, times, lines, strict=True)
    ]


def called(recording: Recording, rng: random.Random, noise: np.random.Generator) -> Utterance:
    """Hear a recording over a telephone, its formants a little higher or lower."""
    shift = rng.uniform(_LOWEST_SHIFT, _HIGHEST_SHIFT)
    line = recording.line.astype(np.float32) / np.float32(_FULL_SCALE)
    shifted = np.asarray(soxr.resample(line, LINE_RATE * shift, LINE_RATE), np.float32)
    padded, times = over_the_line(shifted, recording.char_times / np.float32(shift), rng, noise)
    return utterance_of(recording.text, padded, times)
