"""What a telephone line and a room do to speech."""

import random

import numpy as np
import numpy.typing as npt
import soxr
from scipy.signal import butter, fftconvolve, lfilter, sosfilt

FloatArray = npt.NDArray[np.float32]

LINE_RATE = 8000


def mu_law(samples: FloatArray) -> FloatArray:
    """Round-trip through 8-bit µ-law (ITU-T G.711)."""
    clipped = np.clip(samples, -1, 1)
    code = np.round(np.sign(clipped) * np.log1p(255 * np.abs(clipped)) / np.log(256) * 127) / 127
    restored = np.sign(code) * np.expm1(np.abs(code) * np.log(256)) / 255
    return np.asarray(restored, dtype=np.float32)


def to_line(samples: FloatArray, sample_rate: int) -> FloatArray:
    """Resample to the 8 kHz of the telephone network."""
    return np.asarray(soxr.resample(samples, sample_rate, LINE_RATE), dtype=np.float32)


def room(samples: FloatArray, rng: random.Random, noise: np.random.Generator) -> FloatArray:
    """Add a short synthetic reverberation: exponentially decaying noise after the direct sound."""
    decay_s = rng.uniform(0.05, 0.3)
    length = int(decay_s * LINE_RATE)
    tail = noise.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
    tail *= rng.uniform(0.1, 0.5) / np.sqrt(np.sum(tail**2))
    response = np.concatenate([[1.0], tail])
    return np.asarray(fftconvolve(samples, response)[: len(samples)], dtype=np.float32)


def band(samples: FloatArray, rng: random.Random) -> FloatArray:
    """Return the telephone band, about 300 to 3400 Hz, with the tilt of one handset or another."""
    edges = [rng.uniform(150, 330), rng.uniform(3100, 3700)]
    passed = sosfilt(butter(2, edges, btype="band", fs=LINE_RATE, output="sos"), samples)
    if rng.random() < 0.35:
        passed = lfilter([1, -rng.uniform(-0.45, 0.55)], [1], passed)
    return np.asarray(passed, dtype=np.float32)


def line_noise(length: int, rng: random.Random, noise: np.random.Generator) -> FloatArray:
    """Hiss of some colour, now and then with mains hum; unit variance."""
    hiss = noise.standard_normal(length)
    if rng.random() < 0.5:
        hiss = lfilter([1], [1, -rng.uniform(0.5, 0.95)], hiss)
    if rng.random() < 0.2:
        hum = np.sin(2 * np.pi * 50 * np.arange(length) / LINE_RATE)
        hiss = hiss / hiss.std() + hum * rng.uniform(0, 2)
    return (hiss / max(float(hiss.std()), 1e-9)).astype(np.float32)


def telephone(samples: FloatArray, rng: random.Random, noise: np.random.Generator) -> FloatArray:
    """Put 8 kHz speech through a random room, band, level, noise and codec.

    Args:
        samples: float32 at 8 kHz, silence included.
        rng, noise: the sources of chance; the same seeds give the same samples.
    """
    if rng.random() < 0.35:
        samples = room(samples, rng, noise)
    if rng.random() < 0.8:
        samples = band(samples, rng)
    samples = samples / (np.abs(samples).max() + 1e-9) * 10 ** (rng.uniform(-22, -2) / 20)
    if rng.random() < 0.85:
        level = np.sqrt(np.mean(samples**2) * 10 ** (-rng.uniform(13, 45) / 10))
        samples = samples + line_noise(len(samples), rng, noise) * level
    samples = np.clip(samples, -1, 1).astype(np.float32)
    return mu_law(samples) if rng.random() < 0.8 else samples
