"""One console for each module of tests, whose studio has an engine that is a thread."""

from collections.abc import Iterator

import pytest

from tests.console.conftest import NOW
from tests.support.consoles import Console, console_in
from tests.support.studios import Doubled


@pytest.fixture(scope="module")
def engines() -> Doubled:
    return Doubled()


@pytest.fixture(scope="module")
def console(tmp_path_factory: pytest.TempPathFactory, engines: Doubled) -> Iterator[Console]:
    """Provide a console over a project without calls."""
    with console_in(tmp_path_factory.mktemp("console"), NOW, engines) as made:
        yield made
