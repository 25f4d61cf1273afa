"""A killed process left unfinished sheets, with what customers said, in the machine's temporary folder."""

import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from callqa.host.files import leftovers
from reports.excel.grid import Column, Row, Sheet
from reports.excel.workbook import write_sheets


def test_unfinished_sheets_stand_beside_the_workbook_and_are_known_as_left(tmp_path: Path) -> None:
    unfinished: dict[Path, int] = {}

    def rows() -> Iterator[Row]:
        yield ["我要投诉"]
        unfinished.update((path, path.stat().st_mode & 0o077) for path in leftovers(tmp_path))

    (tmp_path / "openpyxl.87654321").touch()  # a killed process's, which the next report removes

    machines = set(Path(tempfile.gettempdir()).glob("openpyxl.*"))
    sheet = Sheet(title="命中", columns=(Column(header="句子", width=20),), rows=rows())
    write_sheets([sheet], tmp_path / "qa.xlsx", "qa.html", "日报", datetime.now(UTC))

    unfinished.pop(tmp_path / "openpyxl.87654321")
    assert list(unfinished.values()) == [0]
    assert {path.name for path in tmp_path.iterdir()} == {"qa.xlsx", "openpyxl.87654321"}
    assert set(Path(tempfile.gettempdir()).glob("openpyxl.*")) <= machines
