"""Text that nobody can have spoken: a recogniser that repeats itself, or says more than fits into the time.

A recogniser that writes one character after the other may fall into a loop and go on until it is stopped.
Such a stretch is read again in halves, cut where it is quietest; what runs away again is kept without its
loop and marked, so that nobody concludes from it that something was not said.
"""

import re
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from callqa.audio.samples import Samples
from callqa.model.speech import SAMPLE_RATE, Recognition, to_ms
from callqa.recognition.front_end.ports import Recogniser

_FASTEST = 12.0
"""Characters a second; hurried Mandarin has nine."""
_LETTERS_A_CHARACTER = 2.5
_SOME = 12
"""So few characters are no flood, however short the stretch."""
_LOOP = re.compile(r"(.{1,20}?)\1{4,}", re.DOTALL)
_LONG_LOOP = 30
"""Characters; people say 对 or 喂 ten times, and laugh."""
_SHORTEST = 4 * SAMPLE_RATE
"""Samples; a shorter stretch is not cut any more."""
_WINDOW = SAMPLE_RATE // 50


def is_runaway(text: str, seconds: float) -> bool:
    """Return whether a text cannot have been spoken in this time."""
    return _is_flood(text, seconds) or any(_loops(text))


def _is_flood(text: str, seconds: float) -> bool:
    letters = sum(character.isascii() for character in text)
    return len(text) - letters + letters / _LETTERS_A_CHARACTER > max(_SOME, _FASTEST * seconds)


def _loops(text: str) -> list[tuple[int, int]]:
    """Return of every loop where its repetitions begin and end, after what is said first."""
    if len(text) < _LONG_LOOP:
        return []
    return [(m.end(1), m.end()) for m in _LOOP.finditer(text) if m.end() - m.start() >= _LONG_LOOP]


class Steady:
    """A recogniser that reads again what ran away.

    Args:
        recogniser: that is asked.
    """

    def __init__(self, recogniser: Recogniser) -> None:
        self._recogniser = recogniser

    @property
    def stock_parts(self) -> tuple[str, ...]:
        """What could not be made fast on this machine, in Chinese."""
        return self._recogniser.stock_parts

    def recognise(self, segments: Sequence[Samples], *, hotwords: bool = True) -> list[Recognition]:
        """One recognition for every segment, in the same order."""
        read = list(self._recogniser.recognise(segments, hotwords=hotwords))
        if len(read) != len(segments):
            return read  # nobody knows which belongs to which
        return [
            self._again(segment, one, hotwords) if is_runaway(one.text, _seconds(segment)) else one
            for segment, one in zip(segments, read, strict=True)
        ]

    def _again(self, segment: Samples, one: Recognition, hotwords: bool) -> Recognition:
        """Read a stretch that ran away in halves, as long as there is something to cut."""
        if len(segment) < _SHORTEST:
            return _without_loops(one)
        middle = _quietest(segment)
        first, second = self.recognise([segment[:middle], segment[middle:]], hotwords=hotwords)
        if first.failure or second.failure:
            return first if first.failure else second
        return _joined(first, second, to_ms(middle))


def _seconds(segment: Samples) -> float:
    return len(segment) / SAMPLE_RATE


def _quietest(segment: Samples) -> int:
    """Return where a stretch is quietest in its middle half."""
    start = len(segment) // 4
    windows = segment[start : start + len(segment) // 2]
    windows = windows[: len(windows) // _WINDOW * _WINDOW].reshape(-1, _WINDOW)
    return start + int(np.argmin(np.square(windows).sum(axis=1))) * _WINDOW + _WINDOW // 2


def _joined(first: Recognition, second: Recognition, offset_ms: int) -> Recognition:
    moved = tuple((start + offset_ms, end + offset_ms) for start, end in second.char_times)
    return Recognition(
        text=first.text + second.text,
        char_times=first.char_times + moved,
        is_doubtful=first.is_doubtful or second.is_doubtful,
    )


def _without_loops(one: Recognition) -> Recognition:
    """Return what ran away with each phrase of a loop once, and marked."""
    gone = {index for start, end in _loops(one.text) for index in range(start, end)}
    kept = [index for index in range(len(one.text)) if index not in gone]
    return replace(
        one,
        text="".join(one.text[index] for index in kept),
        char_times=tuple(one.char_times[index] for index in kept),
        is_doubtful=True,
    )
