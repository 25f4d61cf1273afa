"""A killed process left unfinished sheets, with what customers said, in the machine's temporary folder."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from flows.adapters.files import leftovers
from reports.grid import Column, Row, Sheet
from reports.workbook import write_sheets


# openpyxl's own generators are left unfinished, as by a kill
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_unfinished_sheets_stand_beside_the_workbook_and_are_known_as_left(tmp_path: Path) -> None:
    def rows() -> Iterator[Row]:
        yield ["我要投诉"]
        raise KeyboardInterrupt  # as near to a kill as a test can look at

    machines = set(Path(tempfile.gettempdir()).glob("openpyxl.*"))
    sheet = Sheet(title="命中", columns=(Column(header="句子", width=20),), rows=rows())
    with pytest.raises(KeyboardInterrupt):
        write_sheets([sheet], tmp_path / "qa.xlsx", "qa.html", "日报", datetime.now(UTC))

    assert set(Path(tempfile.gettempdir()).glob("openpyxl.*")) <= machines
    left = list(tmp_path.iterdir())
    assert left
    assert leftovers(tmp_path) == sorted(left)
    assert all(path.stat().st_mode & 0o077 == 0 for path in left)
