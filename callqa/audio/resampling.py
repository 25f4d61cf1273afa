"""Samples in blocks of one size, at 16 kHz."""

from collections.abc import Iterable, Iterator

import numpy as np
import soxr

from callqa.audio.samples import Block
from callqa.model.speech import SAMPLE_RATE

_BLOCK_S = 30.0
"""Seconds in one block: bounds the memory, changes nothing."""


def to_16k(blocks: Iterable[Block], sample_rate: int) -> Iterator[Block]:
    """Resample a recording to 16 kHz.

    Args:
        blocks: in order of time.
        sample_rate: of them, in Hz.
    """
    if sample_rate == SAMPLE_RATE:
        yield from blocks
        return
    stream = None
    for block in blocks:
        stream = stream or soxr.ResampleStream(sample_rate, SAMPLE_RATE, len(block), dtype="float32")
        yield from _rows(stream.resample_chunk(np.ascontiguousarray(block.T)))
    if stream:
        yield from _rows(stream.resample_chunk(np.empty((0, len(block)), np.float32), last=True))


def length_at_16k(samples: int, sample_rate: int) -> int:
    """Return how many samples a channel has after resampling."""
    return (2 * samples * SAMPLE_RATE + sample_rate) // (2 * sample_rate)


def _rows(samples: Block) -> Iterator[Block]:
    """Return soxr's output as (channels, samples); empty while it waits for more input."""
    if len(samples):
        yield np.ascontiguousarray(samples.reshape(len(samples), -1).T)


def gathered(parts: Iterable[Block], sample_rate: int) -> Iterator[Block]:
    """Join samples into larger blocks; FFmpeg's frames are too small to be worth a call each."""
    held: list[Block] = []
    length = 0
    for part in parts:
        held.append(part)
        length += part.shape[1]
        if length >= _BLOCK_S * sample_rate:
            yield np.concatenate(held, axis=1)
            held, length = [], 0
    if length:
        yield np.concatenate(held, axis=1)
