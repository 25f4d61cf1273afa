"""Whether compressed files end early or say how long they are, read from their bytes."""

import os
from pathlib import Path

from callqa.host.opening import open_unlinked

_MARKS = (
    *(b"RIFF", b"RF64", b"BW64", b"riff", b"OggS", b"fLaC", b"#!AMR", b"ID3", b".snd", b"FORM", b"caff"),
    b"\x1aE\xdf\xa3",
)
_OGG_TAIL = 1 << 17
_OGG_HEADER = 27
_MP3_HEAD = 1 << 12


def ogg_is_cut(path: Path) -> bool:
    """Return whether an Ogg file ends inside a page.

    A missing end-of-stream mark alone proves nothing: some recorders never write one.

    Raises:
        OSError: the file cannot be read.
    """
    with open_unlinked(path) as file:
        file.seek(max(file.seek(0, os.SEEK_END) - _OGG_TAIL, 0))
        tail = file.read()
    page = tail[tail.rfind(b"OggS") :]
    if not page.startswith(b"OggS"):
        return False
    if len(page) < _OGG_HEADER or len(page) < _OGG_HEADER + page[26]:
        return True
    lacing = page[_OGG_HEADER : _OGG_HEADER + page[26]]
    return len(page) < _OGG_HEADER + len(lacing) + sum(lacing)


def mp3_counts_frames(path: Path) -> bool:
    """Whether an MP3 file says how long it is; without that, a declared duration is only a guess.

    Raises:
        OSError: the file cannot be read.
    """
    with open_unlinked(path) as file:
        head = file.read(10)
        if head.startswith(b"ID3"):  # a tag may hold any word, also Info
            size = 0
            for byte in head[6:10]:
                size = size << 7 | byte & 0x7F
            file.seek(10 + size)
        else:
            file.seek(0)
        return _counts(file.read(_MP3_HEAD))


def _counts(head: bytes) -> bool:
    """Return whether the first frame, which stands near the beginning, is one that counts the others."""
    frame = next(
        (at for at in range(len(head) - 4) if head[at] == 0xFF and head[at + 1] & 0xE6 == 0xE2), None
    )
    if frame is None:
        return False
    is_mpeg1, is_mono = head[frame + 1] & 0x18 == 0x18, head[frame + 3] & 0xC0 == 0xC0
    side = (17 if is_mono else 32) if is_mpeg1 else (9 if is_mono else 17)
    mark = head[frame + 4 + side : frame + 8 + side]
    return mark in (b"Xing", b"Info") or head[frame + 36 : frame + 40] == b"VBRI"


def looks_like_audio(path: Path) -> bool:
    """Return whether the first bytes are those of an audio format, so that the rest must be damaged.

    Raises:
        OSError: the file cannot be read.
    """
    with open_unlinked(path) as file:
        head = file.read(12)
    known = (
        b"RIFF",
        b"RF64",
        b"BW64",
        b"riff",
        b"OggS",
        b"fLaC",
        b"#!AMR",
        b"ID3",
        b".snd",
        b"FORM",
        b"caff",
    )
    return head[4:8] == b"ftyp" or head.startswith((*known, b"\x1aE\xdf\xa3"))
