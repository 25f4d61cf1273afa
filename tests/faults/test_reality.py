"""The tables of docs/reliability.md about call records and speakers are what is found today."""

from collections.abc import Callable, Iterator

import pytest

from tests.faults import reality
from tests.support.places import ROOT

DOCUMENT = (ROOT / "docs/reliability.md").read_text("utf-8").splitlines()


@pytest.mark.parametrize(
    "table",
    [reality.starts, reality.durations, reality.rows, reality.words, reality.folders, reality.speaking],
    ids=lambda table: table.__name__,
)
def test_every_line_stands_in_the_document(table: Callable[[], Iterator[str]]) -> None:
    assert [line for line in table() if line not in DOCUMENT] == []
