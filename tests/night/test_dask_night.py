"""The same shards on a cluster of two workers: the same content as in one process."""

import shutil
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from calls import write_call

from flows import nightly
from flows.adapters.database import Database
from flows.adapters.settings import Configuration, load
from flows.adapters.store import Store
from flows.core.plan import Redo
from flows.core.transcript import Transcript

DAY = date(2026, 2, 14)
SPOKEN = Path(__file__).parents[1] / "data/audio/call.wav"
pytestmark = [pytest.mark.usefixtures("prefect_server"), pytest.mark.timeout(600)]


def night(config: Path, redo: Redo = Redo.MISSING) -> dict[str, Transcript]:
    state: Any = nightly.nightly(DAY, str(config), redo, return_state=True)
    assert nightly.summary_of(state)["problem"] == ""
    configuration: Configuration = load(config)
    database = Database(configuration.database_url)
    found = Store(database).transcripts(DAY)
    database.close()
    return found


def test_two_workers_find_what_one_process_finds(project: Path) -> None:
    pytest.importorskip("prefect_dask")
    inbox = project.parent.parent / "inbox"
    shutil.copy(SPOKEN, inbox / "20260214-100000_in_8001_12000000001_spoken.wav")
    write_call(inbox / "20260214-110000_in_8001_12000000001_late.wav", 333)
    (inbox / "20260214-120000_in_8001_12000000001_bad.wav").write_bytes(b"no audio")
    here = night(project)
    written = project.read_text()
    assert "shard_calls: 2" in written
    project.write_text(written.replace("shard_calls: 2", "shard_calls: 2, runner: dask, dask_workers: 2"))

    there = night(project, Redo.ALL)

    # that it was tried twice is the only difference
    assert {name: replace(found, attempts=1) for name, found in there.items()} == here
    assert {found.outcome.value for found in there.values()} == {"ok", "no_speech", "failed"}
