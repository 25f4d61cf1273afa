"""What is found out about a recording while its samples pass by for the first time."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

import numpy as np

from callqa.audio.sameness import Sameness
from callqa.audio.samples import Block, Samples


@dataclass
class FirstLook:
    """What is found out about a recording while it passes by.

    Args:
        samples: a channel, at the file's own rate.
        not_numbers: samples that were none, and are silence now.
        peaks: of each channel.
        same: of two channels, whether they carry one sound.
    """

    samples: int = 0
    not_numbers: int = 0
    peaks: Samples = field(default_factory=lambda: np.zeros(1, np.float32))
    same: Sameness | None = None

    @property
    def is_one(self) -> bool:
        """Whether two channels carry one sound: it would double every line."""
        return self.same is not None and self.same.is_one

    @property
    def channels(self) -> tuple[int, ...]:
        """Those that are worth listening to."""
        if self.same and self.is_one:
            return (self.same.louder,)
        return tuple(range(len(self.peaks)))

    def seen(self, blocks: Iterable[Block], rate: int) -> Iterator[Block]:
        """Inspect every block, and pass it on."""
        for given in blocks:
            block, wrong = numbers(given)
            self.not_numbers += wrong
            self.samples += block.shape[1]
            self.peaks = np.maximum(self.peaks, np.abs(block).max(axis=1))
            if len(block) == 2:
                self.same = self.same or Sameness(rate)
                self.same.see(block)
            yield block
        if self.same:
            self.same.end()


def numbers(block: Block) -> tuple[Block, int]:
    """Return a block in which what is no number is silence, and how many samples that were."""
    good = np.isfinite(block)
    if good.all():
        return block, 0
    return np.where(good, block, np.float32(0)), int(np.count_nonzero(~good.all(axis=0)))
