"""Resampling, with soxr."""

import numpy as np
import soxr

from flows.adapters.ports import Samples
from flows.core.speech import SAMPLE_RATE


def to_16k(samples: Samples, sample_rate: int) -> Samples:
    """Resample one channel to 16 kHz.

    Args:
        samples: float32, one-dimensional.
        sample_rate: of samples, in Hz.
    """
    if sample_rate == SAMPLE_RATE:
        return samples
    return np.asarray(soxr.resample(samples, sample_rate, SAMPLE_RATE), dtype=np.float32)
