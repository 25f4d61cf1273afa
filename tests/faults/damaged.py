"""Recordings that no recorder should write: cut, flipped, absurd, huge, and badly named."""

import io
import os
import random
import struct
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import av

from tests.support.places import ROOT

_CALL = ROOT / "tests" / "data" / "audio" / "call.wav"
_CALL_S = 3
_FORMATS = (
    (".wav", "wav", "pcm_s16le"),
    (".wav", "wav", "pcm_mulaw"),
    (".flac", "flac", "flac"),
    (".ogg", "ogg", "libopus"),
    (".mp3", "mp3", "libmp3lame"),
    (".m4a", "mp4", "aac"),
)
LINKS, LINKED_FOLDERS = 8, 2
"""So many links to files and to folders lead out; the day names every one of them."""
_NOON = datetime(2026, 2, 14, 12, tzinfo=ZoneInfo("Asia/Shanghai")).timestamp()
_GBK = os.fsdecode("王经理".encode("gbk"))  # as Windows writes it: no UTF-8
_NAMES = (
    "new\nline",
    "'quote",
    '"double"',
    "..",
    "-rf",
    "$(date)",
    "=1+1",
    "<b>",
    "中文 空格",
    "a" * 180,
    _GBK,
    "\x1b[31m\x07",
    "&lt;\u202e",
)


def make(inbox: Path, count: int, seed: int) -> int:
    """Write so many files, every one different; links that lead out are among them; returns how many."""
    chance = random.Random(seed)
    inbox.mkdir(parents=True)
    sources = _sources()
    outside = inbox.parent / "outside"
    outside.mkdir()
    for number in range(count - LINKS):
        ending, content = chance.choice(sources)
        damage = _DAMAGES[number % len(_DAMAGES)]
        path = inbox / f"{number:04}{_NAMES[number % len(_NAMES)]}{ending}"
        path.write_bytes(damage(content, chance) + struct.pack("<I", number))
        if number % 25 == 0:
            _BOMBS[number // 25 % len(_BOMBS)](path, number)
        os.utime(path, (_NOON, _NOON))
    for number in range(LINKS):
        target = outside / f"{number}.wav"
        target.write_bytes(sources[0][1] + bytes([number]))
        os.utime(target, (_NOON, _NOON))
        (inbox / f"link{number}.wav").symlink_to(target)
    for number in range(LINKED_FOLDERS):
        (inbox / f"folder{number}").symlink_to(outside)
    return sum(path.is_file() for path in inbox.iterdir())


def _sources() -> list[tuple[str, bytes]]:
    """Return a short call in every format: the ending of its name, and its bytes."""
    made = [(ending, _encoded(container, codec)) for ending, container, codec in _FORMATS]
    amr = next((ROOT / "data" / "sample" / "2026-02-14").glob("*.amr")).read_bytes()
    return [*made, (".amr", amr[: 6 + _CALL_S * 50 * 32])]  # 50 frames of 32 bytes a second


def _encoded(container: str, codec: str) -> bytes:
    target = io.BytesIO()
    with av.open(str(_CALL)) as call, av.open(target, "w", format=container) as file:
        stream = file.add_stream(codec, rate=8_000, layout="stereo")
        for frame in call.decode(audio=0):
            if frame.time < _CALL_S:
                frame.pts = None
                file.mux(stream.encode(frame))
        file.mux(stream.encode(None))
    return target.getvalue()


def _cut(content: bytes, chance: random.Random) -> bytes:
    return content[: chance.randrange(0, len(content))]


def _flipped(content: bytes, chance: random.Random) -> bytes:
    flipped = bytearray(content)
    for _ in range(chance.choice([1, 10, 200])):
        flipped[chance.randrange(len(flipped))] ^= 1 << chance.randrange(8)
    return bytes(flipped)


def _bad_header(content: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(chance.randrange(1, 64)) + content[64:]


def _noise(content: bytes, chance: random.Random) -> bytes:
    return chance.randbytes(min(len(content), 20_000))


def _absurd_wav(content: bytes, chance: random.Random) -> bytes:
    """Return a WAV header that promises what nobody can keep."""
    channels = chance.choice([0, 1, 3, 255, 65535])
    rate = chance.choice([0, 1, 100, 8_000, 768_000, 4_294_967_295])
    size = chance.choice([0, 1, 16_000, 4_294_967_295])
    head = struct.pack(
        "<4sI4s4sIHHIIHH4sI",
        b"RIFF",
        size,
        b"WAVE",
        b"fmt ",
        16,
        1,
        channels,
        rate,
        (rate * 2) % 2**32,
        2,
        chance.choice([0, 8, 16, 77]),
        b"data",
        size,
    )
    return head + content[:4_000]


def _empty(content: bytes, chance: random.Random) -> bytes:
    return b""


def _half_and_half(content: bytes, chance: random.Random) -> bytes:
    middle = len(content) // 2
    return content[:middle] + chance.randbytes(500) + content[middle:]


_DAMAGES: tuple[Callable[[bytes, random.Random], bytes], ...] = (
    _cut,
    _flipped,
    _bad_header,
    _noise,
    _absurd_wav,
    _empty,
    _half_and_half,
)


def _hole_of_silence(path: Path, number: int) -> None:
    """Write an hour of silence into a file that takes no room on the disk."""
    size = 3600 * 16_000 + 2 * number
    with path.open("wb") as file:
        file.write(
            struct.pack(
                "<4sI4s4sIHHIIHH4sI",
                b"RIFF",
                size + 36,
                b"WAVE",
                b"fmt ",
                16,
                1,
                1,
                8_000,
                16_000,
                2,
                16,
                b"data",
                size,
            )
        )
        file.truncate(size + 44)


def _frames_of_silence(path: Path, number: int) -> None:
    """Ten hours of silence in two megabytes: AMR says "no data" for 20 ms in one byte (RFC 4867, 5.3)."""
    path.write_bytes(b"#!AMR\n" + b"\x7c" * (10 * 3600 * 50 + number))


_BOMBS: tuple[Callable[[Path, int], None], ...] = (_hole_of_silence, _frames_of_silence)
