"""A console whose days were searched before: the index is there."""

from collections.abc import Iterator

import pytest

from callqa.operations.search import indexing
from tests.console.calls.days import store_whole_day, write_sounds
from tests.console.conftest import NOW
from tests.support.consoles import Console, console_in


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """Provide a console with a day of 75 calls."""
    folder = tmp_path_factory.mktemp("search")
    with console_in(folder, NOW) as made:
        store_whole_day(made, folder)
        write_sounds(folder)
        indexing.bring_up_to_date(made.site)
        yield made
