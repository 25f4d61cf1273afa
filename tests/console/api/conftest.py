"""One console for each module of tests, over a day of 75 calls, with a rule book in force."""

from collections.abc import Iterator

import pytest

from callqa.operations.books.publish import publish
from callqa.rules.publication import Origin
from tests.console.calls.days import store_whole_day, write_sounds
from tests.console.conftest import NOW
from tests.support.consoles import Console, console_in
from tests.support.project import RULES


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Console]:
    """Provide a console over a stored day; trials are done at once."""
    folder = tmp_path_factory.mktemp("api")
    with console_in(folder, NOW) as made:
        store_whole_day(made, folder)
        write_sounds(folder)
        made.desk.trials.start = lambda work: work()
        publish(made.site, RULES, name="x", author="dora", origin=Origin.COMMAND, based_on=0)
        yield made
