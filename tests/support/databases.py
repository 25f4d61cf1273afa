"""Empty databases: made by the migrations once a process, and copied for every further test."""

import atexit
import shutil
import tempfile
from functools import cache
from pathlib import Path

from sqlalchemy import make_url

from callqa.storage.database import Database


def open_new(url: str) -> Database:
    """Open a database that is new: an SQLite file that is not there yet, or whatever a server has."""
    file = Path(make_url(url).database or "")
    if url.startswith("sqlite") and not file.exists():
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        shutil.copy(_migrated(), file)
    return Database(url)


@cache
def _migrated() -> Path:
    folder = tempfile.mkdtemp(prefix="callqa-empty-")
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    file = Path(folder) / "qa.sqlite3"
    Database(f"sqlite:///{file}").close()
    return file
