"""A night says in the database how far it is, in every stage."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from callqa.model.progress import Progress, Stage
from callqa.storage import runs
from callqa.storage.runs import under_way
from callqa.storage.store import Store
from flows import nightly

DAY = date(2026, 2, 14)


@pytest.mark.usefixtures("prefect_server", "recogniser")
def test_every_stage_of_a_night_says_how_far_it_is(
    project: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[Progress] = []
    real = runs.ProgressLog._write

    def noticed(log: runs.ProgressLog, *arguments: Any) -> None:
        real(log, *arguments)
        told.extend(under_way(store.database).values())

    monkeypatch.setattr(runs, "_PAUSE", timedelta(0))
    monkeypatch.setattr(runs.ProgressLog, "_write", noticed)

    nightly.nightly(DAY, str(project), return_state=True)

    assert list(dict.fromkeys(each.stage for each in told)) == list(Stage)
    last = {each.stage: (each.done, each.total) for each in told}
    assert last == {Stage.TRANSCRIBE: (3, 3), Stage.FLAG: (2, 3), Stage.REPORT: (5, 6)}
    assert {each.day for each in told} == {DAY}
    assert len({each.run_id for each in told} - {""}) == 1
    assert under_way(store.database) == {}
