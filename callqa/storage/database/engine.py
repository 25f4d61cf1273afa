"""How connections are opened: what SQLite is told first, and how writers and readers begin."""

import os
import stat
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event, make_url

from callqa.model.errors import BadInputError

BUSY_MS = 30_000
"""So long a writer waits for another one."""
_READS = "callqa_reads"
_READ_ONLY: Mapping[str, Mapping[str, Any]] = {
    "sqlite": {_READS: True},
    # every statement of a reader sees the same moment, as it does on SQLite
    "postgresql": {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"},
}


def engine_of(url: str) -> Engine:
    """Return an engine; of an SQLite file one that is the owner's only, and whose writers never mix."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, hide_parameters=True, pool_pre_ping=True)
    if parsed.database and parsed.database != ":memory:":
        _make_private(Path(parsed.database))
    engine = create_engine(url, hide_parameters=True)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin)
    return engine


def readers_of(engine: Engine) -> Engine:
    """Return the same engine for transactions that only read, and wait for no writer."""
    return engine.execution_options(**_READ_ONLY.get(engine.dialect.name, {}))


def _make_private(file: Path) -> None:
    """Take the file, its log and its shared memory from everybody else, if an older version gave them."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    for each in (file, *(file.with_name(file.name + ending) for ending in ("-wal", "-shm"))):
        with suppress(FileNotFoundError):  # another process may close the database now
            there = each.stat()
            if not stat.S_ISREG(there.st_mode):  # a device would be taken from everybody else, too
                raise BadInputError(
                    "数据库只能是普通文件，这里是文件夹、管道或设备", str(each), "换一个文件名"
                )
            if there.st_uid == os.getuid():
                each.chmod(0o600)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # the driver's own transactions start late and commit DDL; those of `_begin` replace them
    connection.isolation_level = None
    # zeros over all that is deleted: some builds of SQLite do so, others leave speech in the file
    pragmas = (f"busy_timeout={BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READS, False)
    # of the connection, which the pool hands to readers and writers alike
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reads else 'OFF'}")
    # a writer that began by reading could not go on after another had written
    connection.exec_driver_sql("BEGIN DEFERRED" if reads else "BEGIN IMMEDIATE")
