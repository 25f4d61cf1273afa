"""Which database a URL of SQLAlchemy means."""

from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


def is_there(url: str) -> bool:
    """Whether a database was made already: asking an SQLite URL must not make the file."""
    parsed = make_url(url)
    return parsed.get_backend_name() != "sqlite" or Path(parsed.database or "").is_file()


def place_of(url: str) -> str:
    """Return which database a URL means: its file, or server and name; never user, password or options."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        return url.partition(":")[0]
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return f"sqlite:///{parsed.database or ''}"
    host = (parsed.host or "").rpartition("@")[2]  # a password with an @ in it is cut at the wrong one
    port = f":{parsed.port}" if parsed.port else ""
    return f"{backend}://{host}{port}/{parsed.database or ''}"


def is_file_of(url: str, file: Path) -> bool:
    """Whether a file is that of an SQLite database, by whatever path."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database:
        return False
    return Path(parsed.database).resolve() == file.resolve()
