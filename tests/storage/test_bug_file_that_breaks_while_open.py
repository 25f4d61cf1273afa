"""A database file that broke while it was open was told as a full disk, and the night ended with code 1."""

from datetime import date
from pathlib import Path

import pytest

from callqa.model.errors import BadInputError
from callqa.storage.database import Database
from callqa.storage.store import Store
from tests.support.builders import recording

DAY = date(2026, 11, 21)


def test_a_file_that_breaks_while_it_is_open_is_called_damaged(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/qa.sqlite3")
    store = Store(database)
    store.save_collection(DAY, [recording()], [], [])
    database.close()  # what it has read already would hide the damage
    (tmp_path / "qa.sqlite3").write_bytes(b"no database" * 10_000)

    with pytest.raises(BadInputError) as told:
        store.recordings(DAY)

    assert "文件可能已损坏" in str(told.value)
    database.close()
