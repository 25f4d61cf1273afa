"""One console for each module of tests, over a day of 75 calls."""

from collections.abc import Iterator

import pytest

from tests.console.calls.days import store_whole_day, write_sounds
from tests.console.conftest import NOW
from tests.support.consoles import Console, console_in


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """Provide a console over a stored day."""
    folder = tmp_path_factory.mktemp("console")
    with console_in(folder, NOW) as made:
        write_sounds(folder)
        store_whole_day(made, folder)
        yield made
