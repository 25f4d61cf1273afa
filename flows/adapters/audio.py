"""Decoding, with PyAV: every format that a recorder writes, at 16 kHz, a block at a time.

A recording is decoded from end to end before anything is made of it, so that one that is cut off is
never half recognised. What is longer than memory should hold is decoded again for every later look.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import av
import numpy as np
from av.audio import AudioStream
from av.container import InputContainer

from flows.adapters.audio_bytes import (
    looks_like_audio,
    mp3_counts_frames,
    ogg_is_cut,
    wav_promise,
)
from flows.adapters.ports import Block, Samples
from flows.adapters.resample import length_at_16k, to_16k
from flows.core.errors import AudioError
from flows.core.failure import Failure
from flows.core.speech import SAMPLE_RATE, to_ms

MAX_CHANNELS = 2
"""With more, nobody can say who is on which: such a file is refused rather than half read."""
_SAMPLE_RATES = (4_000, 192_000)
_BLOCK_S = 30.0
"""Seconds in one block: bounds the memory, changes nothing."""
_KEPT_S = 600.0
"""A longer recording is decoded again instead of kept: 128 KB a second of stereo."""
_SAME_CHANNEL = 0.01
_TOLERANCE_S = 0.5
_HONEST_FORMATS = frozenset({"mov,mp4,m4a,3gp,3g2,mj2", "flac", "matroska,webm", "asf", "caf"})
"""Containers that write down how long they are; of others FFmpeg guesses from the file's size."""


@dataclass(frozen=True, kw_only=True, slots=True)
class AudioInfo:
    """What a file says about itself.

    Args:
        format, codec: as FFmpeg calls them.
        sample_rate: in Hz.
        channels: as stored.
        declared_s: how long the file says it is; None if it says nothing that can be relied on.
    """

    format: str
    codec: str
    sample_rate: int
    channels: int
    declared_s: float | None


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
        """The samples at 16 kHz in order of time, all channels together; may be asked for again.

        Raises:
            AudioError: the file cannot be read any more, or is not what it was.
        """
        found = self._decoded_again() if self.kept is None else iter(self.kept)
        return (block[: self.channels] for block in found)

    def whole(self) -> tuple[Samples, ...]:
        """All of it in memory, an array a channel: for short recordings.

        Raises:
            AudioError: as for ``blocks``.
        """
        return tuple(np.concatenate(list(self.blocks()), axis=1))

    def _decoded_again(self) -> Iterator[Block]:
        with _opened(self.path) as (container, info):
            if _stamp(self.path) != self.stamp:
                raise AudioError(Failure.CHANGED, "录音在读取时被改动", self.path.name)
            parts = _gathered(_parts(container, info, self.path, float("inf")), info.sample_rate)
            yield from to_16k(parts, info.sample_rate)


def probe(path: Path) -> AudioInfo:
    """Read what a file says about itself.

    Raises:
        AudioError: it cannot be read, holds no audio, or audio that makes no sense.
    """
    with _opened(path) as (_, info):
        return info


def decode(path: Path, *, max_duration_s: float) -> Audio:
    """Decode a recording, and see that all of it is there.

    Args:
        path: of the file.
        max_duration_s: a longer recording is refused.

    Raises:
        AudioError: the file cannot be read, is cut off, or too long. An incomplete call is an
            error that can be retried: it must never be reported as analysed.
    """
    with _opened(path) as (container, info):
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
    """The blocks, unless there are too many."""
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
        """Look at every block, and pass it on."""
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


@contextmanager
def _opened(path: Path) -> Iterator[tuple[InputContainer, AudioInfo]]:
    """The opened file; errors forget FFmpeg's own, which Dask's tblib pickles along and cannot unpickle."""
    try:
        with _translating(path) as opened:
            yield opened
    except AudioError as error:
        error.__context__ = None
        raise


@contextmanager
def _translating(path: Path) -> Iterator[tuple[InputContainer, AudioInfo]]:
    """Open a file and check what it says; every vendor exception becomes an AudioError."""
    try:
        if path.is_file() and path.stat().st_size == 0:
            raise AudioError(Failure.EMPTY, "空文件", path.name)
        with av.open(str(path)) as container:
            yield container, _checked(_info(container, path), path)
    except PermissionError:
        raise AudioError(Failure.NO_PERMISSION, "没有读取权限", path.name) from None
    except (av.error.InvalidDataError, av.error.EOFError):
        raise _unreadable(path) from None
    except (FileNotFoundError, IsADirectoryError):
        raise AudioError(Failure.UNREACHABLE, "读取失败（文件不存在或暂时读不到）", path.name) from None
    except OSError as error:
        raise AudioError(Failure.UNREACHABLE, f"读取失败（{type(error).__name__}）", path.name) from None
    except av.error.FFmpegError as error:
        raise AudioError(Failure.UNDECODABLE, f"无法解码（{type(error).__name__}）", path.name) from None


def _unreadable(path: Path) -> AudioError:
    if looks_like_audio(path):
        return AudioError(Failure.DAMAGED, "文件不完整或已损坏", path.name)
    return AudioError(Failure.NOT_AUDIO, "无法识别为音频", path.name)


def _info(container: InputContainer, path: Path) -> AudioInfo:
    if not container.streams.audio:
        raise AudioError(Failure.NO_SOUND, "文件里没有声音", path.name)
    stream = container.streams.audio[0]
    return AudioInfo(
        format=container.format.name,
        codec=stream.codec_context.name,
        sample_rate=stream.sample_rate or 0,
        channels=stream.channels,
        declared_s=_declared_s(container, stream, path),
    )


def _declared_s(container: InputContainer, stream: AudioStream, path: Path) -> float | None:
    name = container.format.name
    if name not in _HONEST_FORMATS and not (name == "mp3" and mp3_counts_frames(path)):
        return None
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return container.duration / 1_000_000 if container.duration else None


def _checked(info: AudioInfo, path: Path) -> AudioInfo:
    low, high = _SAMPLE_RATES
    if info.channels < 1:
        raise AudioError(Failure.NO_SOUND, "没有声道", path.name)
    if info.channels > MAX_CHANNELS:
        reason = f"有 {info.channels} 个声道，最多支持 {MAX_CHANNELS} 个"
        raise AudioError(Failure.TOO_MANY_CHANNELS, reason, path.name)
    if not low <= info.sample_rate <= high:
        raise AudioError(Failure.SAMPLE_RATE, f"采样率 {info.sample_rate} Hz 不合理", path.name)
    return info


def _parts(container: InputContainer, info: AudioInfo, path: Path, max_duration_s: float) -> Iterator[Block]:
    """All samples at the file's own rate, in pieces as the file has them."""
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
    """The same samples in blocks that are worth the while."""
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
