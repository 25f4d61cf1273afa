"""Speech without what leaked from the other channel; levels and correlation with numpy."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from callqa.audio.samples import Samples
from callqa.model.speech import SAMPLE_RATE, Segment

WINDOW_MS = 100
"""What one level stands for."""
QUIETER_DB = 20.0
"""A copy is at least so much quieter than the channel it comes from; telephones leak at 30 to 45 dB."""
ECHO_DB = 10.0
"""An echo comes back at 12 to 16 dB: what the first look leaves is looked at again."""
SAME_SHAPE = 0.6
"""Normalised cross-correlation of a copy. Two people at once reach 0.2, a leak under noise 0.7."""
SAME_ECHO = 0.7
"""Of what is less quiet than a leak, and may also be somebody who speaks low."""
_ECHOED_WINDOWS = 5
"""Less of an echo is no word."""
_ECHO_WINDOWS = 3
"""A copy may come so much later, from a room."""
_LEAST_WINDOWS = 3
_PAUSE_WINDOWS = 3
_WORD_WINDOWS = 2
_LEAD_WINDOWS, _PAD_WINDOWS = 3, 2
"""Kept before and after what is somebody's own: a first syllable begins quietly."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Levels:
    """A stretch of speech on one channel, in windows of ``WINDOW_MS``.

    Args:
        own, other: power of this and of the other channel in dB, one number a window.
    """

    own: tuple[float, ...]
    other: tuple[float, ...]


def quiet_windows(levels: Levels, quieter_db: float = QUIETER_DB) -> list[int]:
    """Find the windows in which this channel may hold a copy of the other.

    Returns:
        Their positions; none if there are too few to tell a copy from chance.
    """
    quiet = [
        index
        for index, own in enumerate(levels.own)
        if own <= max(levels.other[max(index - _ECHO_WINDOWS, 0) : index + 1]) - quieter_db
    ]
    return quiet if len(quiet) >= _LEAST_WINDOWS else []


def own_speech(levels: Levels, correlation: float, quieter_db: float = QUIETER_DB) -> list[range]:
    """Find the runs of windows in which this channel's own speaker speaks.

    Args:
        levels: of the stretch.
        correlation: of both channels in its quiet windows, 0 to 1.

    Returns:
        The whole stretch, unless its quiet windows are a copy; then what is louder than the copy.
    """
    quiet = set(quiet_windows(levels, quieter_db))
    if not quiet or correlation < (SAME_SHAPE if quieter_db == QUIETER_DB else SAME_ECHO):
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
    return range(max(run.start - _LEAD_WINDOWS, 0), min(run.stop + _PAD_WINDOWS, length))


_WINDOW = SAMPLE_RATE * WINDOW_MS // 1000
_MAX_LAG = SAMPLE_RATE // 4
"""A leak comes through the same wires, an echo from a room; neither is later than this."""
_SILENCE = 1e-10


def without_crosstalk(segment: Segment, ours: Samples, theirs: Samples) -> list[Segment]:
    """Return what this channel's own speaker says.

    Args:
        segment: speech on the channel.
        ours: samples of the segment.
        theirs: samples of the other channel at the same time.
    """
    own = [segment]
    for quieter_db in (QUIETER_DB, ECHO_DB):
        own = [
            part
            for one in own
            for span in [slice(one.start - segment.start, one.end - segment.start)]
            for part in _louder_than_copy(one, ours[span], theirs[span], quieter_db)
        ]
    return own


def _louder_than_copy(segment: Segment, ours: Samples, theirs: Samples, quieter_db: float) -> list[Segment]:
    levels = Levels(own=_levels(ours), other=_levels(theirs))
    quiet = quiet_windows(levels, quieter_db)
    if not quiet:
        return [segment]
    runs = own_speech(levels, _correlation(_only(quiet, ours), _only(quiet, theirs)), quieter_db)
    if quieter_db < QUIETER_DB and len(levels.own) - sum(map(len, runs)) < _ECHOED_WINDOWS:
        return [segment]
    return [_part(segment, run) for run in runs]


def _part(segment: Segment, windows: range) -> Segment:
    start = segment.start + windows.start * _WINDOW
    return Segment(start=start, end=min(segment.start + windows.stop * _WINDOW, segment.end))


def _levels(samples: Samples) -> tuple[float, ...]:
    starts = np.arange(0, len(samples), _WINDOW)
    power = np.add.reduceat(samples.astype(np.float64) ** 2, starts) / _WINDOW
    return tuple((10 * np.log10(power + _SILENCE)).tolist())


def _only(windows: list[int], samples: Samples) -> Samples:
    """Silence the samples outside these windows."""
    kept = np.zeros_like(samples)
    for window in windows:
        span = slice(window * _WINDOW, (window + 1) * _WINDOW)
        kept[span] = samples[span]
    return kept


def _correlation(first: Samples, second: Samples) -> float:
    """Return the greatest normalised cross-correlation of two signals of one length at any small lag."""
    size = 1 << (len(first) + _MAX_LAG).bit_length()
    spectrum = np.fft.rfft(first, size) * np.conj(np.fft.rfft(second, size))
    products: npt.NDArray[np.float64] = np.fft.irfft(spectrum, size)
    near = np.concatenate([products[: _MAX_LAG + 1], products[-_MAX_LAG:]])
    energy = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float(np.abs(near).max()) / max(energy, _SILENCE)
