"""Recordings on disk: walking, settling, hashing, and replacing report files whole."""

import hashlib
import os
import re
import time
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp

from flows.core.errors import BadInputError

_CHUNK = 1 << 20


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundFile:
    """A file of a configured folder.

    Args:
        size_bytes, modified_s: as of the first look; -1 and 0.0 when the file could not be asked.
        problem: why it could not be asked, in Chinese; empty otherwise.
    """

    path: Path
    size_bytes: int
    modified_s: float
    problem: str = ""


def read_text(path: Path) -> str:
    """The text of a small file that a person wrote.

    Raises:
        BadInputError: the file cannot be read or is not UTF-8; names it.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        why = error.strerror or type(error).__name__
        raise BadInputError(f"读不到文件（{why}）", str(path), "检查路径和读取权限") from error
    return decode(content, path)


def decode(content: bytes, path: Path) -> str:
    """The text of a file's bytes.

    Raises:
        BadInputError: they are not UTF-8; names the file.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cure = "用编辑器打开后另存为，编码选 UTF-8"
        raise BadInputError("文件不是 UTF-8 编码", str(path), cure) from error


def check_folders(folders: Iterable[Path]) -> None:
    """Refuse a folder that is missing or cannot be listed.

    Raises:
        BadInputError: names the folder.
    """
    for folder in folders:
        if not folder.is_dir():
            raise BadInputError(
                "录音文件夹不存在", str(folder), "修改 config/pipeline.yaml 的 recordings.folders"
            )
        if not os.access(folder, os.R_OK | os.X_OK):
            raise BadInputError("录音文件夹没有读取权限", str(folder), "请管理员授予读取权限")


def walk(folders: Iterable[Path]) -> Iterator[FoundFile]:
    """Every file below the folders once, in path order; links that lead out of them are not followed."""
    seen: set[Path] = set()
    for folder in folders:
        for parent, subfolders, names in os.walk(folder, onerror=_refuse):
            subfolders.sort()
            for name in sorted(names):
                path = Path(parent) / name
                if path not in seen and _inside(path, folder):
                    seen.add(path)
                    yield look(path)


def _refuse(error: OSError) -> None:
    raise error


def _inside(path: Path, folder: Path) -> bool:
    return not path.is_symlink() or path.resolve().is_relative_to(folder.resolve())


def look(path: Path) -> FoundFile:
    """Ask a file for its size and time, without opening it."""
    try:
        status = path.stat()
    except OSError as error:
        return FoundFile(path=path, size_bytes=-1, modified_s=0.0, problem=_say(error))
    return FoundFile(path=path, size_bytes=status.st_size, modified_s=status.st_mtime)


def still_growing(files: Iterable[FoundFile], settle_s: float) -> set[Path]:
    """Which files are still being written: young ones that differ after ``settle_s`` seconds."""
    now = time.time()
    young = [file for file in files if not file.problem and now - file.modified_s < settle_s]
    if not young:
        return set()
    time.sleep(settle_s)
    return {file.path for file in young if look(file.path) != file}


def sha256(path: Path) -> str:
    """Hex digest of a file's bytes.

    Raises:
        OSError: when it cannot be read to its end.
    """
    digest = hashlib.sha256()
    with path.open("rb") as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _say(error: OSError) -> str:
    return f"无法读取文件（{error.strerror or type(error).__name__}）"


def fingerprint(path: Path) -> tuple[str, str]:
    """``(sha256, problem)`` of a file; one of them is empty."""
    try:
        return sha256(path), ""
    except OSError as error:
        return "", _say(error)


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Give a temporary path beside the target and put it in the target's place at the end.

    The target is the whole old file or the whole new one, whatever happens in between.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
    os.close(handle)
    temporary = Path(name)
    try:
        yield temporary
        _flush(temporary)
        temporary.replace(path)
        _flush(path.parent)
    finally:
        temporary.unlink(missing_ok=True)


def leftovers(folder: Path) -> list[Path]:
    """Temporary files of `replacing` in a folder: of a process that writes now, or that was killed."""
    return sorted(folder.glob(".*-????????.*"))


def forget_others(folder: Path, used: Container[str], pattern: str) -> None:
    """Remove the files of a folder whose whole name is like ours and that nothing uses any more.

    Whatever else people keep there stays; an empty folder goes.
    """
    if not folder.is_dir():
        return
    for path in sorted(folder.iterdir()):
        if re.fullmatch(pattern, path.name) and path.name not in used:
            path.unlink(missing_ok=True)
    if not any(folder.iterdir()):
        folder.rmdir()


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
