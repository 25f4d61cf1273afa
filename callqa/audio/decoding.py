"""Decoding, with PyAV: every format that a recorder writes, at 16 kHz, a block at a time.

A recording is decoded from end to end before anything is made of it, so that one that is cut off is
never half recognised. What is longer than memory should hold is decoded again for every later look.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
import soxr
from av.container import InputContainer

from callqa.audio.container import AudioInfo, opened
from callqa.audio.samples import Block, Samples
from callqa.audio.truncation import ogg_is_cut, wav_promise
from callqa.model.errors import AudioError, Failure
from callqa.model.speech import SAMPLE_RATE, to_ms


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


_BLOCK_S = 30.0
"""Seconds in one block: bounds the memory, changes nothing."""
_KEPT_S = 600.0
"""A longer recording is decoded again instead of kept: 128 KB a second of stereo."""
_SAME_CHANNEL = 0.01
_TOLERANCE_S = 0.5


@dataclass(frozen=True, kw_only=True, slots=True)
class Audio:
    """A recording that was decoded from end to end once, and is whole.

    Args:
        path: of the file.
        channels: how many; a mono recording that was copied to two has one.
        duration_ms: of the longest.
        peaks: the loudest sample of each channel, 0 to 1.
        stamp: size and time of the file when it was found whole.
        kept: its blocks; None for one that is too long to be kept.
    """

    path: Path
    channels: int
    duration_ms: int
    peaks: tuple[float, ...]
    stamp: tuple[int, int]
    kept: tuple[Block, ...] | None

    def blocks(self) -> Iterator[Block]:
        """Yield the samples at 16 kHz in order of time, all channels together; may be called again.

        Raises:
            AudioError: the file cannot be read any more, or is not what it was.
        """
        found = self._decoded_again() if self.kept is None else iter(self.kept)
        return (block[: self.channels] for block in found)

    def whole(self) -> tuple[Samples, ...]:
        """Return everything in memory, one array per channel: for short recordings.

        Raises:
            AudioError: as for ``blocks``.
        """
        return tuple(np.concatenate(list(self.blocks()), axis=1))

    def _decoded_again(self) -> Iterator[Block]:
        with opened(self.path) as (container, info):
            if _stamp(self.path) != self.stamp:
                raise AudioError(Failure.CHANGED, "录音在读取时被改动", self.path.name)
            parts = _gathered(_parts(container, info, self.path, float("inf")), info.sample_rate)
            yield from to_16k(parts, info.sample_rate)


def decode(path: Path, *, max_duration_s: float) -> Audio:
    """Decode a recording, and see that all of it is there.

    Args:
        path: of the file.
        max_duration_s: a longer recording is refused.

    Raises:
        AudioError: the file cannot be read, is cut off, or too long. An incomplete call is an
            error that can be retried: it must never be reported as analysed.
    """
    with opened(path) as (container, info):
        stamp = _stamp(path)
        _refuse_cut_wav(path)
        _refuse_long(path, info.declared_s or 0.0, max_duration_s)
        first = _FirstLook()
        parts = _gathered(_parts(container, info, path, max_duration_s), info.sample_rate)
        kept = _kept(to_16k(first.seen(parts), info.sample_rate))
    _refuse_cut(path, info, first.samples / info.sample_rate)
    return Audio(
        path=path,
        channels=first.channels,
        duration_ms=to_ms(length_at_16k(first.samples, info.sample_rate)),
        peaks=tuple(first.peaks.tolist()),
        stamp=stamp,
        kept=kept,
    )


def _kept(blocks: Iterable[Block]) -> tuple[Block, ...] | None:
    """Return the blocks if they are few enough to be kept in memory, else None."""
    kept: list[Block] = []
    length = 0
    for block in blocks:
        length += block.shape[1]
        if length <= _KEPT_S * SAMPLE_RATE:
            kept.append(block)
        else:
            kept.clear()
    return tuple(kept) if length <= _KEPT_S * SAMPLE_RATE else None


@dataclass
class _FirstLook:
    """What is found out about a recording while it passes by.

    Args:
        samples: a channel, at the file's own rate.
        peaks: of each channel.
        apart, energy: of both channels' difference, and of the first one.
    """

    samples: int = 0
    peaks: Samples = field(default_factory=lambda: np.zeros(1, np.float32))
    apart: float = 0.0
    energy: float = 0.0

    @property
    def channels(self) -> int:
        """A mono recording that was copied to two counts as one: it would double every line."""
        is_copied = self.apart <= _SAME_CHANNEL**2 * self.energy
        return 1 if is_copied else len(self.peaks)

    def seen(self, blocks: Iterable[Block]) -> Iterator[Block]:
        """Inspect every block, and pass it on."""
        for block in blocks:
            self.samples += block.shape[1]
            self.peaks = np.maximum(self.peaks, np.abs(block).max(axis=1))
            self.apart += _energy(block[0] - block[-1])
            self.energy += _energy(block[0])
            yield block


def _energy(samples: Samples) -> float:
    return float(np.square(samples, dtype=np.float64).sum())


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


def _parts(container: InputContainer, info: AudioInfo, path: Path, max_duration_s: float) -> Iterator[Block]:
    """Yield all samples at the file's own rate, in pieces as the file has them."""
    length = 0
    try:
        for part in _converted(container):
            length += part.shape[1]
            _refuse_long(path, length / info.sample_rate, max_duration_s)
            yield part
    except (av.error.FFmpegError, ValueError):
        reason = f"文件中途损坏：只能解码到 {length / info.sample_rate:.1f} 秒"
        raise AudioError(Failure.DAMAGED, reason, path.name) from None
    if not length:
        raise AudioError(Failure.NO_SOUND, "文件里没有声音", path.name)


def _converted(container: InputContainer) -> Iterator[Block]:
    to_float = av.AudioResampler(format="fltp")  # the sample format only: rate and channels stay
    for frame in container.decode(container.streams.audio[0]):
        frame.pts = None  # a gap in the time stamps is no reason to refuse the audio
        for converted in to_float.resample(frame):
            yield np.asarray(converted.to_ndarray(), dtype=np.float32)
    for converted in to_float.resample(None):
        yield np.asarray(converted.to_ndarray(), dtype=np.float32)


def _gathered(parts: Iterable[Block], sample_rate: int) -> Iterator[Block]:
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


def _refuse_long(path: Path, seconds: float, max_duration_s: float) -> None:
    if seconds > max_duration_s:
        reason = f"录音超过 {max_duration_s / 60:.0f} 分钟的上限"
        raise AudioError(Failure.TOO_LONG, reason, path.name)


def _refuse_cut_wav(path: Path) -> None:
    promise = wav_promise(path)
    if promise is not None and promise.present_s < promise.promised_s - 0.1:
        raise _cut(path, promise.promised_s, promise.present_s)


def _refuse_cut(path: Path, info: AudioInfo, decoded_s: float) -> None:
    if info.declared_s is not None and decoded_s < info.declared_s - _TOLERANCE_S:
        raise _cut(path, info.declared_s, decoded_s)
    if info.format == "ogg" and ogg_is_cut(path):
        raise AudioError(Failure.INCOMPLETE, f"文件不完整：在 {decoded_s:.1f} 秒处中断", path.name)


def _cut(path: Path, promised_s: float, present_s: float) -> AudioError:
    reason = f"文件不完整：应有 {promised_s:.1f} 秒，实有 {present_s:.1f} 秒"
    return AudioError(Failure.INCOMPLETE, reason, path.name)
