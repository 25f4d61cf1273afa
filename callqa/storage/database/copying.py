"""The rows of one database in another: from SQLite to PostgreSQL, or back."""

from sqlalchemy import Connection, TableClause, column, func, insert, select, table

from callqa.model.errors import BadInputError
from callqa.storage.database.database import Database
from callqa.storage.schema import METADATA

_ROWS_AT_ONCE = 500
_NOT_COPIED = frozenset({"migrations", "leases", "progress", "sign_ins"})
"""What the other database has already, and who works on a day or is signed in now, and how far they are."""


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
