"""Recordings on disk: walking, settling, hashing, and replacing report files whole."""

import fcntl
import hashlib
import os
import re
import stat
import time
from collections.abc import Container, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import mkstemp

from callqa.host import fencing
from callqa.host.opening import open_regular, open_unlinked, own_place
from callqa.host.sharing import hand_over, make_folder
from callqa.model.errors import BadInputError

_CHUNK = 1 << 20
_FIRST_PAUSE_S = 5.0


@dataclass(frozen=True, kw_only=True, slots=True)
class FoundFile:
    """A file of a configured folder.

    Args:
        size_bytes, modified_ns: as of the first look; -1 and 0 when the file could not be asked.
        problem: why it could not be asked, in Chinese; empty otherwise.
    """

    path: Path
    size_bytes: int
    modified_ns: int
    problem: str = ""

    @property
    def modified_s(self) -> float:
        """Seconds since 1970."""
        return self.modified_ns / 1e9


def private_files() -> None:
    """Make this process and its children create files for their own user only: 0600 and 0700.

    The database, its log, reports, clips, pages and exports hold what customers said. Reports may be
    shared with one group: see `callqa.host.sharing`.
    """
    os.umask(0o077)


def read_text(path: Path) -> str:
    """Return the text of a small file that a person wrote.

    Raises:
        BadInputError: the file cannot be read or is not UTF-8; names it.
    """
    return decode(read_content(path), path)


def read_content(path: Path) -> bytes:
    """Return what stands in a small file.

    Raises:
        BadInputError: the file cannot be read; names it.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInputError(f"读不到文件（{why(error)}）", str(path), "检查路径和读取权限") from error


def decode(content: bytes, path: Path) -> str:
    """Decode the bytes of a file that a person wrote, with or without a byte-order mark.

    Raises:
        BadInputError: they are not UTF-8; names the file.
    """
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        cure = "用编辑器打开后另存为，编码选 UTF-8（记事本：文件 → 另存为 → 编码）"
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


def wait_for_folders(folders: Iterable[Path], wait_s: float) -> None:
    """Wait, for longer and longer moments, until every folder can be listed or the time is up.

    Args:
        wait_s: how long at most; a network share that blinks is back in minutes.
    """
    pause_s = _FIRST_PAUSE_S
    until = time.monotonic() + wait_s
    while not all(map(_listable, folders)) and time.monotonic() + pause_s <= until:
        time.sleep(pause_s)
        pause_s *= 2


def _listable(folder: Path) -> bool:
    try:
        next(folder.iterdir(), None)
    except OSError:
        return False
    return True


def look(path: Path) -> FoundFile:
    """Ask a file for its size and time, without opening it."""
    try:
        status = path.stat()
    except OSError as error:
        return FoundFile(path=path, size_bytes=-1, modified_ns=0, problem=_say(error))
    return FoundFile(path=path, size_bytes=status.st_size, modified_ns=status.st_mtime_ns)


def still_growing(files: Iterable[FoundFile], settle_s: float) -> set[Path]:
    """Return the files that are still being written: young ones that differ after ``settle_s`` seconds."""
    now = time.time()
    young = [file for file in files if not file.problem and now - file.modified_s < settle_s]
    if not young:
        return set()
    time.sleep(settle_s)
    return {file.path for file in young if look(file.path) != file}


def sha256(path: Path, folders: Iterable[Path] | None = None) -> str:
    """Return the hex digest of a file's bytes.

    Args:
        path: of the file.
        folders: for a recording, those that it may lie in: no link leads out of them.

    Raises:
        OSError: when it cannot be read to its end.
    """
    digest = hashlib.sha256()
    opened = open_regular(path) if folders is None else open_unlinked(own_place(path, folders))
    with opened as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _say(error: OSError) -> str:
    return f"无法读取文件（{why(error)}）"


def why(error: OSError) -> str:
    """Return what the system says of an error."""
    return error.strerror or type(error).__name__


def fingerprint(path: Path, folders: Iterable[Path] | None = None) -> tuple[str, str]:
    """Return ``(sha256, problem)`` of a file, as of `sha256`; one of them is empty."""
    try:
        return sha256(path, folders), ""
    except OSError as error:
        return "", _say(error)


def is_overwritten(
    path: Path, size_bytes: int, modified_ns: int, digest: str, folders: Iterable[Path]
) -> bool:
    """Return whether a file holds other bytes than it was hashed with; a file that cannot be read does not.

    It is only hashed where its size and time are others.

    Args:
        modified_ns: 0 where it was not noted: nothing is compared then.
        digest: hex SHA-256 that it was hashed with; empty where it could not be.
        folders: that it may lie in.
    """
    now = look(path)
    noted = digest and modified_ns and not now.problem
    if not noted or (now.size_bytes, now.modified_ns) == (size_bytes, modified_ns):
        return False
    return fingerprint(path, folders)[0] not in ("", digest)


def is_no_file(path: Path) -> bool:
    """Return whether something is there that is neither a file nor a link; a link itself is replaced."""
    try:
        there = path.lstat().st_mode
    except OSError:
        return False
    return not (stat.S_ISREG(there) or stat.S_ISLNK(there))


@contextmanager
def replacing(path: Path) -> Iterator[Path]:
    """Yield a temporary path beside the target, and move it into the target's place at the end.

    The target is the whole old file or the whole new one, whatever happens in between.

    Raises:
        BadInputError: a folder, pipe, socket or device is there: nothing takes its place.
    """
    if is_no_file(path):
        raise BadInputError("这里是文件夹、管道或设备，不会覆盖", str(path), "换一个文件名")
    make_folder(path.parent)
    with _writing_to(path.parent):
        handle, name = mkstemp(prefix=f".{path.stem}-", suffix=path.suffix, dir=path.parent)
        os.close(handle)
        temporary = Path(name)
        try:
            yield temporary
            hand_over(temporary)
            _flush(temporary)
            fencing.ensure()
            temporary.replace(path)
            _flush(path.parent)
        finally:
            temporary.unlink(missing_ok=True)


@contextmanager
def _writing_to(folder: Path) -> Iterator[None]:
    """Mark a folder as being written to, so that nobody removes the block's temporary files as left over."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        _lock(descriptor, fcntl.LOCK_SH)
        yield
    finally:
        os.close(descriptor)


def _lock(descriptor: int, how: int) -> bool:
    """Lock a folder, see flock(2), and return whether it was free. The kernel releases a killed process's."""
    try:
        fcntl.flock(descriptor, how)
    except BlockingIOError:
        return False
    except OSError:  # a file system without locks: nobody can be seen there
        return True
    return True


def leftovers(folder: Path) -> list[Path]:
    """Return the temporary files in a folder, ours and openpyxl's, whether their writer still runs or not."""
    return sorted([*folder.glob(".*-????????.*"), *folder.glob("openpyxl.????????")])


def forget_leftovers(folder: Path) -> None:
    """Remove temporary files, unless another process is writing to the folder: the next run will."""
    if not folder.is_dir():
        return
    fencing.ensure()
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        for left in leftovers(folder) if _lock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB) else ():
            left.unlink(missing_ok=True)
    finally:
        os.close(descriptor)


def forget_others(folder: Path, used: Container[str], pattern: str) -> None:
    """Remove the files of a folder whose whole name matches ours and that nothing uses any more.

    Whatever else people keep there stays; an empty folder goes.
    """
    if not folder.is_dir():
        return
    fencing.ensure()
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
