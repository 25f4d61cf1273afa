"""A new database of every kind that is supported."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from callqa.storage.store import Store
from tests.support import postgresql
from tests.support.databases import open_new


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Return the URL of another database that does not exist, or is empty, at every call."""
    if request.param == "sqlite":
        numbers = count()
        return lambda: f"sqlite:///{tmp_path}/{next(numbers)}.sqlite3"
    return partial(postgresql.new_database, request.getfixturevalue("postgresql_socket"))


@pytest.fixture
def store(new_url: Callable[[], str]) -> Iterator[Store]:
    """Provide the same promises on every database that is supported."""
    database = open_new(new_url())
    yield Store(database)
    database.close()
