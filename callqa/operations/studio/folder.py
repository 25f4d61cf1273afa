"""The studio's recordings on disk: a private folder, a file a job, written piece by piece."""

import errno
import os
import re
import shutil
from pathlib import Path
from threading import Lock

from callqa.host import files
from callqa.model.errors import BadInputError, CallqaError
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.studio.database import FOLDER
from callqa.studio.job import Job

_SUFFIX = re.compile(r"\.[a-z0-9]{1,5}")
_UPLOADS = "uploads"
_SCRATCH = ".scratch"
_MB = 1 << 20


class Folder:
    """Where the recordings lie.

    Args:
        configuration: of the installation.
    """

    def __init__(self, configuration: Configuration) -> None:
        self.path = configuration.resolve(FOLDER) / _UPLOADS
        self._least_free = configuration.settings.console.upload.least_free_mb * _MB
        self._writing = Lock()

    def file(self, job: Job) -> Path:
        """Return the file of a job: its id, and the ending by which formats without a header are known."""
        suffix = Path(job.name).suffix.lower()
        return self.path / (job.job_id + (suffix if _SUFFIX.fullmatch(suffix) else ""))

    def received(self, job: Job) -> int:
        """Return how many bytes of a recording are here."""
        try:
            return self.file(job).stat().st_size
        except FileNotFoundError:
            return 0

    def refuse_without_room(self, size_bytes: int) -> None:
        """Refuse what would fill the disk.

        Raises:
            CallqaError: says how much room there is.
        """
        self._make()
        free = shutil.disk_usage(self.path).free - self._least_free
        if size_bytes > free:
            what = f"磁盘放不下：要 {size_bytes / _MB:.0f} MB，还能用 {max(free, 0) / _MB:.0f} MB"
            raise CallqaError(what, "", "删掉不要的录音，或请管理员清理磁盘（console.upload.least_free_mb）")

    def append(self, job: Job, offset: int, content: bytes) -> int:
        """Write the next bytes of a recording; return how many are here now.

        Raises:
            BadInputError: they are not the next ones, or more than was announced.
            CallqaError: the disk is full, or cannot be written; what was here before still is.
        """
        self._make()
        with self._writing:
            here = self.received(job)
            if offset != here:
                raise BadInputError("上传的位置对不上", "", f"从第 {here} 字节接着传")
            if here + len(content) > job.size_bytes:
                raise BadInputError("传来的比说好的多", "", "文件在上传时变了，请重新上传")
            try:
                with self.file(job).open("ab") as file:
                    file.write(content)
                    file.flush()
                    if here + len(content) == job.size_bytes:
                        os.fsync(file.fileno())
            except OSError as error:
                self._cut(job, here)
                raise _not_written(error) from error
        return here + len(content)

    def _cut(self, job: Job, size: int) -> None:
        file = self.file(job)
        if file.exists():
            os.truncate(file, size)

    def share(self, job: Job, other: Job) -> None:
        """Give another job the same recording; deleting one leaves the other's.

        Raises:
            CallqaError: it is gone, or the disk does not do it.
        """
        try:
            os.link(self.file(job), self.file(other))
        except FileNotFoundError:
            raise BadInputError("录音已经不在了", "", "重新上传") from None
        except OSError:  # no hard links here
            try:
                shutil.copyfile(self.file(job), self.file(other))
            except OSError as error:
                self.file(other).unlink(missing_ok=True)
                raise _not_written(error) from error

    def sha256(self, job: Job) -> str:
        """Return the digest of a whole recording."""
        return files.sha256(self.file(job))

    def remove(self, job: Job) -> None:
        """Remove a recording."""
        self.file(job).unlink(missing_ok=True)

    def scratch(self) -> Path:
        """Return a private folder for what is on its way; what a killed console has left in it goes.

        Raises:
            CallqaError: it cannot be made.
        """
        self._make()
        scratch = self.path / _SCRATCH
        shutil.rmtree(scratch, ignore_errors=True)
        scratch.mkdir(mode=0o700, exist_ok=True)
        return scratch

    def _make(self) -> None:
        try:
            self.path.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise _not_written(error) from error


def _not_written(error: OSError) -> CallqaError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return CallqaError("磁盘满了，录音没有存下", "", "清理磁盘后接着传，已传的部分还在")
    return CallqaError(
        f"录音存不下（{error.strerror or type(error).__name__}）", "", "请管理员检查磁盘和权限"
    )
