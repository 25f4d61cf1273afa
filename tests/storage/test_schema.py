"""The tables of the schema are those that the migrations make, on every database."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from enum import StrEnum
from typing import Any

import pytest
from sqlalchemy import Column, Connection, Inspector, MetaData, Table, create_engine, inspect, select
from sqlalchemy.exc import StatementError

from callqa.model.recording import Direction
from callqa.model.transcript import Outcome
from callqa.storage import schema
from callqa.storage.migrations import migrate
from callqa.storage.schema import DAY, JSON, MOMENT, YES_NO, one_of


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = create_engine(url)
    with engine.connect() as opened:
        yield opened
    engine.dispose()


@pytest.fixture
def connection(new_url: Callable[[], str]) -> Iterator[Connection]:
    with connected(new_url()) as opened:
        yield opened


def shape(found: Inspector, table: str) -> dict[str, Any]:
    """Return what the database itself says of a table."""
    keys = found.get_pk_constraint(table)["constrained_columns"]
    return {
        "columns": {
            each["name"]: (str(each["type"]), each["nullable"] and each["name"] not in keys, each["default"])
            for each in found.get_columns(table)
        },
        "key": keys,
        "unique": sorted(each["column_names"] for each in found.get_unique_constraints(table)),
        "indexes": sorted(
            (each["name"], each["column_names"])
            for each in found.get_indexes(table)
            if not each.get("duplicates_constraint")
        ),
    }


def shapes(connection: Connection) -> dict[str, dict[str, Any]]:
    found = inspect(connection)
    return {table: shape(found, table) for table in found.get_table_names()}


def test_the_schema_is_what_the_migrations_make(new_url: Callable[[], str]) -> None:
    with connected(new_url()) as migrated, connected(new_url()) as declared:
        migrate(migrated)
        schema.METADATA.create_all(declared)

        assert shapes(declared) == shapes(migrated)


@pytest.mark.parametrize(
    ("kind", "value", "stored"),
    [
        (DAY, date(2026, 2, 14), "2026-02-14"),
        (MOMENT, datetime(2026, 2, 14, 9, 30, tzinfo=UTC), "2026-02-14T09:30:00+00:00"),
        (JSON, {"投诉": [1, None]}, '{"投诉":[1,null]}'),
        (JSON, [], "[]"),
        (one_of(Outcome), Outcome.NO_SPEECH, "no_speech"),
        (one_of(Direction), Direction.INBOUND, "inbound"),
        (YES_NO, True, 1),
        *((kind, None, None) for kind in (DAY, MOMENT, JSON, one_of(Outcome), YES_NO)),
    ],
)
def test_a_value_stands_in_its_column_as_it_always_has(
    connection: Connection, kind: Any, value: object, stored: object
) -> None:
    typed = Table("kept", MetaData(), Column("value", kind))
    plain = Table("kept", MetaData(), Column("value", kind.impl))
    typed.create(connection)

    connection.execute(typed.insert(), {"value": value})

    assert connection.execute(select(plain)).scalar_one() == stored
    assert connection.execute(select(typed)).scalar_one() == value


def test_a_moment_that_was_not_written_down_is_not_known(connection: Connection) -> None:
    typed = Table("kept", MetaData(), Column("value", MOMENT))
    plain = Table("kept", MetaData(), Column("value", MOMENT.impl))
    typed.create(connection)
    connection.execute(plain.insert(), {"value": ""})

    assert connection.execute(select(typed)).scalar_one() is None


class Other(StrEnum):
    THING = "thing"


@pytest.mark.parametrize(
    ("kind", "value"),
    [(MOMENT, datetime(2026, 2, 14)), (one_of(Outcome), Other.THING)],
)
def test_a_value_that_could_not_be_read_again_is_not_stored(
    connection: Connection, kind: Any, value: object
) -> None:
    typed = Table("kept", MetaData(), Column("value", kind))
    typed.create(connection)

    with pytest.raises(StatementError):
        connection.execute(typed.insert(), {"value": value})
