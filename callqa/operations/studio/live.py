"""Live sessions in the engine process: what is said now, read again as it grows, once more at its end.

There is no streaming model: the stretch that goes on is recognised anew every step, its last seconds only.
When it ends, the night's own reader makes its text, with the second reading, correction and written numbers.
"""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import torch

from callqa.audio.samples import Samples
from callqa.model.annotations import as_written
from callqa.model.speech import SAMPLE_RATE, Segment, to_ms
from callqa.operations.studio.messages import LiveHeard, LiveKind, LiveSound
from callqa.recognition.front_end.silero import SileroSequence, State
from callqa.recognition.reader import Reader
from callqa.recognition.turns import utterance
from callqa.settings.console import LiveSettings
from callqa.studio.endpointing import FRAME, EndPointing, Stretch

_CONTEXT = 64
"""Samples before a frame that the model hears with it."""
_KEPT = SAMPLE_RATE
"""Of silence: an onset reaches back into it."""
_SHARE = 1.5
"""A step is so many times as long as the last reading took, or a slow machine would fall behind."""


@dataclass(frozen=True, kw_only=True)
class Hearing:
    """What all sessions share.

    Args:
        reader: of the engine.
        silero: finds speech.
        settings: how often and how far back.
    """

    reader: Reader
    silero: SileroSequence
    settings: LiveSettings


class Session:
    """One microphone.

    Args:
        name: of the session.
        hearing: what all sessions share.
        clock: seconds that only grow.
    """

    def __init__(self, name: str, hearing: Hearing, clock: Callable[[], float] = time.monotonic) -> None:
        self._name, self._hearing, self._clock = name, hearing, clock
        self._points = EndPointing()
        self._state: State | None = None
        self._waiting = np.zeros(_CONTEXT, np.float32)
        self._sound = np.zeros(0, np.float32)
        self._first = 0  # which sample of the session the sound begins with
        self._read_until = 0
        self._step = hearing.settings.step_ms * SAMPLE_RATE // 1000

    def hear(self, message: LiveSound) -> Iterator[LiveHeard]:
        """Take what was said; yield what is understood by now."""
        samples = np.frombuffer(message.content, "<i2").astype(np.float32) / np.float32(32_768)
        self._sound = np.concatenate([self._sound, samples])
        for chance in self._chances(samples):
            if stretch := self._points.hear(chance):
                yield self._final(stretch)
        if message.is_end:
            length = self._first + len(self._sound)
            if stretch := self._points.finish(length):
                yield self._final(stretch)
            yield LiveHeard(session=self._name, kind=LiveKind.END, to_ms=to_ms(length))
            return
        if partial := self._partial():
            yield partial
        self._forget_silence()

    def _chances(self, samples: Samples) -> list[float]:
        self._waiting = np.concatenate([self._waiting, samples])
        frames = (len(self._waiting) - _CONTEXT) // FRAME
        if not frames:
            return []
        used = torch.from_numpy(self._waiting[: _CONTEXT + frames * FRAME].copy())
        found, self._state = self._hearing.silero.probabilities(
            used.unfold(0, _CONTEXT + FRAME, FRAME), self._state
        )
        self._waiting = self._waiting[frames * FRAME :].copy()
        return found

    def _partial(self) -> LiveHeard | None:
        start, end = self._points.start, self._points.at
        if start is None or end - max(self._read_until, start) < self._step:
            return None
        began = self._clock()
        window = max(start, end - int(self._hearing.settings.window_s * SAMPLE_RATE))
        text = self._hearing.reader.recogniser.recognise([self._cut(window, end)])[0].text
        self._read_until = end
        least = self._hearing.settings.step_ms / 1000
        self._step = int(max(least, _SHARE * (self._clock() - began)) * SAMPLE_RATE)
        if not text:
            return None
        return LiveHeard(
            session=self._name,
            kind=LiveKind.PARTIAL,
            text=text,
            written=text,
            from_ms=to_ms(window),
            to_ms=to_ms(end),
            is_cut=window > start,
        )

    def _final(self, stretch: Stretch) -> LiveHeard:
        read = self._hearing.reader.read([self._cut(stretch.start, stretch.end)]) if stretch.is_speech else []
        self._drop_until(stretch.end)
        text = read[0].text if read else ""
        place = Segment(start=stretch.start, end=stretch.end)
        return LiveHeard(
            session=self._name,
            kind=LiveKind.FINAL if text else LiveKind.NOTHING,
            text=text,
            written=as_written(text, read[0].annotations.written) if text else "",
            from_ms=to_ms(stretch.start),
            to_ms=to_ms(stretch.end),
            utterance=utterance(0, place, read[0], to_ms(stretch.end)) if text else None,
        )

    def _cut(self, start: int, end: int) -> Samples:
        return np.ascontiguousarray(self._sound[max(start - self._first, 0) : end - self._first])

    def _drop_until(self, sample: int) -> None:
        past = min(max(sample - self._first, 0), len(self._sound))
        self._sound, self._first = self._sound[past:].copy(), self._first + past

    def _forget_silence(self) -> None:
        if self._points.start is None:
            self._drop_until(self._first + len(self._sound) - _KEPT)
