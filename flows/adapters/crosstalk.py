"""Speech without what leaked from the other channel; levels and correlation with numpy."""

import numpy as np
import numpy.typing as npt

from flows.adapters.ports import Samples
from flows.core.crosstalk import WINDOW_MS, Levels, own_speech, quiet_windows
from flows.core.speech import SAMPLE_RATE, Segment

_WINDOW = SAMPLE_RATE * WINDOW_MS // 1000
_MAX_LAG = SAMPLE_RATE // 4
"""A leak comes through the same wires, an echo from a room; neither is later than this."""
_SILENCE = 1e-10


def without_crosstalk(segment: Segment, ours: Samples, theirs: Samples) -> list[Segment]:
    """What this channel's own speaker says.

    Args:
        segment: speech on the channel.
        ours: samples of the segment.
        theirs: samples of the other channel at the same time.
    """
    levels = Levels(own=_levels(ours), other=_levels(theirs))
    quiet = quiet_windows(levels)
    if not quiet:
        return [segment]
    runs = own_speech(levels, _correlation(_only(quiet, ours), _only(quiet, theirs)))
    return [_part(segment, run) for run in runs]


def _part(segment: Segment, windows: range) -> Segment:
    start = segment.start + windows.start * _WINDOW
    return Segment(start=start, end=min(segment.start + windows.stop * _WINDOW, segment.end))


def _levels(samples: Samples) -> tuple[float, ...]:
    starts = np.arange(0, len(samples), _WINDOW)
    power = np.add.reduceat(samples.astype(np.float64) ** 2, starts) / _WINDOW
    return tuple((10 * np.log10(power + _SILENCE)).tolist())


def _only(windows: list[int], samples: Samples) -> Samples:
    """The samples outside these windows silenced."""
    kept = np.zeros_like(samples)
    for window in windows:
        span = slice(window * _WINDOW, (window + 1) * _WINDOW)
        kept[span] = samples[span]
    return kept


def _correlation(first: Samples, second: Samples) -> float:
    """The greatest normalised cross-correlation of two signals of one length, at any small lag."""
    size = 1 << (len(first) + _MAX_LAG).bit_length()
    spectrum = np.fft.rfft(first, size) * np.conj(np.fft.rfft(second, size))
    products: npt.NDArray[np.float64] = np.fft.irfft(spectrum, size)
    near = np.concatenate([products[: _MAX_LAG + 1], products[-_MAX_LAG:]])
    energy = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float(np.abs(near).max()) / max(energy, _SILENCE)
