"""Short clips of recordings as Opus in Ogg, with PyAV: small, exact to the frame, both channels kept."""

import io
from collections.abc import Iterator
from pathlib import Path

import av
from av.audio import AudioFrame, AudioStream
from av.container import InputContainer, OutputContainer

from callqa.audio.container import opened, probe
from callqa.audio.frames import Frames
from callqa.model.errors import AudioError, Failure

CLIP_FORMAT = "ogg-opus-1"
"""Changes whenever the same recording would give other bytes, so that no old clip is taken for new."""
_NARROW, _WIDE = 8_000, 16_000
_BITS_PER_CHANNEL = 12_000
_BITEXACT = 1 << 23  # AV_CODEC_FLAG_BITEXACT: no version of the library in the file
_PLAYABLE = frozenset(
    {
        ("wav", "pcm_s16le"),
        ("wav", "pcm_u8"),
        ("wav", "pcm_s24le"),
        ("wav", "pcm_f32le"),
        ("mp3", "mp3"),
        ("mp3", "mp3float"),  # FFmpeg has two decoders
        ("ogg", "opus"),
        ("ogg", "vorbis"),
        ("matroska,webm", "opus"),
        ("flac", "flac"),
        ("mov,mp4,m4a,3gp,3g2,mj2", "aac"),
        ("aac", "aac"),
    }
)
"""Containers and codecs that today's Chromium, Firefox and Safari play from a file."""


def browser_plays(path: Path) -> bool:
    """Return whether browsers play a recording as it is.

    Raises:
        AudioError: it cannot be read.
    """
    info = probe(path)
    return info.is_as_written and (info.format, info.codec) in _PLAYABLE


def make_clip(source: Path, start_ms: int, end_ms: int) -> bytes:
    """Return part of a recording as the bytes of a file; equal recordings give equal bytes.

    Nothing is written here: a disk that is full must not be taken for a recording that cannot be read.

    Args:
        source: the recording; only ever read.

    Raises:
        AudioError: the recording cannot be read, or ends before the stretch begins.
    """
    target = io.BytesIO()
    options = {"fflags": "+bitexact"}  # or the Ogg stream gets a random number
    try:
        with (
            opened(source) as (recording, _, read),
            av.open(target, "w", format="ogg", options=options) as clip,
        ):
            written = _copy(recording, Frames(recording, read), clip, start_ms, end_ms)
    except (av.error.FFmpegError, OSError, IndexError, ValueError) as error:
        raise _unreadable(source, error) from None
    if not written:
        raise AudioError(Failure.CHANGED, "录音比命中的位置短", source.name)
    return target.getvalue()


def _unreadable(path: Path, error: Exception) -> AudioError:
    return AudioError(Failure.READ_ERROR, f"录音无法读取（{type(error).__name__}）", path.name)


def _copy(
    recording: InputContainer, frames: Frames, clip: OutputContainer, start_ms: int, end_ms: int
) -> int:
    """Encode part of a recording and return how many samples it has."""
    heard = recording.streams.audio[0]
    channels = sum(track.channels for track in recording.streams.audio)
    stream = _stream(clip, heard, channels)
    start, end = (stream.rate * at // 1000 for at in (start_ms, end_ms))
    written = 0
    for part in _cut(_resampled(iter(frames), stream), start, end):
        written += part.samples
        clip.mux(stream.encode(part))
    clip.mux(stream.encode(None))
    return written


def _stream(clip: OutputContainer, heard: AudioStream, channels: int) -> AudioStream:
    rate = _NARROW if (heard.sample_rate or 0) <= _NARROW else _WIDE
    stream = clip.add_stream("libopus", rate=rate, layout="stereo" if channels == 2 else "mono")
    stream.bit_rate = _BITS_PER_CHANNEL * channels
    stream.codec_context.options = {"application": "voip", "compression_level": "1"}
    stream.codec_context.flags |= _BITEXACT
    return stream


def _resampled(frames: Iterator[AudioFrame], stream: AudioStream) -> Iterator[AudioFrame]:
    resampler = av.AudioResampler(format="s16", layout=stream.layout, rate=stream.rate)
    for frame in frames:
        yield from resampler.resample(frame)
    yield from resampler.resample(None)


def _cut(frames: Iterator[AudioFrame], start: int, end: int) -> Iterator[AudioFrame]:
    """Yield exactly the samples from start to end; nothing beyond the end is decoded."""
    at = 0
    for frame in frames:
        first, last = max(start - at, 0), min(end - at, frame.samples)
        if first < last:
            yield _slice(frame, first, last)
        at += frame.samples
        if at >= end:
            return


def _slice(frame: AudioFrame, first: int, last: int) -> AudioFrame:
    channels = len(frame.layout.channels)
    samples = frame.to_ndarray()[:, first * channels : last * channels]  # packed: channels alternate
    part = AudioFrame.from_ndarray(samples.copy(), format=frame.format.name, layout=frame.layout.name)
    part.sample_rate = frame.sample_rate
    return part
