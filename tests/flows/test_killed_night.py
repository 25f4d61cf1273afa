"""A night that is killed loses the calls in flight, and what is stored is never recognised again."""

import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from callqa.days.plan import Redo
from callqa.operations import collect, transcribe
from callqa.settings.pipeline_yaml import Configuration
from callqa.storage.store import Store
from tests.support.calls import write_call
from tests.support.killed_night import DAY
from tests.support.sites import site

pytestmark = pytest.mark.slow

CALLS = 16
SEGMENTS = 2 * CALLS
MOST = 12
"""So many segments are heard before the kill."""


def start(project: Path, log: Path, most: int) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(entry for entry in sys.path if entry)
    return subprocess.Popen(
        [sys.executable, "-m", "tests.support.killed_night", str(project), str(log), str(most)],
        env={**os.environ, "PYTHONPATH": path},
    )


def segments(log: Path) -> int:
    return sum(int(line) for line in log.read_text().split()) if log.exists() else 0


@pytest.fixture
def day(project: Path, configuration: Configuration, store: Store) -> Path:
    """Sixteen calls of a second, recognised one second at a time, two of which may wait."""
    tiny = "recogniser: {batch_seconds: 1, waiting_batches: 2, "
    project.write_text(project.read_text().replace("recogniser: {", tiny))
    for number in range(4, CALLS + 1):
        name = f"20260214-0900{number:02}_in_8001_12000000001_c{number}.wav"
        write_call(project.parent.parent / "inbox" / name, 1000 + 10 * number)
    collect.collect_day(site(configuration, store), DAY)
    return project


@pytest.mark.timeout(120)
def test_a_killed_night_loses_only_the_calls_in_flight(day: Path, store: Store, tmp_path: Path) -> None:
    first, second = tmp_path / "first.log", tmp_path / "second.log"
    night = start(day, first, MOST)
    # but for the calls in flight, what was heard is stored while the next ones wait for the recogniser
    while segments(first) < MOST or 2 * len(store.stored(DAY)) + 6 < MOST:
        assert night.poll() is None
        time.sleep(0.05)
    night.kill()
    night.wait()
    stored = store.transcripts(DAY)
    assert 1 <= len(stored) < CALLS
    assert segments(first) == MOST

    assert start(day, second, 0).wait() == 0

    after = store.transcripts(DAY)
    assert len(after) == CALLS
    assert {call_id: after[call_id] for call_id in stored} == stored
    assert segments(second) == SEGMENTS - 2 * len(stored)


def test_a_part_that_is_tried_again_leaves_alone_what_it_has_stored(
    day: Path, configuration: Configuration, store: Store, recogniser
) -> None:
    """Also where everything was to be recognised again, and nothing is missing."""
    due = transcribe.due(site(configuration, store), DAY, Redo.ALL)
    assert transcribe.transcribe_calls(site(configuration, store), DAY, due[:10], run_id="run-1") == 10
    asked = len(recogniser.asked)

    assert transcribe.transcribe_calls(site(configuration, store), DAY, due, run_id="run-1") == CALLS

    # every segment twice, the second time without the hotword that it seems to hold
    assert sum(recogniser.asked[asked:]) == 2 * (SEGMENTS - 20)
