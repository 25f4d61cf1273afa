"""The same shards on a cluster of two workers: the same content as in one process."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from prefect import flow, task

from callqa.days.plan import Redo
from callqa.model.transcript import Transcript
from callqa.settings.pipeline_yaml import Configuration, load
from callqa.settings.schema import NightSettings, Runner
from callqa.storage.database import Database
from callqa.storage.store import Store
from flows import nightly
from flows.runners import mapped
from tests.support import postgresql
from tests.support.calls import write_call
from tests.support.places import DATA

DAY = date(2026, 2, 14)
SPOKEN = DATA / "audio/call.wav"
NO_EXTRA = """
import sys
sys.modules["ray"] = None
from flows.runners import mapped
from callqa.settings.schema import NightSettings
next(mapped(None, lambda: None, NightSettings(runner="ray"), lambda: None))
"""
pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("prefect_server"), pytest.mark.timeout(600)]


def night(config: Path, redo: Redo = Redo.MISSING) -> dict[str, Transcript]:
    state: Any = nightly.nightly(DAY, str(config), redo, return_state=True)
    assert nightly.summary_of(state)["problem"] is None
    configuration: Configuration = load(config)
    database = Database(configuration.database_url)
    found = Store(database).transcripts(DAY)
    database.close()
    return found


@pytest.mark.parametrize("runner", ["dask", "ray"])
def test_two_workers_find_what_one_process_finds(project: Path, runner: str) -> None:
    pytest.importorskip(runner, reason=f"callqa[{runner}] is not installed")
    pytest.importorskip(f"prefect_{runner}")
    inbox = project.parent.parent / "inbox"
    shutil.copy(SPOKEN, inbox / "20260214-100000_in_8001_12000000001_spoken.wav")
    write_call(inbox / "20260214-110000_in_8001_12000000001_late.wav", 333)
    (inbox / "20260214-120000_in_8001_12000000001_bad.wav").write_bytes(b"no audio")
    here = night(project)
    written = project.read_text()
    assert "shard_calls: 2" in written
    project.write_text(
        written.replace("shard_calls: 2", f"shard_calls: 2, runner: {runner}, cluster_workers: 2")
    )

    there = night(project, Redo.ALL)

    # that it was tried twice is the only difference
    assert {name: replace(found, attempts=1) for name, found in there.items()} == here
    assert {found.outcome.value for found in there.values()} == {"ok", "no_speech", "failed"}


def test_shards_on_ray_run_in_two_processes_that_stay() -> None:
    pytest.importorskip("ray", reason="callqa[ray] is not installed")
    pytest.importorskip("prefect_ray")

    @task
    def process(number: int) -> int:
        time.sleep(0.5 + number * 0)
        return os.getpid()

    @flow
    def shards() -> list[int]:
        settings = NightSettings(runner=Runner.RAY, cluster_workers=2)
        todo = iter([{"number": number} for number in range(8)])
        return [found for _, found in mapped(process, lambda: next(todo, None), settings, lambda: None)]

    found = shards()

    assert len(found) == 8
    assert len({*found, os.getpid()}) == 3


@pytest.fixture
def shared_database(tmp_path: Path) -> Iterator[str]:
    """PostgreSQL where it is installed, else SQLite: starting a cluster twice takes too long."""
    if postgresql.programs() is None:
        yield f"sqlite:///{tmp_path}/shared.sqlite3"
        return
    with postgresql.server(tmp_path) as socket:
        yield postgresql.new_database(socket)


def test_two_workers_share_a_day_and_no_call_is_recognised_twice(
    project: Path, shared_database: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dask = pytest.importorskip("dask")
    pytest.importorskip("prefect_dask")
    for number in range(4, 9):
        name = f"20260214-0900{number:02}_in_8001_12000000001_c{number}.wav"
        write_call(project.parent.parent / "inbox" / name, 200 * number)
    cluster = "shard_calls: 1, runner: dask, cluster_workers: 2"
    written = project.read_text().replace("shard_calls: 2", cluster)
    project.write_text(f'{written}\ndatabase: "{shared_database}"\n')
    counted = tmp_path / "counted"
    counted.mkdir()
    monkeypatch.setenv("COUNTING_WORKER", str(counted))
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(filter(None, sys.path)))

    with dask.config.set({"distributed.worker.preload": ["tests.support.counting_worker"]}):
        found = night(project)

    by_worker = [sum(map(int, log.read_text().split())) for log in counted.iterdir()]
    assert {transcript.outcome.value for transcript in found.values()} == {"ok"}
    assert (len(found), sum(by_worker)) == (8, 16)  # two channels each
    assert len(by_worker) == 2


def test_a_runner_that_is_not_installed_is_named_with_its_cure() -> None:
    night_of_ray = [sys.executable, "-c", NO_EXTRA]
    told = subprocess.run(night_of_ray, check=False, capture_output=True, text=True, timeout=120)
    assert "没有安装 prefect-ray" in told.stderr
    assert "pip install 'callqa[ray]'" in told.stderr
