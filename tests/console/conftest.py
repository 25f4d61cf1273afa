"""One console for each module of tests."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.support.consoles import Console, console_in

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """Provide a console over a project without calls."""
    with console_in(tmp_path_factory.mktemp("console"), NOW) as made:
        yield made
