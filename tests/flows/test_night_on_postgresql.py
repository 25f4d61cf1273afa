"""Whole nights on a real PostgreSQL: every command, a kill in the middle, two processes on one day."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from callqa.operations import collect
from callqa.storage.session import Site
from tests.support import postgresql
from tests.support.calls import write_call
from tests.support.doubles import Scripted
from tests.support.killed_night import DAY as THE_DAY

Command = Callable[..., tuple[int, str, str]]
DAY = ("--day", "2026-02-14")
PLAIN_RUN = """
import sys, time
from pathlib import Path
from tests.faults import plain_night
plain_night.use_double()
plain_night.without_prefect()
heard = plain_night.Saying.generate
config, go, ready, other_ended = sys.argv[1:]
def hear(*given, **more):  # a run that has the day keeps it until the other one has asked for it
    late = time.monotonic() + 5
    while not Path(other_ended).exists() and time.monotonic() < late:
        time.sleep(0.01)
    return heard(*given, **more)
plain_night.Saying.generate = hear
Path(ready).touch()
while not Path(go).exists():
    time.sleep(0.01)
code, told = plain_night.told_run(config)
assert code != 4 or "正由另一个进程处理" in told
sys.exit(code)
"""
pytestmark = [
    pytest.mark.usefixtures("postgresql_socket", "prefect_server"),
    pytest.mark.timeout(300),
]


@pytest.fixture
def url(postgresql_socket: Path) -> str:
    return postgresql.new_database(postgresql_socket)


@pytest.fixture
def on_postgresql(project: Path, url: str) -> Path:
    """Provide the project with PostgreSQL for its database; returns its configuration file."""
    use(project, url)
    return project


def use(project: Path, url: str) -> None:
    project.write_text(f'{project.read_text()}\ndatabase: "{url}"\n')


def verified(callqa: Command) -> dict[str, Any]:
    code, out, err = callqa("verify", *DAY, "--json")
    assert (code, err) == (0, "")
    told: dict[str, Any] = json.loads(out)
    assert told["differences"] == []
    return told


def started(*arguments: str) -> subprocess.Popen[bytes]:
    path = os.pathsep.join(filter(None, sys.path))
    command = [sys.executable, *arguments]
    return subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path}, stderr=subprocess.DEVNULL)


@pytest.mark.usefixtures("on_postgresql")
def test_a_night_and_every_command_after_it(callqa: Command, recogniser: Scripted) -> None:
    assert callqa("run", *DAY)[0] == 0
    first, asked = verified(callqa), len(recogniser.asked)

    code, out, _ = callqa("run", *DAY)
    assert (code, "没有需要识别的录音" in out, len(recogniser.asked)) == (0, True, asked)
    for command in (("flag", *DAY), ("report", *DAY), ("report", *DAY, "--format", "csv")):
        assert callqa(*command)[0] == 0
    assert json.loads(callqa("status", *DAY, "--json")[1])["findings"] == first["findings"] == 3
    assert callqa("db", "upgrade")[0] == 0
    assert "EXPORTED" in callqa("audit", "--json")[1].upper()
    assert verified(callqa) == first


def test_a_day_has_the_same_content_on_both_databases_and_after_a_copy(
    callqa: Command, project: Path, url: str, recogniser: Scripted
) -> None:
    assert callqa("run", *DAY)[0] == 0
    on_sqlite, asked = verified(callqa), len(recogniser.asked)

    assert callqa("db", "copy", url)[0] == 0
    use(project, url)

    assert verified(callqa) == on_sqlite
    assert callqa("run", *DAY)[0] == 0
    assert len(recogniser.asked) == asked
    assert callqa("run", *DAY, "--redo", "all")[0] == 0
    assert verified(callqa)["content_sha256"] == on_sqlite["content_sha256"]


def test_killed_in_the_middle_it_goes_on_where_it_was(
    callqa: Command, on_postgresql: Path, recogniser: Scripted, tmp_path: Path
) -> None:
    written = on_postgresql.read_text()
    on_postgresql.write_text(written.replace("recogniser: {", "recogniser: {batch_seconds: 1, "))
    for number in range(4, 10):
        name = f"20260214-09000{number}_in_8001_12000000001_c{number}.wav"
        write_call(on_postgresql.parents[1] / "inbox" / name, 1000 + 10 * number)
    with Site.open(on_postgresql) as site:
        store = site.store
        collect.collect_day(site, THE_DAY)
        night = started("-m", "tests.support.killed_night", str(on_postgresql), str(tmp_path / "log"), "14")
        while not store.stored(THE_DAY) and night.poll() is None:
            time.sleep(0.05)
        night.kill()
        assert night.wait() == -signal.SIGKILL
        stored = store.transcripts(THE_DAY)
        assert 1 <= len(stored) < 9

        assert callqa("run", *DAY)[0] == 0

        found = store.transcripts(THE_DAY)
    assert len(found) == 9
    assert {call_id: found[call_id] for call_id in stored} == stored
    # two channels, each heard twice: once more without the hotwords
    assert sum(recogniser.asked) == 4 * (9 - len(stored))
    verified(callqa)


def test_of_two_runs_of_one_day_at_once_one_works_and_the_other_says_who_does(
    callqa: Command, on_postgresql: Path, tmp_path: Path
) -> None:
    program = tmp_path / "plain.py"
    program.write_text(PLAIN_RUN, encoding="utf-8")
    go, ended = tmp_path / "go", tmp_path / "ended"
    names = [str(tmp_path / name) for name in "ab"]
    runs = [started(str(program), str(on_postgresql), str(go), name, str(ended)) for name in names]
    while not all((tmp_path / name).exists() for name in "ab"):
        assert all(run.poll() is None for run in runs)
        time.sleep(0.05)
    go.touch()
    late = time.monotonic() + 120
    while all(run.poll() is None for run in runs) and time.monotonic() < late:
        time.sleep(0.05)
    ended.touch()

    codes = sorted(run.wait(120) for run in runs)

    assert codes == [0, 4]
    verified(callqa)
