"""How Python's values stand in the columns of the tables, and how the tables are written.

Both databases hold text and numbers only: an ISO date, an aware ISO moment, compact JSON, the value of an
enumeration. The types below convert on the way in and out, so that no query does it by hand.
"""

import json
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    Column,
    Dialect,
    Integer,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    text,
)


def dumps(value: object) -> str:
    """Return compact JSON that keeps Hanzi readable."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


class _Stored(TypeDecorator[Any]):
    """A value that stands in its column as a text; None is NULL.

    Args:
        write: returns the text of a value.
        read: returns the value of a text.
    """

    impl: Any = Text
    cache_ok = True

    def __init__(self, write: Callable[[Any], object], read: Callable[[Any], Any]) -> None:
        super().__init__()
        self.write, self.read = write, read

    def process_bind_param(self, value: Any, _dialect: Dialect) -> Any:
        """Return what stands in the column."""
        return None if value is None else self.write(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> Any:
        """Return the value of what stands in the column."""
        return None if value is None else self.read(value)


class _StoredNumber(_Stored):
    """A value that stands in its column as a number."""

    impl: Any = Integer
    cache_ok = True


def _moment_text(moment: datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone is not stored: nobody could tell when it was")
    return moment.isoformat()


def _moment(text: str) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


DAY = _Stored(date.isoformat, date.fromisoformat)
"""A date as ``2026-02-14``; such texts sort as their dates do."""
MOMENT = _Stored(_moment_text, _moment)
"""An aware moment with the offset that it was given with; None where it was not written down."""
JSON = _Stored(dumps, json.loads)
"""Lists, mappings, texts and numbers."""
YES_NO = _StoredNumber(int, bool)
"""0 or 1."""


def one_of(kind: type[StrEnum]) -> TypeDecorator[Any]:
    """Return the type of a column that holds the values of an enumeration."""
    return _Stored(lambda member: kind(member).value, kind)


METADATA = MetaData()


def table(name: str, *items: Any) -> Table:
    """Return a table of the database."""
    return Table(name, METADATA, *items)


def required(name: str, kind: Any, default: str | int | None = None) -> Column[Any]:
    """Return a column that is never NULL; the default is that of the step that added it to old rows."""
    written = text(str(default)) if isinstance(default, int) else default
    return Column(name, kind, nullable=False, server_default=written)


def key(name: str, kind: Any) -> Column[Any]:
    """Return a column of the primary key."""
    return Column(name, kind, primary_key=True, autoincrement=False)
