"""The configuration and its store, for as long as somebody needs them."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from flows.adapters import settings
from flows.adapters.database import Database
from flows.adapters.files import private_files
from flows.adapters.settings import Configuration
from flows.adapters.sharing import share
from flows.adapters.store import Store


@contextmanager
def opened(config: str | Path) -> Iterator[tuple[Configuration, Store]]:
    """The configuration, and its store as long as the block lasts."""
    private_files()  # a schedule starts flows without our command
    configuration = settings.load(Path(config))
    share(configuration.resolve(configuration.settings.reports), configuration.settings.report.group)
    with closing(Database(configuration.database_url)) as database:
        yield configuration, Store(database)
