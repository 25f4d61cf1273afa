"""A PostgreSQL server of the tests' own: started once, on a socket in a temporary folder, no network."""

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

import psycopg


def programs() -> Path | None:
    """Where initdb and pg_ctl are; Debian keeps them off the path. None when it is not installed."""
    found = shutil.which("initdb")
    debian = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(found).parent if found else debian[-1].parent if debian else None


@contextmanager
def server(folder: Path) -> Iterator[Path]:
    """Yield a running server; yields the folder of its socket."""
    owner = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
    home = Path(tempfile.mkdtemp(prefix="callqa-pg-"))  # a socket's path may have 107 characters only
    if owner:
        os.chown(home, owner.pw_uid, owner.pw_gid)
    bin_folder, data = programs(), home / "data"
    assert bin_folder

    def run(*command: str) -> None:
        user = {"user": owner.pw_uid, "group": owner.pw_gid, "extra_groups": []} if owner else {}
        log = (folder / "postgresql.log").open("a")
        with log:
            subprocess.run(command, check=True, cwd=home, stdout=log, stderr=log, timeout=120, **user)  # type: ignore[call-overload] - the options of a user

    run(str(bin_folder / "initdb"), "-D", str(data), "-U", "callqa", "-A", "trust", "-E", "UTF8", "-N")
    options = f"-k {home} -c listen_addresses='' -c fsync=off"
    log = str(home / "log")
    run(str(bin_folder / "pg_ctl"), "-D", str(data), "-l", log, "-w", "-o", options, "start")
    try:
        yield home
    finally:
        run(str(bin_folder / "pg_ctl"), "-D", str(data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(home, ignore_errors=True)


def new_database(socket: Path) -> str:
    """Return the URL of a fresh, empty database."""
    name = f"t{uuid4().hex[:12]}"
    with psycopg.connect(f"host={socket} user=callqa dbname=postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[call-overload,unused-ignore] - a name of ours
    return f"postgresql+psycopg://callqa@/{name}?host={socket}"
