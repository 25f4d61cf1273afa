"""An open database: its transactions, and the upkeep of an SQLite file."""

import os
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import cast

from sqlalchemy import Connection, func, select
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError, SQLAlchemyError

from callqa.host import fencing
from callqa.model.errors import BadInputError, CallqaError
from callqa.model.remarks import Remark, RemarkKind
from callqa.storage.database import engine
from callqa.storage.database.urls import place_of
from callqa.storage.errors import broken, passing, refusal
from callqa.storage.migrations import STEP_COUNT, migrate, steps_of

_WORTH_BYTES = 1 << 30
"""Less free room in the file is not worth stopping the services for."""


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
            self._engine = engine.engine_of(url)
        except (ArgumentError, NoSuchModuleError, ImportError) as error:
            raise BadInputError(
                "打不开数据库", url.partition("://")[0], "检查 pipeline.yaml 的 database"
            ) from error
        except OSError as error:
            what = f"数据库的文件夹建不了（{error.strerror or type(error).__name__}）"
            raise CallqaError(what, self._where, "检查磁盘空间和权限后重跑") from None
        self._readers = engine.readers_of(self._engine)
        try:
            self._migrate()
        except SQLAlchemyError as error:
            passes = passing(error, self._where, engine.BUSY_MS // 1000)
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
            known = passing(error, self._where, engine.BUSY_MS // 1000) or broken(error, self._where)
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
                told = passing(known, self._where, engine.BUSY_MS // 1000) or broken(known, self._where)
                raise told or refusal(known, self._where) from None

    def close(self) -> None:
        """Give all connections back."""
        self._engine.dispose()
