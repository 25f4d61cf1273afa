"""One speaker's words that leak into the other's channel: numbers in, what is left out.

A leak is a copy: far quieter than the other channel at the same time, and of the same shape. People
who talk at once are neither, so their words stay.
"""

from collections.abc import Sequence
from dataclasses import dataclass

WINDOW_MS = 100
"""What one level stands for."""
QUIETER_DB = 20.0
"""A copy is at least so much quieter than the channel it comes from; telephones leak at 30 to 45 dB."""
SAME_SHAPE = 0.6
"""Normalised cross-correlation of a copy. Two people at once reach 0.2, a leak under noise 0.7."""
_ECHO_WINDOWS = 3
"""A copy may come so much later, from a room."""
_LEAST_WINDOWS = 3
_PAUSE_WINDOWS = 3
_WORD_WINDOWS = 2
_PAD_WINDOWS = 2


@dataclass(frozen=True, kw_only=True, slots=True)
class Levels:
    """A stretch of speech on one channel, in windows of ``WINDOW_MS``.

    Args:
        own, other: power of this and of the other channel in dB, one number a window.
    """

    own: tuple[float, ...]
    other: tuple[float, ...]


def quiet_windows(levels: Levels) -> list[int]:
    """The windows in which this channel may hold a copy of the other: worth comparing their shapes.

    Returns:
        Their positions; none if there are too few to tell a copy from chance.
    """
    quiet = [
        index
        for index, own in enumerate(levels.own)
        if own <= max(levels.other[max(index - _ECHO_WINDOWS, 0) : index + 1]) - QUIETER_DB
    ]
    return quiet if len(quiet) >= _LEAST_WINDOWS else []


def own_speech(levels: Levels, correlation: float) -> list[range]:
    """The runs of windows in which this channel's own speaker speaks.

    Args:
        levels: of the stretch.
        correlation: of both channels in its quiet windows, 0 to 1.

    Returns:
        The whole stretch, unless its quiet windows are a copy; then what is louder than the copy.
    """
    quiet = set(quiet_windows(levels))
    if not quiet or correlation < SAME_SHAPE:
        return [range(len(levels.own))]
    loudest_copy = max(levels.own[index] for index in quiet)
    loud = [i for i, level in enumerate(levels.own) if i not in quiet and level > loudest_copy]
    runs = [run for run in _runs(loud, quiet) if len(run) >= _WORD_WINDOWS]
    return [_padded(run, len(levels.own)) for run in runs]


def _runs(loud: Sequence[int], quiet: set[int]) -> list[range]:
    """Loud windows joined over pauses; a pause in which the copy goes on parts them."""
    runs: list[range] = []
    for index in loud:
        if runs and len(quiet & set(range(runs[-1].stop, index))) < _PAUSE_WINDOWS:
            runs[-1] = range(runs[-1].start, index + 1)
        else:
            runs.append(range(index, index + 1))
    return runs


def _padded(run: range, length: int) -> range:
    return range(max(run.start - _PAD_WINDOWS, 0), min(run.stop + _PAD_WINDOWS, length))
