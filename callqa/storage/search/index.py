"""The index: opened, filled, emptied and asked. On SQLite a file of its own that never locks the night's."""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from sqlalchemy import (
    ColumnElement,
    Connection,
    Engine,
    Text,
    delete,
    func,
    insert,
    literal,
    or_,
    select,
    tuple_,
    type_coerce,
)
from sqlalchemy.exc import SQLAlchemyError

from callqa.model.errors import CallqaError
from callqa.storage.database import Database, engine_of, readers_of
from callqa.storage.search.model import Asked, Document, Entry
from callqa.storage.search.tables import CALLS, DAYS, METADATA, PostgresqlWords, SqliteWords, Words

FILE = "data/console/search.sqlite3"
_AT_ONCE = 500
Transaction = Callable[[], AbstractContextManager[Connection]]


@contextmanager
def opened(database: Database, file: Path) -> Iterator["Index"]:
    """Provide the index of a database, made if it is not there.

    Args:
        database: whose calls are in it; on PostgreSQL it holds the index itself.
        file: of the index, for an SQLite database.

    Raises:
        CallqaError: it cannot be opened.
    """
    if database.is_postgresql:
        index = Index(words=PostgresqlWords(), writing=partial(_alone, database), reading=database.reading)
        index.create()
        yield index
        return
    engine = engine_of(f"sqlite:///{file}")
    try:
        writing, reading = partial(_telling, engine, file), partial(_telling, readers_of(engine), file)
        empty_log = partial(_empty_log, engine)
        index = Index(words=SqliteWords(), writing=writing, reading=reading, empty_log=empty_log)
        index.create()
        yield index
    finally:
        engine.dispose()


def is_there(database: Database, file: Path) -> bool:
    """Whether the index was made already; arguments as for `opened`."""
    if not database.is_postgresql:
        return file.is_file()
    with database.reading() as connection:
        return connection.dialect.has_table(connection, DAYS.name)


@contextmanager
def _alone(database: Database) -> Iterator[Connection]:
    with database.transaction() as connection:
        database.alone(connection, "search")
        yield connection


@contextmanager
def _telling(engine: Engine, file: Path) -> Iterator[Connection]:
    try:
        with engine.begin() as connection:
            yield connection
    except SQLAlchemyError as error:
        # "from None": SQLAlchemy's message carries the parameters, which are customer speech
        kind = type(getattr(error, "orig", None) or error).__name__
        cure = "检查磁盘空间与权限；索引可以删掉重建"
        raise CallqaError(f"搜索索引用不了（{kind}）", str(file), cure) from None


def _empty_log(engine: Engine) -> None:
    raw = engine.raw_connection()
    try:
        raw.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    finally:
        raw.close()


@dataclass(frozen=True, kw_only=True, eq=False)
class Index:
    """The words of all calls.

    Args:
        words: finds them in the database's own way.
        writing, reading: open a transaction.
        empty_log: takes earlier versions of pages out of the database's log.
    """

    words: Words
    writing: Transaction
    reading: Transaction
    empty_log: Callable[[], None] = lambda: None

    def create(self) -> None:
        """Make the tables, if they are not there."""
        with self.reading() as connection:
            if connection.dialect.has_table(connection, DAYS.name):
                return
        with self.writing() as connection:
            METADATA.create_all(connection)
            self.words.create(connection)

    def days(self) -> dict[date, str]:
        """Return the stamps of the days that are in it."""
        with self.reading() as connection:
            return dict(connection.execute(select(DAYS.c.day, DAYS.c.stamp)).tuples().all())

    def known(self, day: date) -> dict[str, str]:
        """Return the stamps of a day's calls by call id."""
        query = select(CALLS.c.call_id, CALLS.c.stamp).where(CALLS.c.day == day)
        with self.reading() as connection:
            return dict(connection.execute(query).tuples().all())

    def add(self, day: date, documents: Sequence[Document]) -> None:
        """Add calls of a day; each replaces what the index had of it."""
        with self.writing() as connection:
            _remove(connection, self.words, day, [each.call_id for each in documents])
            last = connection.execute(select(func.max(CALLS.c.number))).scalar() or 0
            numbered = list(enumerate(documents, last + 1))
            rows = [
                {
                    "number": number,
                    "day": day,
                    "call_id": each.call_id,
                    "agent": each.agent,
                    "queue": each.queue,
                    "at": each.at,
                    "stamp": each.stamp,
                }
                for number, each in numbered
            ]
            if rows:
                connection.execute(insert(CALLS), rows)
                self.words.add(connection, numbered)

    def remove(self, day: date, call_ids: Collection[str] | None = None) -> None:
        """Remove calls of a day, or all of it; `clean` takes their words out of the files."""
        chosen = self.known(day).keys() if call_ids is None else call_ids
        with self.writing() as connection:
            connection.execute(delete(DAYS).where(DAYS.c.day == day))
            _remove(connection, self.words, day, chosen)

    def clean(self) -> None:
        """Take what was removed or replaced out of the files."""
        with self.writing() as connection:
            self.words.settle(connection)
        self.empty_log()

    def stamp(self, day: date, stamp: str) -> None:
        """Note that a day is in the index as it is."""
        with self.writing() as connection:
            connection.execute(delete(DAYS).where(DAYS.c.day == day))
            connection.execute(insert(DAYS), {"day": day, "stamp": stamp})

    def find(self, asked: Asked, after: str, size: int) -> list[Entry]:
        """Return the next calls that are asked for, newest first.

        Args:
            after: cursor of the last one before; empty for the first.
        """
        c = CALLS.c
        order = (c.day, c.at, c.number)
        query = select(c.day, c.call_id, c.at, c.number).where(*self._where(asked), *self._words(asked))
        if place := _place(after):
            values = (literal(value, each.type) for value, each in zip(place, order, strict=True))
            query = query.where(tuple_(*order) < tuple_(*values))
        with self.reading() as connection:
            found = connection.execute(
                query.order_by(*(each.desc() for each in order)).limit(size)
            ).mappings()
            return [Entry(**row) for row in found]

    def count(self, asked: Asked) -> int:
        """Return how many calls are asked for."""
        return self._count([*self._where(asked), *self._words(asked)])

    def looked(self, asked: Asked) -> int:
        """Return among how many calls the words are looked for."""
        return self._count(self._where(asked))

    def _count(self, where: Iterable[ColumnElement[bool]]) -> int:
        with self.reading() as connection:
            return int(connection.execute(select(func.count()).select_from(CALLS).where(*where)).scalar_one())

    def _words(self, asked: Asked) -> list[ColumnElement[bool]]:
        return self.words.conditions(asked.phrases, asked.role)

    def _where(self, asked: Asked) -> list[ColumnElement[bool]]:
        c, scope = CALLS.c, asked.scope
        found: list[ColumnElement[bool]] = [c.day.between(asked.first, asked.last)]
        if not scope.is_everything:
            found.append(or_(c.queue.in_(scope.queues), c.agent.in_(scope.agents)))
        if asked.agent:
            found.append(c.agent == asked.agent)
        if asked.queue:
            found.append(c.queue == asked.queue)
        if asked.among is not None:
            keys = [f"{day}/{call_id}" for day, call_id in asked.among]
            found.append((type_coerce(c.day, Text) + "/" + c.call_id).in_(self.words.listed(keys)))
        return found


def _remove(connection: Connection, words: Words, day: date, call_ids: Collection[str]) -> None:
    c, all_ids = CALLS.c, sorted(call_ids)
    for first in range(0, len(all_ids), _AT_ONCE):
        some = all_ids[first : first + _AT_ONCE]
        of_calls = (c.day == day, c.call_id.in_(some))
        numbers = list(connection.execute(select(c.number).where(*of_calls)).scalars())
        if numbers:
            words.remove(connection, numbers)
            connection.execute(delete(CALLS).where(*of_calls))


def _place(cursor: str) -> tuple[date, int, int] | None:
    day, _, rest = cursor.partition(".")
    at, _, number = rest.partition(".")
    try:
        return date.fromisoformat(day), int(at), int(number)
    except ValueError:  # of an older version, or typed: the first page
        return None
