"""Recordings of real people with their texts: given by a folder, never part of the repository.

``manifest.json`` lists them: ``[{"file": "a.wav", "text": "…"}]``. The folder is named by an option, or by
``CALLQA_REAL_SPEECH``.
"""

import json
import os
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import soundfile

from scripts.synth.telephone import LINE_RATE, band, line_noise, mu_law, to_line

FloatArray = npt.NDArray[np.float32]
VARIABLE = "CALLQA_REAL_SPEECH"
_AUDIBLE_DB = 30.0
"""Speech is what is at most so much quieter than the loudest 20 ms of its clip."""
FRAME = LINE_RATE // 50


@dataclass(frozen=True, kw_only=True, slots=True)
class Clip:
    """One person's sentence in the telephone band, float32 at 8 kHz, as loud as it was recorded."""

    name: str
    text: str
    line: FloatArray

    def speech(self) -> npt.NDArray[np.bool_]:
        """Return for every 20 ms between the first and the last audible sound: true."""
        frames = self.line[: len(self.line) // FRAME * FRAME].reshape(-1, FRAME)
        level = 10 * np.log10(np.square(frames).mean(axis=1) + 1e-12)
        audible = np.nonzero(level > level.max() - _AUDIBLE_DB)[0]
        marked = np.zeros(len(frames), bool)
        marked[audible[0] : audible[-1] + 1] = True
        return marked


def folder_of(named: Path | None) -> Path | None:
    """Return the folder of an option or of the environment; None where neither names one."""
    return named or (Path(os.environ[VARIABLE]) if os.environ.get(VARIABLE) else None)


def read(folder: Path) -> list[Clip]:
    """Return every clip of a folder, in the order of its manifest."""
    rng = random.Random(16)
    listed = json.loads((folder / "manifest.json").read_text("utf-8"))
    clips = []
    for one in listed:
        samples, rate = soundfile.read(folder / one["file"], dtype="float32")
        clips.append(Clip(name=one["file"], text=one["text"], line=band(to_line(samples, rate), rng)))
    return clips


def at_level(clip: Clip, dbfs: float, before_s: float, after_s: float, snr_db: float = 30.0) -> FloatArray:
    """Return a clip of this loudness between pauses on a hissing µ-law line."""
    rng, noise = random.Random(clip.name), np.random.default_rng(16)
    speech = clip.line[: len(clip.line) // FRAME * FRAME]
    loudness = float(np.sqrt(np.square(speech).mean()))
    scaled = speech * np.float32(10 ** (dbfs / 20) / loudness)
    whole = np.pad(scaled, (int(before_s * LINE_RATE), int(after_s * LINE_RATE)))
    hiss = line_noise(len(whole), rng, noise) * np.float32(10 ** ((dbfs - snr_db) / 20))
    return mu_law(whole + hiss)
