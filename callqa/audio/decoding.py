"""Decoding, with PyAV: every format that a recorder writes, at 16 kHz, a block at a time.

A recording is decoded from end to end before anything is made of it, so that one that is cut off is
never half recognised. What is longer than memory should hold is decoded again for every later look.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import av
import numpy as np
from av.audio import AudioFrame

from callqa.audio.completeness import TOLERANCE_S, Missing, is_known_to_be_cut, lacking
from callqa.audio.container import AudioInfo, opened
from callqa.audio.first_look import FirstLook, numbers
from callqa.audio.frames import Frames
from callqa.audio.resampling import gathered, length_at_16k, to_16k
from callqa.audio.samples import Block, Samples
from callqa.model.coverage import GapKind
from callqa.model.errors import AudioError, Failure
from callqa.model.speech import SAMPLE_RATE, Noted, to_ms

_KEPT_S = 600.0
"""A longer recording is decoded again instead of kept: 128 KB a second of stereo."""
_BEYOND_SCALE = 2.0
"""A float that is louder was written by a recorder that counts otherwise."""
_INT16 = 32_768.0


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
        first: which of the file's channels is the first one here.
        scale: by which its samples are multiplied.
        noted: what was not read, or read otherwise than the file says.
    """

    path: Path
    channels: int
    duration_ms: int
    peaks: tuple[float, ...]
    stamp: tuple[int, int]
    kept: tuple[Block, ...] | None
    first: int = 0
    scale: float = 1.0
    noted: tuple[Noted, ...] = ()

    def blocks(self) -> Iterator[Block]:
        """Yield the samples at 16 kHz in order of time, all channels together; may be called again.

        Raises:
            AudioError: the file cannot be read any more, or is not what it was.
        """
        found = self._decoded_again() if self.kept is None else iter(self.kept)
        scale = np.float32(self.scale)
        return (
            (block if scale == 1 else block * scale)[self.first : self.first + self.channels]
            for block in found
        )

    def whole(self) -> tuple[Samples, ...]:
        """Return everything in memory, one array per channel: for short recordings.

        Raises:
            AudioError: as for ``blocks``.
        """
        return tuple(np.concatenate(list(self.blocks()), axis=1))

    def _decoded_again(self) -> Iterator[Block]:
        with opened(self.path) as (container, info, source):
            if _stamp(self.path) != self.stamp:
                raise AudioError(Failure.CHANGED, "录音在读取时被改动", self.path.name)
            parts = _Parts(Frames(container, source), info, self.path, float("inf"), accepts_damage=True)
            blocks = (numbers(block)[0] for block in gathered(parts, info.sample_rate))
            yield from to_16k(blocks, info.sample_rate)


def decode(path: Path, *, max_duration_s: float, accept_incomplete: bool = False) -> Audio:
    """Decode a recording, and see that all of it is there.

    Args:
        path: of the file.
        max_duration_s: a longer recording is refused.
        accept_incomplete: whether one that is cut off is taken as it is, and says so.

    Raises:
        AudioError: the file cannot be read, is too long, or cut off where that is not accepted. An
            incomplete call must never be reported as analysed whole.
    """
    with opened(path) as (container, info, source):
        stamp = _stamp(path)
        _refuse_long(path, info.declared_s or 0.0, max_duration_s)
        frames, first = Frames(container, source), FirstLook()
        parts = _Parts(frames, info, path, max_duration_s, accept_incomplete)
        kept = _kept(
            to_16k(first.seen(gathered(parts, info.sample_rate), info.sample_rate), info.sample_rate)
        )
    seconds = first.samples / info.sample_rate
    missing = lacking(path, info, frames, seconds) or parts.broken
    if missing and not accept_incomplete:
        raise AudioError(missing.failure, missing.reason, path.name)
    return Audio(
        path=path,
        channels=len(first.channels),
        first=first.channels[0],
        duration_ms=to_ms(length_at_16k(first.samples, info.sample_rate)),
        peaks=tuple(first.peaks[list(first.channels)].tolist()),
        stamp=stamp,
        kept=kept,
        scale=_scale(float(first.peaks.max())),
        noted=(
            *_noted(info, first, seconds),
            *_incomplete(missing),
            *(() if missing else _left_out(frames, seconds)),
        ),
    )


def _scale(peak: float) -> float:
    """Return what brings samples that were written beyond full scale back to it; 1 for all others."""
    if peak <= _BEYOND_SCALE:
        return 1.0
    return 1 / max(peak, _INT16) if peak <= 2 * _INT16 else 1 / peak


def _noted(info: AudioInfo, first: FirstLook, seconds: float) -> Iterator[Noted]:
    """Yield what is odd about a recording that can be read all the same."""
    if repaired := first.not_numbers / info.sample_rate:
        yield Noted(kind=GapKind.REPAIRED_SAMPLES, seconds=repaired)
    if float(first.peaks.max()) > _BEYOND_SCALE:
        yield Noted(kind=GapKind.REPAIRED_SAMPLES, seconds=seconds)
    if info.structure.odd_rate:
        yield Noted(kind=GapKind.IMPLAUSIBLE_RATE, seconds=seconds)
    if info.structure.unread:
        share = info.structure.unread / max(info.structure.present, 1)
        yield Noted(kind=GapKind.UNREAD_AUDIO, seconds=share * seconds)
    if first.is_one:
        yield Noted(kind=GapKind.SAME_CHANNELS)


def _incomplete(missing: Missing | None) -> tuple[Noted, ...]:
    return (Noted(kind=GapKind.INCOMPLETE_AUDIO, seconds=missing.seconds),) if missing else ()


def _left_out(frames: Frames, seconds: float) -> Iterator[Noted]:
    """Yield how much sound of a file is there, but not played: an edit list leaves it out."""
    left_out_s = seconds * max(frames.expected - frames.packets, 0) / max(frames.packets, 1)
    if frames.has_edits and left_out_s > TOLERANCE_S:
        yield Noted(kind=GapKind.UNREAD_AUDIO, seconds=left_out_s)


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


def _stamp(path: Path) -> tuple[int, int]:
    found = path.stat()
    return found.st_size, found.st_mtime_ns


class _Parts:
    """All samples at the file's own rate, in pieces as the file has them; iterate once.

    Attributes:
        broken: what is missing behind a place that cannot be decoded, where that is accepted.
    """

    def __init__(
        self, frames: Frames, info: AudioInfo, path: Path, max_duration_s: float, accepts_damage: bool
    ) -> None:
        self._frames, self._info, self._path = frames, info, path
        self._max_duration_s, self._accepts_damage = max_duration_s, accepts_damage
        self.broken: Missing | None = None

    def __iter__(self) -> Iterator[Block]:
        """Yield the pieces.

        Raises:
            AudioError: the file is damaged, holds no sound or is too long.
        """
        length, rate = 0, self._info.sample_rate
        try:
            for part in _converted(self._frames):
                length += part.shape[1]
                _refuse_long(self._path, length / rate, self._max_duration_s)
                yield part
        except (av.error.FFmpegError, ValueError):
            self.broken = self._damage(length / rate)
            if not (self._accepts_damage and length):
                raise AudioError(self.broken.failure, self.broken.reason, self._path.name) from None
        if not length:
            raise AudioError(Failure.NO_SOUND, "文件里没有声音", self._path.name)

    def _damage(self, decoded_s: float) -> Missing:
        if is_known_to_be_cut(self._info):  # a frame that ends with the file is no other damage
            return lacking(self._path, self._info, self._frames, decoded_s) or self._broken_at(decoded_s)
        return self._broken_at(decoded_s)

    def _broken_at(self, decoded_s: float) -> Missing:
        reason = f"文件中途损坏：只能解码到 {decoded_s:.1f} 秒"
        left = max((self._info.declared_s or 0.0) - decoded_s, 0.0)
        return Missing(failure=Failure.DAMAGED, reason=reason, seconds=left)


def _converted(frames: Iterable[AudioFrame]) -> Iterator[Block]:
    to_float = av.AudioResampler(format="fltp")  # the sample format only: rate and channels stay
    for frame in frames:
        for converted in to_float.resample(frame):
            yield np.asarray(converted.to_ndarray(), dtype=np.float32)
    for converted in to_float.resample(None):
        yield np.asarray(converted.to_ndarray(), dtype=np.float32)


def _refuse_long(path: Path, seconds: float, max_duration_s: float) -> None:
    if seconds > max_duration_s:
        reason = f"录音超过 {max_duration_s / 60:.0f} 分钟的上限"
        raise AudioError(Failure.TOO_LONG, reason, path.name)
