"""The table of docs/security.md is what the tests of this folder hold."""

from tests.security import table
from tests.support.places import ROOT


def test_the_document_has_every_row_and_no_other() -> None:
    lines = (ROOT / "docs/security.md").read_text("utf-8").splitlines()
    rows = list(table.rows())
    assert len(rows) > len(list((ROOT / "tests/security").glob("test_*.py"))) / 2
    begin = lines.index(table.HEAD.splitlines()[0]) + 2
    assert lines[begin : begin + len(rows) + 1] == [*rows, ""]
