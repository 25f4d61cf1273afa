"""Prefect's database after its migrations: made once for each version of Prefect, and copied into every home.

A server that begins with an empty folder spends seven seconds of a processor on them.
"""

import fcntl
import os
import shutil
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from importlib.metadata import version
from pathlib import Path
from unittest import mock

from tests.support.places import ROOT

_KEPT = ROOT / ".pytest_cache" / "prefect"


def prefect_home(folder: Path, name: str = "prefect.db") -> Path:
    """Make a folder the home of a Prefect server that finds its database ready; returns the folder."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(_migrated(), folder / name)
    return folder


@contextmanager
def harness() -> Iterator[None]:
    """Run flows against a server of their own: Prefect's harness for tests, over a database that is ready."""
    from prefect.testing.utilities import prefect_test_harness

    def folder() -> str:
        return str(prefect_home(Path(tempfile.mkdtemp(prefix="callqa-prefect-")), "prefect-test.db"))

    with (
        mock.patch("prefect.testing.utilities.mkdtemp", folder),
        prefect_test_harness(server_startup_timeout=120),
    ):
        yield


def _migrated() -> Path:
    """Return the kept database; the first process that asks makes it, and the others wait for it."""
    kept = _KEPT / f"{version('prefect')}.db"
    _KEPT.mkdir(parents=True, exist_ok=True)
    with (_KEPT / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not kept.exists():
            _make(kept)
    return kept


def _make(kept: Path) -> None:
    own = {name: value for name, value in os.environ.items() if not name.startswith("PREFECT_")}
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "prefect", "server", "database", "upgrade", "--yes"]
        subprocess.run(command, env={**own, "PREFECT_HOME": home}, check=True, capture_output=True)
        whole = kept.with_suffix(".new")
        whole.unlink(missing_ok=True)
        with (
            closing(sqlite3.connect(Path(home) / "prefect.db")) as made,
            closing(sqlite3.connect(whole)) as copy,
        ):
            made.backup(copy)  # with what is still in its write-ahead log
    whole.replace(kept)
