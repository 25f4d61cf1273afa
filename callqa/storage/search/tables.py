"""The tables of the index: the same on both databases but for the words, which each finds in its own way."""

import json
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Connection,
    Index,
    Integer,
    MetaData,
    Select,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    cast,
    column,
    delete,
    func,
    insert,
    select,
    table,
    text,
)
from sqlalchemy.dialects.postgresql import REGCONFIG

from callqa.model.recording import Role
from callqa.storage.schema import DAY
from callqa.storage.search.model import Document
from callqa.text.phrases import Phrases

METADATA = MetaData()
CALLS = Table(
    "search_calls",
    METADATA,
    Column("number", Integer, primary_key=True),
    Column("day", DAY, nullable=False),
    Column("call_id", Text, nullable=False),
    Column("agent", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("at", BigInteger, nullable=False),
    Column("stamp", Text, nullable=False),
    UniqueConstraint("day", "call_id"),
    Index("search_calls_by_time", "day", "at", "number"),
)
DAYS = Table(
    "search_days",
    METADATA,
    Column("day", DAY, primary_key=True),
    Column("stamp", Text, nullable=False),
)
_WORDS = "search_words"


class Words(ABC):
    """The words of the calls, by the numbers of their rows."""

    @abstractmethod
    def create(self, connection: Connection) -> None:
        """Make the table, if it is not there."""

    @abstractmethod
    def add(self, connection: Connection, numbered: Sequence[tuple[int, Document]]) -> None:
        """Add the words of some calls."""

    @abstractmethod
    def remove(self, connection: Connection, numbers: Sequence[int]) -> None:
        """Remove the words of some calls."""

    @abstractmethod
    def conditions(self, phrases: Phrases, role: Role | None) -> list[ColumnElement[bool]]:
        """Return the conditions that the phrases are in a call."""

    @abstractmethod
    def listed(self, keys: Sequence[str]) -> Any:
        """Return the query of texts that one parameter holds, however many they are."""

    @abstractmethod
    def settle(self, connection: Connection) -> None:
        """Take what was removed out of the table's own files, as far as a transaction can."""


class SqliteWords(Words):
    """FTS5 with a column a role; a phrase is in one of them."""

    def create(self, connection: Connection) -> None:
        """Make the table, if it is not there."""
        columns = ", ".join(Role)
        connection.execute(
            text(f"CREATE VIRTUAL TABLE IF NOT EXISTS {_WORDS} USING fts5({columns}, tokenize='unicode61')")
        )

    def add(self, connection: Connection, numbered: Sequence[tuple[int, Document]]) -> None:
        """Add the words of some calls."""
        target = table(_WORDS, column("rowid"), *map(column, Role))
        new = [
            {"rowid": number, **{role: " ".join(each.words.get(role, ())) for role in Role}}
            for number, each in numbered
        ]
        connection.execute(insert(target), new)

    def remove(self, connection: Connection, numbers: Sequence[int]) -> None:
        """Remove the words of some calls."""
        target = table(_WORDS, column("rowid"))
        gone = delete(target).where(target.c.rowid == bindparam("gone"))
        connection.execute(gone, [{"gone": number} for number in numbers])

    def conditions(self, phrases: Phrases, role: Role | None) -> list[ColumnElement[bool]]:
        """Return the conditions that the phrases are in a call."""
        wanted = " AND ".join(map(_quoted, phrases.wanted))
        unwanted = "".join(f" NOT {_quoted(each)}" for each in phrases.unwanted)
        asked = f"({wanted}){unwanted}"
        found: Select[Any] = select(column("rowid")).select_from(table(_WORDS))
        match = text(f"{_WORDS} MATCH :asked").bindparams(asked=f"{role} : ({asked})" if role else asked)
        return [CALLS.c.number.in_(found.where(match))]

    def listed(self, keys: Sequence[str]) -> Any:
        """Return the query of texts that one parameter holds, however many they are."""
        return select(func.json_each(json.dumps(keys)).table_valued("value").c.value)

    def settle(self, connection: Connection) -> None:
        """Merge the index into one: until then removed words stand in the file."""
        connection.execute(text(f"INSERT INTO {_WORDS}({_WORDS}) VALUES('optimize')"))


def _quoted(phrase: str) -> str:
    return '"' + " ".join(phrase) + '"'


_PIECE, _OVERLAP = 250, 50
"""Characters of a row, and how many the next one repeats: PostgreSQL keeps 256 places of a character."""


class PostgresqlWords(Words):
    """Text search vectors, several rows a call; a phrase is in one of them."""

    def create(self, connection: Connection) -> None:
        """Make the table, if it is not there."""
        for statement in (
            f"CREATE TABLE IF NOT EXISTS {_WORDS} (number INTEGER, role TEXT, words TSVECTOR)",
            f"CREATE INDEX IF NOT EXISTS {_WORDS}_by_word ON {_WORDS} USING gin (words)",
            f"CREATE INDEX IF NOT EXISTS {_WORDS}_by_call ON {_WORDS} (number)",
        ):
            connection.execute(text(statement))

    def add(self, connection: Connection, numbered: Sequence[tuple[int, Document]]) -> None:
        """Add the words of some calls."""
        new = [
            {"number": number, "role": role.value, "words": piece}
            for number, each in numbered
            for role, words in each.words.items()
            for piece in _pieces(words)
        ]
        if new:
            into = f"INSERT INTO {_WORDS} VALUES (:number, :role, to_tsvector('simple', :words))"  # noqa: S608  # our own name
            connection.execute(text(into), new)

    def remove(self, connection: Connection, numbers: Sequence[int]) -> None:
        """Remove the words of some calls."""
        target = table(_WORDS, column("number"))
        connection.execute(delete(target).where(target.c.number.in_(numbers)))

    def conditions(self, phrases: Phrases, role: Role | None) -> list[ColumnElement[bool]]:
        """Return the conditions that the phrases are in a call."""
        there = [CALLS.c.number.in_(_having(each, role)) for each in phrases.wanted]
        return [*there, *(CALLS.c.number.not_in(_having(each, role)) for each in phrases.unwanted)]

    def listed(self, keys: Sequence[str]) -> Any:
        """Return the query of texts that one parameter holds, however many they are."""
        each = text("json_array_elements_text(CAST(:keys AS json))").bindparams(keys=json.dumps(keys))
        return select(each)

    def settle(self, connection: Connection) -> None:
        """Leave it to autovacuum, as what is deleted of every other table."""


def _having(phrase: str, role: Role | None) -> Any:
    target = table(_WORDS, column("number"), column("role"), column("words"))
    asked = func.phraseto_tsquery(cast("simple", REGCONFIG), " ".join(phrase))
    found = select(target.c.number).where(target.c.words.op("@@")(asked))
    return found.where(target.c.role == role.value) if role else found


def _pieces(words: Sequence[str]) -> Iterator[str]:
    for at in range(0, max(len(words) - _OVERLAP, 1), _PIECE - _OVERLAP):
        yield " ".join(words[at : at + _PIECE])
