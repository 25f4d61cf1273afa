"""Where the tests keep their temporary files: in memory, if there is room."""

import os
import shutil
import tempfile
from pathlib import Path

_MEMORY = Path("/dev/shm")
_ROOM_BYTES = 4 << 30
"""More than all tests have at once. A container often has 64 MB there, and starts no program from it."""


def keep_in_memory() -> None:
    """Let this process, and what it starts, keep temporary files in memory, unless a folder was chosen.

    Databases and reports wait for the disk at each commit and each rename: tens of thousands of times.
    """
    if "TMPDIR" not in os.environ and _is_fit(_MEMORY):
        os.environ["TMPDIR"] = tempfile.tempdir = str(_MEMORY)


def _is_fit(folder: Path) -> bool:
    if not os.access(folder, os.W_OK | os.X_OK):
        return False
    starts_programs = not os.statvfs(folder).f_flag & os.ST_NOEXEC
    return starts_programs and shutil.disk_usage(folder).free > _ROOM_BYTES
