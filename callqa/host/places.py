"""The places outside the project that a run needs: a home for Prefect, and the system's temporary folder."""

import os
import tempfile
from pathlib import Path

from callqa.model.errors import BadInputError

_TRIED_BYTES = 1 << 16
_CURE = "建好这个文件夹、给写权限、腾出空间，或用环境变量 {variable} 指到别处"


def refuse_unusable() -> None:
    """Refuse to start where Prefect would fail after minutes: each place is written to for a moment.

    Where the settings name a Prefect server nothing of it is kept here, and only the temporary folder counts.

    Raises:
        BadInputError: names the place, what the system says, and the variable that leads elsewhere.
    """
    _try(_temporary(), "TMPDIR")
    if not os.environ.get("PREFECT_API_URL"):
        _try(_home(), "PREFECT_HOME")


def _temporary() -> Path:
    try:
        return Path(tempfile.gettempdir())
    except OSError as error:
        raise BadInputError("没有能写的临时文件夹", "TMPDIR", _CURE.format(variable="TMPDIR")) from error


def _home() -> Path:
    if named := os.environ.get("PREFECT_HOME"):
        return Path(named).expanduser()
    try:
        return Path.home() / ".prefect"
    except RuntimeError as error:
        cure = "设环境变量 PREFECT_HOME（例如 /var/lib/callqa/prefect）"
        raise BadInputError("运行的用户没有主目录，Prefect 没有地方放文件", "HOME", cure) from error


def _try(folder: Path, variable: str) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"\0" * _TRIED_BYTES)
            file.flush()
    except OSError as error:
        what = f"写不进 {variable} 的文件夹（{error.strerror or type(error).__name__}）"
        raise BadInputError(what, str(folder), _CURE.format(variable=variable)) from error
