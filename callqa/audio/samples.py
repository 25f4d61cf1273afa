"""Samples in memory: their type and their shape."""

import numpy as np
import numpy.typing as npt

Samples = npt.NDArray[np.float32]
"""One channel: one-dimensional, 16 kHz, full scale is 1.0."""
Block = npt.NDArray[np.float32]
"""A stretch of all channels of a recording: (channels, samples)."""
