"""Whether the two channels of a recording carry one sound: a mono recording that was put on both.

Recorders put it there a little quieter, inverted, late or with an offset, so that no two samples are
equal. Every word would be said by both sides.
"""

from dataclasses import dataclass, field

import numpy as np

from callqa.audio.samples import Block, Samples

_EXACT = 0.01
"""Of the level: what lossy coding changes in a copy."""
_WINDOW_S = 0.05
_ALIKE_LEVELS = 0.8
"""Correlation of both channels' levels; people who take turns are far below."""
_ALIKE = 0.95
"""Normalised correlation at the best lag, whatever the sign; people at once reach 0.2."""
_LAG_S = 0.1
_COMPARED_S, _LEAST_S = 10.0, 0.5
"""So much is compared at a time; less says nothing."""
_LEAST_RATIO = 0.1
"""Of energies, 10 dB: a quieter copy is a leak of one side into the other, and is taken out of its speech."""
_SILENCE = 1e-9


@dataclass
class Sameness:
    """Watches two channels pass by; how they are cut into blocks changes nothing.

    Args:
        rate: in Hz.
        apart, first, second: energy of both channels' difference, and of each.
        may_be_one: whether nothing has shown yet that they are two sounds.
        compared: whether anything was compared at all.
        held: samples that wait until there are enough to compare.
    """

    rate: int
    apart: float = 0.0
    first: float = 0.0
    second: float = 0.0
    may_be_one: bool = True
    compared: bool = False
    held: list[Block] = field(default_factory=list)

    def see(self, block: Block) -> None:
        """Take in the next block of two channels."""
        if not self.may_be_one:
            return
        self.held.append(block)
        whole = int(_COMPARED_S * self.rate)
        if sum(each.shape[1] for each in self.held) < whole:
            return
        there = np.concatenate(self.held, axis=1)
        full = there.shape[1] // whole * whole
        for start in range(0, full, whole):
            self._compare(there[:, start : start + whole])
        self.held = [there[:, full:]]

    def end(self) -> None:
        """Compare what is left."""
        rest = np.concatenate(self.held, axis=1) if self.held else np.zeros((2, 0), np.float32)
        self.held = []
        if rest.shape[1]:
            self._compare(rest)

    def _compare(self, block: Block) -> None:
        apart = _energy(block[0] - block[1])
        self.apart += apart
        steady = block - block.mean(axis=1, keepdims=True)
        energies = _energy(steady[0]), _energy(steady[1])
        self.first, self.second = self.first + energies[0], self.second + energies[1]
        long_enough = block.shape[1] >= _LEAST_S * self.rate
        if self.may_be_one and long_enough and min(energies) > _SILENCE * block.shape[1]:
            self.compared = True
            # a steady sound has no levels to compare, and may be a copy all the same
            self.may_be_one = apart <= _EXACT**2 * energies[0] or self._is_alike(steady)

    @property
    def is_one(self) -> bool:
        """Whether both channels carry one sound."""
        if not self.may_be_one:
            return False
        if self.apart <= _EXACT**2 * self.first:
            return True
        low, high = sorted((self.first, self.second))
        return self.compared and low >= _LEAST_RATIO * high

    @property
    def louder(self) -> int:
        """The channel to read it from."""
        return 0 if self.apart <= _EXACT**2 * self.first or self.first >= self.second else 1

    def _is_alike(self, block: Block) -> bool:
        window = max(int(_WINDOW_S * self.rate), 1)
        first, second = (level - level.mean() for level in (_levels(channel, window) for channel in block))
        scale = float(np.linalg.norm(first) * np.linalg.norm(second))
        most = round(_LAG_S / _WINDOW_S)
        levels = max(_shifted(first, second, lag) for lag in range(-most, most + 1))
        if scale > 0 and levels < _ALIKE_LEVELS * scale:
            return False
        return _correlation(block[0], block[1], int(_LAG_S * self.rate)) >= _ALIKE


def _energy(samples: Samples) -> float:
    return float(np.square(samples, dtype=np.float64).sum())


def _levels(samples: Samples, window: int) -> Samples:
    whole = len(samples) // window * window
    power = np.square(samples[:whole], dtype=np.float64).reshape(-1, window).mean(axis=1)
    return np.asarray(np.sqrt(power), dtype=np.float32)


def _shifted(first: Samples, second: Samples, lag: int) -> float:
    """Return the product of two rows of levels of which the second comes so many windows late."""
    late, early = (second, first) if lag >= 0 else (first, second)
    return float(early[: len(early) - abs(lag)] @ late[abs(lag) :])


def _correlation(first: Samples, second: Samples, lag: int) -> float:
    """Return the greatest normalised cross-correlation within a lag, whatever its sign."""
    size = 1 << (len(first) + lag).bit_length()
    spectrum = np.fft.rfft(first, size) * np.conj(np.fft.rfft(second, size))
    products = np.fft.irfft(spectrum, size)
    near = np.concatenate([products[: lag + 1], products[-lag:]])
    energy = float(np.linalg.norm(first) * np.linalg.norm(second))
    return float(np.abs(near).max()) / max(energy, 1e-12)
