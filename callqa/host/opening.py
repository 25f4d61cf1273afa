"""Opening files that others may put there: never waiting, and never led elsewhere.

Between the look at a folder and the opening of a file in it, whoever may write there can put a pipe, a
device or a link in the file's place. What counts is what was really opened.
"""

import errno
import math
import os
import stat
from collections.abc import Iterable
from contextlib import suppress
from io import BufferedReader
from pathlib import Path

_READING = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK
MOST_BYTES = 16 << 30
"""Two hours of stereo at 192 kHz in floats take 11 GB: what is larger is a hole, or no recording."""
_FOLDER = os.O_PATH | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


def open_regular(path: Path) -> BufferedReader:
    """Open a file for reading, and never wait for a pipe, socket or device in its place.

    Raises:
        OSError: it cannot be opened, or is no regular file.
    """
    return open(path, "rb", opener=lambda _name, _flags: _checked(os.open(path, _READING), path))


def open_unlinked(path: Path) -> BufferedReader:
    """Open a file as `open_regular` does, without following a link, neither in its folders nor itself.

    Raises:
        OSError: it cannot be opened, is no regular file or too large, or a part of its path is a link.
    """
    return open(path, "rb", opener=lambda _name, _flags: _unlinked(path))


def own_place(path: Path, folders: Iterable[Path]) -> Path:
    """Return where a recording really lies, without links: what `open_unlinked` needs.

    Args:
        path: of the recording, perhaps through links.
        folders: of the recordings. A path below one of them that leads out of all is returned as it is,
            and `open_unlinked` refuses it; one that was received from another folder keeps its name there.
    """
    tops = list(folders)
    with suppress(OSError, RuntimeError, ValueError):  # a share that is gone: opening it says so
        real = path.resolve()
        if any(real.is_relative_to(top.resolve()) for top in tops):
            return real
        if not any(path.is_relative_to(top) for top in tops):
            return path.parent.resolve() / path.name
    return path


def _unlinked(path: Path) -> int:
    anchor, *parts = path.parts if path.is_absolute() else (os.curdir, *path.parts)
    at = os.open(anchor, os.O_PATH | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        for part in parts[:-1]:
            below = os.open(part, _FOLDER, dir_fd=at)
            os.close(at)
            at = below
        return _checked(os.open(path.name, _READING | os.O_NOFOLLOW, dir_fd=at), path, MOST_BYTES)
    finally:
        os.close(at)


def _checked(descriptor: int, path: Path, most_bytes: float = math.inf) -> int:
    found = os.fstat(descriptor)
    if stat.S_ISREG(found.st_mode) and found.st_size <= most_bytes:
        return descriptor
    os.close(descriptor)
    if stat.S_ISREG(found.st_mode):
        raise OSError(errno.EFBIG, "文件太大", str(path))
    raise OSError(errno.EINVAL, "不是普通文件", str(path))
