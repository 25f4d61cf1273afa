"""A new database of every kind that is supported."""

from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest

from callqa.storage.database import Database
from callqa.storage.store import Store
from tests.support import postgresql


@pytest.fixture(scope="session")
def postgresql_socket(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    with postgresql.server(tmp_path_factory.mktemp("postgresql")) as folder:
        yield folder


@pytest.fixture(params=["sqlite", "postgresql"])
def new_url(request: pytest.FixtureRequest, tmp_path: Path) -> Callable[[], str]:
    """Returns the URL of another database that does not exist, or is empty, at every call."""
    if request.param == "sqlite":
        numbers = count()
        return lambda: f"sqlite:///{tmp_path}/{next(numbers)}.sqlite3"
    if postgresql.programs() is None:
        pytest.skip("PostgreSQL is not installed")
    return partial(postgresql.new_database, request.getfixturevalue("postgresql_socket"))


@pytest.fixture
def store(new_url: Callable[[], str]) -> Iterator[Store]:
    """The same promises on every database that is supported."""
    database = Database(new_url())
    yield Store(database)
    database.close()
