"""Opening the studio's database."""

from pathlib import Path

from callqa.model.errors import BadInputError
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.database import Database
from callqa.storage.studio.schema import METADATA, VERSION

FOLDER = "data/console"
"""Where the console keeps what is its own, below home."""
_FILE = "studio.sqlite3"


def place(configuration: Configuration) -> Path:
    """Return the studio's database file."""
    return configuration.resolve(FOLDER) / _FILE


class StudioDatabase(Database):
    """The studio's database, open; made where there is none.

    Args:
        file: of it; only its own user may read it.

    Raises:
        BadInputError: a newer version has written it, or it cannot be opened.
        CallqaError: it is locked, or the disk is full or broken.
    """

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        file.touch(mode=0o600)  # SQLite gives its log the same rights
        super().__init__(f"sqlite:///{file}")

    def _migrate(self) -> None:
        with self._readers.begin() as connection:
            version = int(connection.exec_driver_sql("PRAGMA user_version").scalar_one())
        if version > VERSION:
            raise BadInputError("转写工作台的数据库是更新版本的 callqa 写的", self._where, "升级本程序")
        if version < VERSION:
            with self._engine.begin() as connection:
                METADATA.create_all(connection)
                connection.exec_driver_sql(f"PRAGMA user_version = {VERSION}")
