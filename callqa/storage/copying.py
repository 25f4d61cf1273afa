"""All rows of one database into another, empty one: from SQLite to PostgreSQL, or back."""

from sqlalchemy import Connection, MetaData, Table, func, insert, select

from callqa.model.errors import BadInputError
from callqa.storage.database import Database

_ROWS_AT_ONCE = 500
_NOT_COPIED = frozenset({"migrations", "leases"})
"""What the other database has already, and who works on a day at this moment."""


def copy(source: Database, target: Database) -> dict[str, int]:
    """Copy everything, or nothing.

    Returns:
        How many rows of every table.

    Raises:
        BadInputError: the target holds rows already.
    """
    with source.reading() as reading, target.transaction() as writing:
        tables = _tables(writing)
        full = [name for name, each in tables.items() if _count(writing, each)]
        if full:
            raise BadInputError(f"目标数据库不是空的（{'、'.join(full)}）", "", "换一个新建的空数据库")
        return {name: _copied(reading, writing, each) for name, each in tables.items()}


def _tables(connection: Connection) -> dict[str, Table]:
    metadata = MetaData()
    metadata.reflect(connection)
    return {name: metadata.tables[name] for name in sorted(metadata.tables) if name not in _NOT_COPIED}


def _count(connection: Connection, each: Table) -> int:
    return int(connection.execute(select(func.count()).select_from(each)).scalar_one())


def _copied(reading: Connection, writing: Connection, each: Table) -> int:
    count = 0
    for chunk in reading.execute(select(each)).mappings().partitions(_ROWS_AT_ONCE):
        writing.execute(insert(each), [dict(row) for row in chunk])
        count += len(chunk)
    return count
