"""Log-mel features as FunASR's WavFrontend computes them at inference, but a batch at a time."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import numpy.typing as npt
import scipy.fft
import soxr

FloatArray = npt.NDArray[np.float32]

SAMPLE_RATE = 16_000
MELS = 80
FRAME, SHIFT, FFT_SIZE = 400, 160, 512
FRAME_S = SHIFT / SAMPLE_RATE
STACKED, SKIPPED = 7, 6  # FunASR's lfr_m and lfr_n: one vector every 60 ms
STACKED_S = SKIPPED * FRAME_S
_SCALE = 32_768.0
_PREEMPHASIS = 0.97
_FLOOR = np.finfo(np.float32).eps
_LOWEST_HZ, _HIGHEST_HZ = 20.0, 8_000.0


def _mel(hertz: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return 1127.0 * np.log1p(hertz / 700.0)


@cache
def mel_centres_hz() -> npt.NDArray[np.float64]:
    """Return the centre of every mel band."""
    return 700.0 * np.expm1(_mel_edges()[1:-1] / 1127.0)


def _mel_edges() -> npt.NDArray[np.float64]:
    lowest, highest = _mel(np.array([_LOWEST_HZ, _HIGHEST_HZ]))
    return np.linspace(lowest, highest, MELS + 2)


@cache
def _filters() -> FloatArray:
    """Kaldi's triangles, (257, 80)."""
    edges = _mel_edges()
    bins = _mel(np.arange(FFT_SIZE // 2 + 1) * SAMPLE_RATE / FFT_SIZE)[:, None]
    rising = (bins - edges[:-2]) / (edges[1:-1] - edges[:-2])
    falling = (edges[2:] - bins) / (edges[2:] - edges[1:-1])
    filters = np.maximum(0.0, np.minimum(rising, falling))
    filters[-1] = 0.0
    return filters.astype(np.float32)


@cache
def _window() -> FloatArray:
    return np.hamming(FRAME).astype(np.float32)


def to_model_rate(samples: FloatArray, sample_rate: int) -> FloatArray:
    """Resample to the 16 kHz of the model."""
    return np.asarray(soxr.resample(samples, sample_rate, SAMPLE_RATE), dtype=np.float32)


def log_mel(samples: FloatArray) -> FloatArray:
    """Features of 16 kHz samples in [-1, 1], one row every 10 ms: (frames, 80)."""
    frames = np.lib.stride_tricks.sliding_window_view(samples * _SCALE, FRAME)[::SHIFT]
    frames = frames - frames.mean(axis=1, keepdims=True)
    emphasised = np.empty_like(frames)
    emphasised[:, 1:] = frames[:, 1:] - _PREEMPHASIS * frames[:, :-1]
    emphasised[:, 0] = frames[:, 0] * (1 - _PREEMPHASIS)
    spectrum = scipy.fft.rfft(emphasised * _window(), FFT_SIZE, axis=1)
    energies = (spectrum.real**2 + spectrum.imag**2) @ _filters()
    return np.asarray(np.log(np.maximum(energies, _FLOOR)), dtype=np.float32)


def stack(frames: FloatArray) -> FloatArray:
    """Seven neighbouring frames at every sixth, the ends repeated: (ceil(frames / 6), 560)."""
    count = -(-len(frames) // SKIPPED)
    middle = np.arange(count)[:, None] * SKIPPED
    index = np.clip(middle + np.arange(STACKED) - (STACKED - 1) // 2, 0, len(frames) - 1)
    return np.asarray(frames[index].reshape(count, -1), dtype=np.float32)


def statistics(utterances: Sequence[npt.NDArray[np.float16]]) -> tuple[FloatArray, FloatArray]:
    """Mean and inverse deviation of the stacked features, zero where a telephone carries nothing.

    Mel bands above 3.75 kHz are empty on a telephone line; a scale of zero hides them from the
    model, so that it never matters what resampling left there.
    """
    frames = np.concatenate([utterance.astype(np.float32) for utterance in utterances])
    scale = 1.0 / np.maximum(frames.std(axis=0), 0.3)
    scale[mel_centres_hz() > 3_750] = 0.0
    mean = frames.mean(axis=0)
    return np.tile(mean, STACKED).astype(np.float32), np.tile(scale, STACKED).astype(np.float32)
