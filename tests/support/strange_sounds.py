"""Recordings as dying recorders, joiners and strange switches leave them, each made anew in code."""

import struct
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import av
import numpy as np

from callqa.audio.decoding import decode
from callqa.model.coverage import GapKind
from callqa.model.errors import AudioError, Failure
from tests.support.sounds import FloatArray, cut, noise, tone, write

SECONDS = 4.0
RATE = 8000
Maker = Callable[[Path], Path]


def samples(seconds: float = SECONDS) -> tuple[FloatArray, FloatArray]:
    """Two channels that differ, none of them silent."""
    return tone(seconds, RATE, 440), tone(seconds, RATE, 1000)


def pcm(seconds: float = SECONDS, dtype: str = "<i2", scale: float = 32767) -> bytes:
    """Return the same, interleaved."""
    return (np.stack(samples(seconds), axis=1) * scale).astype(dtype).tobytes()


def form(tag: int = 1, rate: int = RATE, bits: int = 16, byte_rate: int | None = None) -> bytes:
    """Return a WAV format chunk of two channels."""
    align = bits // 4
    told = rate * align if byte_rate is None else byte_rate
    return struct.pack("<4sIHHIIHH", b"fmt ", 16, tag, 2, rate, told, align, bits)


def wav(data: bytes, *, length: int | None = None, fmt: bytes | None = None, tail: bytes = b"") -> bytes:
    """Return a WAV file whose header may say another length than there is."""
    told = len(data) if length is None else length
    return b"RIFF\xff\xff\xff\x7fWAVE" + (fmt or form()) + struct.pack("<4sI", b"data", told) + data + tail


def content(path: Path, data: bytes) -> Path:
    """Write bytes."""
    path.write_bytes(data)
    return path


def stale_length(path: Path) -> Path:
    """Return the length was last written at 40 %: the recorder flushed now and then, and died."""
    data = pcm()
    return content(path, wav(data, length=len(data) * 2 // 5 // 4 * 4))


def appended(path: Path) -> Path:
    """Two WAV files in one."""
    return content(path, wav(pcm(SECONDS / 2)) * 2)


def appended_other(path: Path) -> Path:
    """Return a second WAV of another format behind the first."""
    return content(path, wav(pcm()) + wav(pcm(), fmt=form(rate=16000)))


def two_data(path: Path) -> Path:
    """Two data chunks, as after a pause."""
    half = pcm(SECONDS / 2)
    return content(path, wav(half, tail=struct.pack("<4sI", b"data", len(half)) + half))


def placeholder(path: Path) -> Path:
    """Return a large round length that nobody filled in."""
    return content(path, wav(pcm(), length=0x40000000))


def last_second(path: Path) -> Path:
    """Return the last second was not written."""
    data = pcm()
    return content(path, wav(data[: -RATE * 4], length=len(data)))


def no_byte_rate(path: Path) -> Path:
    """Bytes a second are 0 in the header, and the file is cut."""
    data = pcm()
    return content(path, wav(data[: len(data) // 2], length=len(data), fmt=form(byte_rate=0)))


def wrong_rate(path: Path) -> Path:
    """Sample rate and bytes a second contradict each other."""
    return content(path, wav(pcm(), fmt=form(rate=RATE * 2, byte_rate=RATE * 4)))


def rf64(path: Path, fraction: float = 1.0) -> Path:
    """RF64, whole or cut."""
    data = pcm()
    ds64 = struct.pack("<4sIQQQI", b"ds64", 28, 0, len(data), len(data) // 4, 0)
    head = b"RF64\xff\xff\xff\xffWAVE" + ds64 + form() + struct.pack("<4sI", b"data", 0xFFFFFFFF)
    return content(path, head + data[: int(len(data) * fraction)])


def unfilled_rf64(path: Path) -> Path:
    """Return an RF64 whose recorder died before it filled in any length."""
    length = struct.pack("<Q", len(pcm()))
    return content(path, rf64(path).read_bytes().replace(length, bytes(8), 1))


def stale_aiff(path: Path) -> Path:
    """Return an AIFF whose lengths are of an earlier moment."""
    data = bytearray(container(path, "aiff", "pcm_s16be").read_bytes())
    for name, at, told in ((b"COMM", 10, 16000), (b"SSND", 4, 64008)):
        struct.pack_into(">I", data, data.index(name) + at, told)
    return content(path, bytes(data))


def stale_w64(path: Path, length: int = 64000 + 24) -> Path:
    """Return a Wave64 whose length is of an earlier moment, or was never filled in."""
    data = bytearray(container(path, "w64", "pcm_s16le").read_bytes())
    struct.pack_into("<Q", data, data.index(b"data\xf3\xac") + 16, length)
    return content(path, bytes(data))


def twice(path: Path, fmt: str, codec: str) -> Path:
    """Two files in one."""
    return content(path, container(path, fmt, codec).read_bytes() * 2)


def container(path: Path, fmt: str, codec: str, fraction: float = 1.0, **options: str) -> Path:
    """Any container that FFmpeg writes, whole or cut."""
    left, right = samples()
    data = (np.stack([left, right], axis=1) * 32767).astype(np.int16)
    with av.open(str(path), "w", format=fmt, options=options) as file:
        stream = file.add_stream(codec, rate=RATE)
        stream.layout = "stereo"
        for start in range(0, len(data), 800):
            part = np.ascontiguousarray(data[start : start + 800].reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(part, format="s16", layout="stereo")
            frame.sample_rate, frame.pts = RATE, start
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return cut(path, fraction) if fraction < 1 else path


def two_tracks(path: Path, fmt: str, codec: str) -> Path:
    """One person on each of two tracks."""
    with av.open(str(path), "w", format=fmt) as file:
        streams = [file.add_stream(codec, rate=16000, layout="mono") for _ in range(2)]
        for stream, hertz in zip(streams, (440, 1000), strict=True):
            sound = (tone(SECONDS, 16000, hertz) * 32767).astype(np.int16).reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(sound, format="s16", layout="mono")
            frame.sample_rate = 16000
            for each in (frame, None):
                file.mux(stream.encode(each))
    return path


def paused(path: Path) -> Path:
    """Return an M4A whose time stamps jump by a minute in the middle."""
    sound = (tone(SECONDS, 16000) * 32767).astype(np.int16)
    with av.open(str(path), "w", format="mp4") as file:
        stream = file.add_stream("aac", rate=16000)
        stream.layout = "mono"
        for start in range(0, len(sound) // 1024 * 1024, 1024):
            part = sound[start : start + 1024].reshape(1, -1)
            frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(part), format="s16", layout="mono")
            frame.sample_rate = 16000
            frame.pts = start + (60 * 16000 if start >= len(sound) // 2 else 0)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return path


def edited(path: Path, *, begins_s: float = 0.0, played: float = 1.0) -> Path:
    """Return an M4A whose edit list makes it begin later, or plays a share of its sound only."""
    sound = (tone(SECONDS, 16000) * 32767).astype(np.int16)
    with av.open(str(path), "w", format="mp4") as file:
        stream = file.add_stream("aac", rate=16000)
        stream.layout = "mono"
        for start in range(0, len(sound) // 1024 * 1024, 1024):
            part = np.ascontiguousarray(sound[start : start + 1024].reshape(1, -1))
            frame = av.AudioFrame.from_ndarray(part, format="s16", layout="mono")
            frame.sample_rate, frame.pts = 16000, start + int(begins_s * 16000)
            file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    data = bytearray(path.read_bytes())
    entry = data.index(b"elst") + 12 + 12 * (begins_s > 0)
    [length] = struct.unpack(">I", data[entry : entry + 4])
    data[entry : entry + 4] = struct.pack(">I", int(length * played))
    return content(path, bytes(data))


def floats(path: Path, scale: float = 1.0, wrong: float | None = None) -> Path:
    """Return a float WAV; one sample of the second channel may be no number."""
    sound = np.stack(samples(), axis=1).astype("<f4") * scale
    if wrong is not None:
        sound[1000, 1] = wrong
    return content(path, wav(sound.tobytes(), fmt=form(tag=3, bits=32)))


def mp3(path: Path, *, tag: bytes = b"", times: int = 1) -> Path:
    """Return an MP3, with a tag before it, or several times in one file."""
    write(path, *samples(), rate=RATE, codec="libmp3lame")
    return content(path, tag + path.read_bytes() * times)


def info_in_tag(path: Path) -> Path:
    """Return an MP3 without a count of its frames, and the word Info in its tag."""
    container(path, "mp3", "libmp3lame", write_xing="0", id3v2_version="0", write_id3v1="0")
    text = b"\x03Info about Xing"
    frame = b"TIT2" + struct.pack(">IH", len(text), 0) + text
    tag = b"ID3\x03\0\0" + bytes([0, 0, 0, len(frame)]) + frame
    return content(path, tag + path.read_bytes())


def headerless(path: Path) -> Path:
    """µ-law as a switch writes it: samples and nothing else."""
    whole = write(path.with_suffix(".wav"), tone(SECONDS), codec="pcm_mulaw").read_bytes()
    return content(path, whole[whole.index(b"data") + 8 :])


@dataclass(frozen=True, kw_only=True, slots=True)
class Strange:
    """A kind of recording, and what must become of it.

    Args:
        what: in Chinese, for the table.
        name: of the file.
        make: writes it.
        seconds: that are read; None where it fails.
        failure: why it fails; None where it is read.
        noted: what is told of it.
        channels: that are heard.
        accepted: seconds that are read where incomplete files are accepted; None where nothing changes.
    """

    what: str
    name: str
    make: Maker
    seconds: float | None = SECONDS
    failure: Failure | None = None
    noted: tuple[GapKind, ...] = ()
    channels: int = 2
    accepted: float | None = None


def _cut(what: str, name: str, make: Maker, accepted: float | None = None) -> Strange:
    return Strange(
        what=what, name=name, make=make, seconds=None, failure=Failure.INCOMPLETE, accepted=accepted
    )


OPUS = "libopus"
FRAGMENTED = {"movflags": "frag_keyframe+empty_moov", "frag_duration": "500000"}
_CUTS = (
    ("caf", "caf", "pcm_s16be"),
    ("aiff", "aiff", "pcm_s16be"),
    ("au", "au", "pcm_s16be"),
    ("w64", "w64", "pcm_s16le"),
)

STRANGE: tuple[Strange, ...] = (
    Strange(what="WAV 写明的长度停在 40 %", name="a.wav", make=stale_length),
    Strange(what="两个 WAV 接在一起", name="a.wav", make=appended),
    Strange(what="WAV 里两个 data 块", name="a.wav", make=two_data),
    Strange(what="WAV 的长度是没有填的占位数", name="a.wav", make=placeholder),
    Strange(
        what="接在后面的 WAV 是另一种格式", name="a.wav", make=appended_other, noted=(GapKind.UNREAD_AUDIO,)
    ),
    _cut("WAV 少最后一秒", "a.wav", last_second, 3.0),
    _cut("WAV 字节率是 0，又被截断", "a.wav", no_byte_rate, 2.0),
    Strange(
        what="WAV 采样率与字节率矛盾",
        name="a.wav",
        make=wrong_rate,
        seconds=2.0,
        noted=(GapKind.IMPLAUSIBLE_RATE,),
    ),
    Strange(what="RF64", name="a.wav", make=rf64),
    Strange(what="RF64 的长度一直没有填", name="a.wav", make=unfilled_rf64),
    _cut("RF64 被截断", "a.wav", partial(rf64, fraction=0.5), 2.0),
    *(
        Strange(what=fmt.upper(), name=f"a.{name}", make=partial(container, fmt=fmt, codec=codec))
        for name, fmt, codec in _CUTS
    ),
    *(
        _cut(
            f"{fmt.upper()} 被截断", f"a.{name}", partial(container, fmt=fmt, codec=codec, fraction=0.5), 2.0
        )
        for name, fmt, codec in _CUTS
    ),
    _cut(
        "分片 MP4 被截断",
        "a.m4a",
        partial(container, fmt="mp4", codec="aac", fraction=0.6, **FRAGMENTED),
    ),
    Strange(what="AIFF 的长度停在一半", name="a.aiff", make=stale_aiff, seconds=2.0,
            noted=(GapKind.UNREAD_AUDIO,)),
    Strange(what="W64 的长度停在一半", name="a.w64", make=stale_w64, seconds=2.0,
            noted=(GapKind.UNREAD_AUDIO,)),
    Strange(what="W64 的长度没有写（0）", name="a.w64", make=partial(stale_w64, length=0)),
    Strange(what="W64 的长度没有写（全 1）", name="a.w64", make=partial(stale_w64, length=2**64 - 1)),
    Strange(what="两个 AIFF 接在一起", name="a.aiff", make=partial(twice, fmt="aiff", codec="pcm_s16be"),
            noted=(GapKind.UNREAD_AUDIO,)),
    Strange(what="两个 M4A 接在一起", name="a.m4a", make=partial(twice, fmt="mp4", codec="aac"),
            noted=(GapKind.UNREAD_AUDIO,)),
    Strange(what="两个 FLAC 接在一起", name="a.flac", make=partial(twice, fmt="flac", codec="flac"),
            seconds=2 * SECONDS),
    Strange(what="两个 OGG 接在一起", name="a.ogg", make=partial(twice, fmt="ogg", codec=OPUS),
            seconds=2 * SECONDS),
    Strange(what="M4A 两条音轨各一人", name="a.m4a", make=partial(two_tracks, fmt="mp4", codec="aac")),
    Strange(what="MKA 两条音轨各一人", name="a.mka", make=partial(two_tracks, fmt="matroska", codec=OPUS)),
    Strange(what="OGG 两条音轨各一人", name="a.ogg", make=partial(two_tracks, fmt="ogg", codec=OPUS)),
    Strange(what="M4A 中途暂停一分钟", name="a.m4a", make=paused, seconds=64.0, channels=1),
    Strange(what="M4A 的编辑表让声音从 30 秒开始", name="a.m4a", make=partial(edited, begins_s=30.0),
            seconds=34.0, channels=1),
    Strange(what="M4A 的编辑表只播放一半", name="a.m4a", make=partial(edited, played=0.5),
            seconds=2.0, channels=1, noted=(GapKind.UNREAD_AUDIO,)),
    Strange(what="一个采样是 NaN", name="a.wav", make=partial(floats, wrong=float("nan")),
            noted=(GapKind.REPAIRED_SAMPLES,)),
    Strange(what="一个采样是 Inf", name="a.wav", make=partial(floats, wrong=float("inf")),
            noted=(GapKind.REPAIRED_SAMPLES,)),
    Strange(what="浮点采样按 16 位整数计", name="a.wav", make=partial(floats, scale=32767.0),
            noted=(GapKind.REPAIRED_SAMPLES,)),
    Strange(what="MP3 标签里有 Info 字样", name="a.mp3", make=info_in_tag),
    Strange(what="两个 MP3 接在一起", name="a.mp3", make=partial(mp3, times=2), seconds=2 * SECONDS),
    Strange(what="没有文件头的 µ-law", name="a.ulaw", make=headerless, channels=1),
    Strange(what="WebM", name="a.webm", make=partial(two_tracks, fmt="webm", codec=OPUS)),
)  # fmt: skip


def outcome(
    kind: Strange, folder: Path, *, accept_incomplete: bool = False
) -> tuple[str, float, int, tuple[GapKind, ...]]:
    """Make a file and decode it: the failure, or how much was read of how many channels, and what is told."""
    path = kind.make(folder / kind.name)
    try:
        audio = decode(path, max_duration_s=600, accept_incomplete=accept_incomplete)
    except AudioError as error:
        return error.failure.value, 0.0, 0, ()
    return "", audio.duration_ms / 1000, audio.channels, tuple(noted.kind for noted in audio.noted)


__all__ = ["STRANGE", "Strange", "noise", "outcome"]
