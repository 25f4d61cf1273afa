"""The configuration and its store, for as long as somebody needs them."""

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

from callqa.host.files import private_files
from callqa.host.sharing import share
from callqa.settings import pipeline_yaml
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.database import Database
from callqa.storage.store import Store


@contextmanager
def opened(config: str | Path) -> Iterator[tuple[Configuration, Store]]:
    """The configuration, and its store as long as the block lasts."""
    private_files()  # a schedule starts flows without our command
    configuration = pipeline_yaml.load(Path(config))
    share(configuration.resolve(configuration.settings.reports), configuration.settings.report.group)
    with closing(Database(configuration.database_url)) as database:
        yield configuration, Store(database)
