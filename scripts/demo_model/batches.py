"""Utterances to padded tensors: augmentation, and exact targets for the predictor."""

import random
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import torch
from torch.nn.utils.rnn import pad_sequence

from scripts.demo_model import features
from scripts.demo_model.shards import Utterance

FloatArray = npt.NDArray[np.float32]

UPSAMPLED = 3  # the timestamp head has three values for every stacked frame
_END_FRAMES = 3
_FIRST_EDGE_S = -0.0175
_LINE_BANDS = 62


@dataclass(frozen=True, kw_only=True, slots=True)
class Normaliser:
    """Mean and scale of the stacked features, as ``am.mvn`` will hold them."""

    mean: FloatArray
    scale: FloatArray

    def __call__(self, frames: FloatArray) -> FloatArray:
        """Stacked and normalised features of log-mel frames."""
        return (features.stack(frames) - self.mean) * self.scale


@dataclass(frozen=True, kw_only=True, slots=True)
class Augmentation:
    """A source of chance, and how often it disturbs the features."""

    noise: np.random.Generator
    background: float = 0.3
    bands: float = 0.7
    moments: float = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Batch:
    """Padded tensors of some utterances.

    ``alphas`` and ``peaks`` are what the two heads of the CIF predictor should say: how much of a
    character each stacked frame holds, and each third of a stacked frame.
    """

    speech: torch.Tensor
    speech_lengths: torch.Tensor
    tokens: torch.Tensor
    token_lengths: torch.Tensor
    alphas: torch.Tensor
    peaks: torch.Tensor


def alpha_target(times: FloatArray, frames: int) -> FloatArray:
    """Spread one unit over each character, and one over 180 ms after the last one (the end)."""
    lower = np.arange(frames) * features.STACKED_S + _FIRST_EDGE_S
    upper = lower + features.STACKED_S
    end = float(times[-1, 1]) if len(times) else 0.0
    start = min(end, float(upper[-1]) - features.STACKED_S)
    stop = min(start + _END_FRAMES * features.STACKED_S, float(upper[-1]))
    spans = np.vstack([times, [[start, stop]]])
    first, last = spans[:, :1], spans[:, 1:]
    overlap = np.minimum(upper, last) - np.maximum(lower, first)
    share = np.clip(overlap, 0, None) / (last - first)
    return np.asarray(share.sum(axis=0), dtype=np.float32)


def peak_target(times: FloatArray, frames: int) -> FloatArray:
    """One unit just before the start of each character, where FunASR reads its time stamps."""
    size = UPSAMPLED * frames
    third = features.STACKED_S / UPSAMPLED
    end = times[-1, 1] if len(times) else 0.0
    starts = np.append(times[:, 0], end) / third + 1.5
    lead, lag, mass = np.full((3, len(starts)), [[2.0], [2.0], [1.0]])
    lead[0], mass[0] = 4.0, 1.5
    if len(starts) > 1:
        lag[-1], mass[-1] = 0.0, 0.5
    right = np.clip(starts + lag, 2, size)
    left = np.clip(starts - lead, 0, right - 2)
    cells = np.arange(size)
    overlap = np.minimum(cells + 1, right[:, None]) - np.maximum(cells, left[:, None])
    share = np.clip(overlap, 0, None) * (mass / (right - left))[:, None]
    return np.asarray(share.sum(axis=0), dtype=np.float32)


def augmented(utterance: Utterance, how: Augmentation) -> tuple[FloatArray, FloatArray]:
    """Log-mel and character times with another frame phase, level, and perhaps background."""
    noise = how.noise
    offset = int(noise.integers(0, features.SKIPPED))
    frames = utterance.frames[offset:].astype(np.float32)
    times = np.maximum(utterance.char_times - offset * features.FRAME_S, 0.0)
    times[:, 1] = np.maximum(times[:, 1], times[:, 0] + 0.02)
    frames += noise.standard_normal() * 0.6
    if noise.random() < how.background:
        frames = np.logaddexp(frames, _background(frames, noise))
    return frames.astype(np.float32), times.astype(np.float32)


def _background(frames: FloatArray, noise: np.random.Generator) -> FloatArray:
    level = float(frames[:, :_LINE_BANDS].mean()) + noise.uniform(-5.0, -0.5)
    tilt = np.linspace(0, noise.uniform(-3, 3), features.MELS)
    grain = noise.standard_normal(frames.shape, dtype=np.float32) * 0.8
    return (level + tilt + grain).astype(np.float32)


def _masked(stacked: FloatArray, how: Augmentation) -> FloatArray:
    """SpecAugment: blank some bands, and some moments."""
    noise = how.noise
    if noise.random() < how.bands:
        width = int(noise.integers(1, 10))
        first = int(noise.integers(0, _LINE_BANDS - width))
        bands = stacked.reshape(len(stacked), features.STACKED, features.MELS)
        bands[:, :, first : first + width] = 0.0
    if noise.random() < how.moments:
        width = int(noise.integers(1, 4))
        first = int(noise.integers(0, max(1, len(stacked) - width)))
        stacked[first : first + width] = 0.0
    return stacked


def collate(
    utterances: Sequence[Utterance],
    normaliser: Normaliser,
    index_of: dict[str, int],
    augmentation: Augmentation | None = None,
) -> Batch:
    """Pad utterances to a batch, augmented or as they are."""
    speech, alphas, peaks = [], [], []
    for utterance in utterances:
        if augmentation is None:
            frames, times = utterance.frames.astype(np.float32), utterance.char_times
        else:
            frames, times = augmented(utterance, augmentation)
        stacked = normaliser(frames)
        speech.append(stacked if augmentation is None else _masked(stacked, augmentation))
        alphas.append(alpha_target(times, len(stacked)))
        peaks.append(peak_target(times, len(stacked)))
    tokens = [torch.tensor([index_of[c] for c in u.text], dtype=torch.long) for u in utterances]
    return Batch(
        speech=_pad(speech),
        speech_lengths=torch.tensor([len(one) for one in speech]),
        tokens=pad_sequence(tokens, batch_first=True, padding_value=-1),
        token_lengths=torch.tensor([len(one) for one in tokens]),
        alphas=_pad(alphas),
        peaks=_pad(peaks),
    )


def _pad(arrays: Sequence[FloatArray]) -> torch.Tensor:
    return pad_sequence([torch.from_numpy(array) for array in arrays], batch_first=True)


def stacked_length(utterance: Utterance) -> int:
    """How many stacked frames an utterance has."""
    return -(-len(utterance.frames) // features.SKIPPED)


def buckets(utterances: Sequence[Utterance], *, frames: int, rng: random.Random) -> list[list[Utterance]]:
    """Batches of about the same length and at most so many padded frames, in random order."""
    order = sorted(utterances, key=lambda one: len(one.frames) + rng.uniform(-30, 30))
    made: list[list[Utterance]] = []
    batch: list[Utterance] = []
    longest = 0
    for utterance in order:
        longest = max(longest, stacked_length(utterance))
        if batch and longest * (len(batch) + 1) > frames:
            made.append(batch)
            batch, longest = [], stacked_length(utterance)
        batch.append(utterance)
    made.append(batch)
    rng.shuffle(made)
    return made
