"""An opened recording, with PyAV: what it says about itself, and every error of FFmpeg as one of ours."""

import errno
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

import av
from av.audio import AudioStream
from av.container import InputContainer

from callqa.audio.formats import open_recording
from callqa.audio.source import Source
from callqa.audio.structure.found import Structure
from callqa.audio.structure.look import structure
from callqa.audio.structure.spliced import Spliced
from callqa.audio.truncation import looks_like_audio, mp3_counts_frames
from callqa.host.opening import open_unlinked
from callqa.model.errors import AudioError, Failure

MAX_CHANNELS = 2
"""With more, nobody can say who is on which: such a file is refused rather than half read."""
_SAMPLE_RATES = (4_000, 192_000)
_HEADERLESS = MappingProxyType(
    {
        **dict.fromkeys(("ulaw", "ul", "pcmu"), "mulaw"),
        **dict.fromkeys(("alaw", "al", "pcma"), "alaw"),
        "sln": "s16le",
        "g722": "g722",
    }
)
"""Endings of files without any header, as telephone switches write them, and FFmpeg's names for them."""
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
        guessed_s: how long it is by what it says or FFmpeg guesses.
        tracks: of sound; two of one channel each count as two channels.
        structure: what the bytes say.
    """

    format: str
    codec: str
    sample_rate: int
    channels: int
    declared_s: float | None
    guessed_s: float = 0.0
    tracks: int = 1
    structure: Structure = field(default_factory=Structure)

    @property
    def is_as_written(self) -> bool:
        """Whether any player finds all of the sound in the file as it is."""
        return self.tracks == 1 and not self.structure.regions and self.format not in _HEADERLESS.values()


def probe(path: Path) -> AudioInfo:
    """Read what a file says about itself.

    Raises:
        AudioError: it cannot be read, holds no audio, or audio that makes no sense.
    """
    with opened(path) as (_, info, _):
        return info


@contextmanager
def opened(path: Path) -> Iterator[tuple[InputContainer, AudioInfo, Source]]:
    """Yield the opened file, what it says about itself, and its bytes; close it at the end.

    Raises:
        AudioError: as for ``probe``; also what FFmpeg raises while the file is open.
    """
    try:
        with _translating(path) as found:
            yield found
    except AudioError as error:
        error.__context__ = None  # FFmpeg's own, which Dask's tblib pickles along and cannot unpickle
        raise


@contextmanager
def _translating(path: Path) -> Iterator[tuple[InputContainer, AudioInfo, Source]]:
    """Open a file and check what it says; every vendor exception becomes an AudioError."""
    try:
        if path.is_file() and path.stat().st_size == 0:
            raise AudioError(Failure.EMPTY, "空文件", path.name)
        found = structure(path)
        if found.is_hollow:  # FFmpeg would look for samples through all of it, eight bytes at a time
            raise AudioError(Failure.DAMAGED, "文件不完整或已损坏", path.name)
        with (
            closing(Spliced(path, found) if found.regions else open_unlinked(path)) as file,
            _open(source := Source(file, path.name), path, is_wav=bool(found.regions)) as container,
        ):
            yield container, _checked(_info(container, path, found), path), source
    except PermissionError:
        raise AudioError(Failure.NO_PERMISSION, "没有读取权限", path.name) from None
    except (av.error.InvalidDataError, av.error.EOFError):
        raise _unreadable(path) from None
    except (FileNotFoundError, IsADirectoryError):
        raise AudioError(Failure.UNREACHABLE, "读取失败（文件不存在或暂时读不到）", path.name) from None
    except OSError as error:
        if error.errno == errno.EFBIG:
            raise AudioError(Failure.TOO_LONG, "文件大得不可能是一通录音", path.name) from None
        raise AudioError(Failure.UNREACHABLE, f"读取失败（{type(error).__name__}）", path.name) from None
    except av.error.FFmpegError as error:
        raise AudioError(Failure.UNDECODABLE, f"无法解码（{type(error).__name__}）", path.name) from None


def _open(source: Source, path: Path, *, is_wav: bool) -> InputContainer:
    if is_wav:
        return open_recording(source, path, format_name="wav")
    ending = path.suffix.lower().lstrip(".")
    if ending in _HEADERLESS and not looks_like_audio(path):
        options = {"sample_rate": "8000"} if ending != "g722" else {}
        return open_recording(source, path, format_name=_HEADERLESS[ending], options=options)
    return open_recording(source, path)


def _unreadable(path: Path) -> AudioError:
    if looks_like_audio(path):
        return AudioError(Failure.DAMAGED, "文件不完整或已损坏", path.name)
    return AudioError(Failure.NOT_AUDIO, "无法识别为音频", path.name)


def _info(container: InputContainer, path: Path, found: Structure) -> AudioInfo:
    if not container.streams.audio:
        raise AudioError(Failure.NO_SOUND, "文件里没有声音", path.name)
    stream = container.streams.audio[0]
    return AudioInfo(
        format=container.format.name,
        codec=stream.codec_context.name,
        sample_rate=stream.sample_rate or 0,
        channels=sum(track.channels for track in container.streams.audio),
        declared_s=_declared_s(container, stream, path),
        guessed_s=_length_s(container, stream),
        tracks=len(container.streams.audio),
        structure=found,
    )


def _declared_s(container: InputContainer, stream: AudioStream, path: Path) -> float | None:
    name = container.format.name
    if name not in _HONEST_FORMATS and not (name == "mp3" and mp3_counts_frames(path)):
        return None
    return _length_s(container, stream) or None


def _length_s(container: InputContainer, stream: AudioStream) -> float:
    if stream.duration is not None and stream.time_base is not None:
        return float(stream.duration * stream.time_base)
    return container.duration / 1_000_000 if container.duration else 0.0


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
