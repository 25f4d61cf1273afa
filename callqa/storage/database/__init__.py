"""The database connection: SQLite in WAL mode by default, any SQLAlchemy URL otherwise."""

from callqa.storage.database.copying import copy
from callqa.storage.database.database import Database
from callqa.storage.database.engine import engine_of, readers_of
from callqa.storage.database.urls import is_file_of, is_there, place_of

__all__ = ["Database", "copy", "engine_of", "is_file_of", "is_there", "place_of", "readers_of"]
