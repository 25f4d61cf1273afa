"""The database connection: SQLite in WAL mode by default, any SQLAlchemy URL otherwise."""

import os
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, cast

from sqlalchemy import (
    Connection,
    Engine,
    TableClause,
    column,
    create_engine,
    event,
    func,
    insert,
    make_url,
    select,
    table,
)
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from callqa.host import fencing
from callqa.model.errors import BadInputError, CallqaError
from callqa.model.remarks import Remark, RemarkKind
from callqa.storage.errors import broken, passing, refusal
from callqa.storage.migrations import STEP_COUNT, migrate, steps_of
from callqa.storage.schema import METADATA

_BUSY_MS = 30_000
_READS = "callqa_reads"
_READ_ONLY: Mapping[str, Mapping[str, Any]] = {
    "sqlite": {_READS: True},
    # every statement of a reader sees the same moment, as it does on SQLite
    "postgresql": {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"},
}
_ROWS_AT_ONCE = 500
_NOT_COPIED = frozenset({"migrations", "leases", "progress", "sign_ins"})
"""What the other database has already, and who works on a day or is signed in now, and how far they are."""
_WORTH_BYTES = 1 << 30
"""Less free room in the file is not worth stopping the services for."""


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


class Database:
    """An open, migrated database.

    Args:
        url: of SQLAlchemy; a password in it is never printed.

    Raises:
        BadInputError: the URL is wrong, or the database cannot be opened.
        CallqaError: it is locked, the disk is full or broken, the server is away: it may pass.
    """

    def __init__(self, url: str) -> None:
        try:
            self._where = place_of(url)
            self._engine = engine_of(url)
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise BadInputError(
                "打不开数据库", url.partition("://")[0], "检查 pipeline.yaml 的 database"
            ) from error
        except OSError as error:
            what = f"数据库的文件夹建不了（{error.strerror or type(error).__name__}）"
            raise CallqaError(what, self._where, "检查磁盘空间和权限后重跑") from None
        self._readers = readers_of(self._engine)
        try:
            self._migrate()
        except SQLAlchemyError as error:
            passes = passing(error, self._where, _BUSY_MS // 1000)
            raise passes or refusal(error, self._where) from None

    def _migrate(self) -> None:
        """Migrate a database that lacks steps; one that has them all is only read, so that nobody waits."""
        with self._readers.begin() as connection:
            done = steps_of(connection)
        if max(done, default=0) > STEP_COUNT:
            what = f"数据库是更新版本的 callqa 写的（第 {max(done)} 步，本程序只到第 {STEP_COUNT} 步）"
            raise BadInputError(what, self._where, "升级本程序，或改用这个版本自己的数据库")
        if len(done) < STEP_COUNT:
            with self._engine.begin() as connection:
                self.alone(connection, "migrations")
                migrate(connection)

    @contextmanager
    def transaction(self) -> Iterator[Connection]:
        """Open a transaction that writes: all of the statements inside, or none.

        It is alone among the writers from its beginning; readers neither wait for it nor see it.

        Raises:
            CallqaError: the database refused; without the statement's values, which may be speech.
            DayHeldError: what the work holds was taken over by another process; see `callqa.host.fencing`.
        """
        with self._telling(), self._engine.begin() as connection:
            fencing.ensure(connection)
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that only reads: everything inside is as of its first statement.

        It waits for no writer, and no writer waits for it. What writes in it is refused.

        Raises:
            CallqaError: as `transaction`.
        """
        with self._telling(), self._readers.begin() as connection:
            yield connection

    @contextmanager
    def _telling(self) -> Iterator[None]:
        try:
            yield
        except SQLAlchemyError as error:
            # "from None": SQLAlchemy's message carries the parameters, which may be customer speech
            known = passing(error, self._where, _BUSY_MS // 1000) or broken(error, self._where)
            if known:
                raise known from None
            kind = type(getattr(error, "orig", None) or error).__name__
            raise CallqaError(f"数据库操作失败（{kind}）", self._where, "检查磁盘空间与权限后重跑") from None

    @property
    def is_postgresql(self) -> bool:
        """Whether it is a PostgreSQL server's."""
        return self._engine.dialect.name == "postgresql"

    def is_of(self, connection: Connection) -> bool:
        """Return whether a connection leads to this database."""
        return bool(connection.engine.url == self._engine.url)

    def damage(self) -> list[str]:
        """Return what the database itself finds wrong with its file, in Chinese; nothing for other kinds."""
        if self._engine.dialect.name != "sqlite":
            return []
        with self.reading() as connection:
            told = connection.exec_driver_sql("PRAGMA quick_check").scalars().all()
        return [] if told == ["ok"] else [f"数据库文件已损坏（{len(told)} 处），请从备份恢复"]

    def steps(self) -> int:
        """How many migrations the database has had."""
        with self.reading() as connection:
            return len(steps_of(connection))

    def alone(self, connection: Connection, about: str) -> None:
        """Keep every other process out of the same thing until the transaction ends.

        SQLite's transactions are alone from their beginning; PostgreSQL is asked for an advisory lock.
        """
        if self._engine.dialect.name == "postgresql":
            connection.execute(select(func.pg_advisory_xact_lock(func.hashtext(about))))

    def empty_log(self) -> None:
        """Take earlier versions of pages out of SQLite's log, as far as no other process reads them."""
        if self._engine.dialect.name == "sqlite":
            with self._outside_transactions() as raw:
                raw.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

    def spare(self) -> Remark | None:
        """Return that an SQLite file should be compacted; None when it need not be.

        What is purged makes room for the next days: the file does not grow by it, and does not shrink.
        """
        size, free = self._size_and_free()
        if free < _WORTH_BYTES or 2 * free < size:
            return None
        return Remark(kind=RemarkKind.SPARE_ROOM, figures={"size_gb": size / 1e9, "free_gb": free / 1e9})

    def _size_and_free(self) -> tuple[int, int]:
        """Bytes of an SQLite file, and of the free pages in it; 0 for other kinds."""
        if self._engine.dialect.name != "sqlite":
            return 0, 0
        with self.reading() as connection:
            page, pages, free = (
                int(connection.exec_driver_sql(f"PRAGMA {each}").scalar_one())
                for each in ("page_size", "page_count", "freelist_count")
            )
        return page * pages, page * free

    def compact(self) -> tuple[int, int]:
        """Write an SQLite file anew without its free pages; killed, it is the old one or the new one.

        Returns:
            Its bytes before and after.

        Raises:
            BadInputError: the database is of another kind.
            CallqaError: another program uses it, or the disk has no room for both.
        """
        if self._engine.dialect.name != "sqlite":
            raise BadInputError("只有 SQLite 的文件要这样整理", "database", "PostgreSQL 会自己整理")
        before, _ = self._size_and_free()
        # SQLite would write what was said to the machine's temporary folder
        os.environ["SQLITE_TMPDIR"] = str(Path(self._engine.url.database or ".").parent)
        self._rewrite("VACUUM")
        self.empty_log()
        return before, self._size_and_free()[0]

    def back_up(self, file: Path) -> None:
        """Copy an SQLite file as it is at this moment; others read and write it meanwhile.

        Args:
            file: empty, or not there yet.

        Raises:
            BadInputError: the database is of another kind.
            CallqaError: the copy cannot be written.
        """
        if self._engine.dialect.name != "sqlite":
            raise BadInputError("只有 SQLite 这样备份", "database", "PostgreSQL 用 pg_dump")
        self._rewrite("VACUUM INTO ?", str(file))

    @contextmanager
    def _outside_transactions(self) -> Iterator[sqlite3.Cursor]:
        """Open SQLite's own cursor, for what cannot run inside a transaction."""
        with self._engine.connect() as connection:
            raw = cast("sqlite3.Cursor", connection.connection.cursor())
            raw.execute("PRAGMA query_only=OFF")  # as `_begin` does for a writer
            yield raw

    def _rewrite(self, statement: str, *values: str) -> None:
        with self._outside_transactions() as raw:
            try:
                raw.execute(statement, values)
            except sqlite3.Error as error:
                known = DBAPIError(statement, None, error)
                told = passing(known, self._where, _BUSY_MS // 1000) or broken(known, self._where)
                raise told or refusal(known, self._where) from None

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()


def copy(source: Database, target: Database) -> dict[str, int]:
    """Copy all rows into another, empty database, or nothing: from SQLite to PostgreSQL, or back.

    Returns:
        How many rows of every table.

    Raises:
        BadInputError: the target holds rows already.
    """
    with source.reading() as reading, target.transaction() as writing:
        tables = _tables()
        full = [name for name, each in tables.items() if _count(writing, each)]
        if full:
            raise BadInputError(f"目标数据库不是空的（{'、'.join(full)}）", "", "换一个新建的空数据库")
        return {name: _copied(reading, writing, each) for name, each in tables.items()}


def _tables() -> dict[str, TableClause]:
    """Return the tables without the types of their columns: what is stored is copied as it stands."""
    return {
        each.name: table(each.name, *map(column, each.columns.keys()))
        for each in METADATA.sorted_tables
        if each.name not in _NOT_COPIED
    }


def _count(connection: Connection, each: TableClause) -> int:
    return int(connection.execute(select(func.count()).select_from(each)).scalar_one())


def _copied(reading: Connection, writing: Connection, each: TableClause) -> int:
    count = 0
    for chunk in reading.execute(select(each)).mappings().partitions(_ROWS_AT_ONCE):
        writing.execute(insert(each), [dict(row) for row in chunk])
        count += len(chunk)
    return count


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
            if each.stat().st_uid == os.getuid():
                each.chmod(0o600)


def _prepare_sqlite(connection: Any, _record: Any) -> None:
    # the driver's own transactions start late and commit DDL; those of `_begin` replace them
    connection.isolation_level = None
    # zeros over all that is deleted: some builds of SQLite do so, others leave speech in the file
    pragmas = (f"busy_timeout={_BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "secure_delete=ON")
    for pragma in pragmas:
        connection.execute(f"PRAGMA {pragma}")


def _begin(connection: Connection) -> None:
    reads = connection.get_execution_options().get(_READS, False)
    # of the connection, which the pool hands to readers and writers alike
    connection.exec_driver_sql(f"PRAGMA query_only={'ON' if reads else 'OFF'}")
    # a writer that began by reading could not go on after another had written
    connection.exec_driver_sql("BEGIN DEFERRED" if reads else "BEGIN IMMEDIATE")
