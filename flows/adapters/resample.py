"""Resampling, with soxr: the same samples however they are cut into blocks."""

from collections.abc import Iterable, Iterator

import numpy as np
import soxr

from flows.adapters.ports import Block
from flows.core.speech import SAMPLE_RATE


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
    """How many samples a channel has after that."""
    return (2 * samples * SAMPLE_RATE + sample_rate) // (2 * sample_rate)


def _rows(samples: Block) -> Iterator[Block]:
    """As (channels, samples), which soxr has the other way round; nothing where it still waits for more."""
    if len(samples):
        yield np.ascontiguousarray(samples.reshape(len(samples), -1).T)
