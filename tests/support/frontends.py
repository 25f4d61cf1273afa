"""Voice detectors that worker processes can load, and what happens to some recordings there."""

import itertools
import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from callqa.audio.samples import Block, Samples
from callqa.model.errors import BadInputError
from callqa.model.speech import Segment
from callqa.recognition.front_end.ports import VoiceDetector
from tests.support.doubles import Gathers

CRASHES, HANGS, LEAVES = 0.8, 0.6, 0.4
"""Loudness of a recording that takes its process down, that never ends, that ends the process."""


class Halves(Gathers):
    """Two segments in every channel that is not silent."""

    def segments(self, samples: Samples) -> list[Segment]:
        loud, middle = float(np.median(np.abs(samples))), len(samples) // 2
        if abs(loud - CRASHES) < 0.05:
            os.kill(os.getpid(), signal.SIGSEGV)
        if abs(loud - HANGS) < 0.05:
            time.sleep(600)
        if abs(loud - LEAVES) < 0.05:
            os._exit(3)
        if loud < 0.05:
            return []
        return [Segment(start=0, end=middle), Segment(start=middle, end=len(samples))]


def refuse() -> Halves:
    """Return a detector that is not there."""
    raise BadInputError("没有这种语音检测", "vad")


def die() -> Halves:
    """Return a process that cannot even start."""
    os._exit(1)


TOUCHED = "CALLQA_TEST_TOUCHED"


def touching() -> VoiceDetector:
    """In its process no recording is kept, and the one of ``TOUCHED`` changes after two looks at it."""
    from callqa.audio import decoding  # the other detectors must start quickly
    from callqa.recognition.front_end.silero_vad import SileroDetector

    decoding._KEPT_S = 0.0
    original, looks = decoding.Audio.blocks, itertools.count()

    def blocks(self: Any) -> Iterator[Block]:
        if next(looks) == 2:
            path = os.environ[TOUCHED]
            os.utime(path, (1, Path(path).stat().st_mtime + 1))
        return original(self)

    decoding.Audio.blocks = blocks  # type: ignore[method-assign] - the way in
    return SileroDetector()
