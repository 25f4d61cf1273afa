"""Where somebody begins and stops to speak, while they speak: from the chances of speech, frame by frame."""

from dataclasses import dataclass

from callqa.model.speech import SAMPLE_RATE

FRAME = 512
"""Samples that a chance stands for."""
_BEGINS, _GOES_ON = 0.5, 0.35
_LEAD = 350 * SAMPLE_RATE // 1000
"""Kept before an onset, as of a file: the first syllable often begins quietly."""
_TAIL = 200 * SAMPLE_RATE // 1000
_SILENCE = 500 * SAMPLE_RATE // 1000
"""So much of it ends a stretch."""
_LONGEST = 20 * SAMPLE_RATE
_LEAST_FRAMES = 6
"""With speech in them; less is a click."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Stretch:
    """A stretch that has ended.

    Args:
        start, end: half-open span in samples, from the beginning of the session.
        is_speech: whether it is long enough to be more than a click.
    """

    start: int
    end: int
    is_speech: bool


class EndPointing:
    """Follows one session.

    `start` is where the stretch that goes on has begun, in samples; None in silence.
    """

    def __init__(self) -> None:
        self.at = 0
        self.start: int | None = None
        self._free_from = 0
        self._silent = self._voiced = 0

    def hear(self, chance: float) -> Stretch | None:
        """Take the chance of speech in the next frame; return a stretch that ends with it."""
        self.at += FRAME
        if chance >= _BEGINS:
            self._begin()
        elif self.start is not None:
            self._silent = self._silent + FRAME if chance < _GOES_ON else 0
        if self.start is None:
            return None
        if self._silent >= _SILENCE:
            return self._end(self.at - self._silent + _TAIL)
        return self._end(self.at) if self.at - self.start >= _LONGEST else None

    def finish(self, length: int) -> Stretch | None:
        """Return the stretch that goes on when the session ends after so many samples."""
        return self._end(length) if self.start is not None else None

    def _begin(self) -> None:
        self._silent = 0
        self._voiced += 1
        if self.start is None:
            self.start = max(self.at - FRAME - _LEAD, self._free_from)

    def _end(self, end: int) -> Stretch:
        assert self.start is not None
        stretch = Stretch(start=self.start, end=end, is_speech=self._voiced >= _LEAST_FRAMES)
        self.start, self._free_from = None, end
        self._silent = self._voiced = 0
        return stretch
