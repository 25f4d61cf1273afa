"""Whatever is done to a night: run again, it has the content of one that nobody disturbed.

A few trials of each kind by default; all of them with CALLQA_FAULTS=all, or by table.py, which
prints the table of docs/reliability.md.
"""

import errno
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

import pytest
from campaigns import (
    HERE,
    ROOT,
    SEED,
    Tried,
    Zygote,
    damaged_files,
    failed_writes,
    killed_at_random,
    killed_at_steps,
    lost_share,
    project,
    read_only_reports,
    undisturbed,
)

ALL = os.environ.get("CALLQA_FAULTS") == "all"
FEW = None if ALL else 2
pytestmark = pytest.mark.timeout(7200 if ALL else 300)


@pytest.fixture(scope="module")
def zygote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Zygote]:
    with Zygote(tmp_path_factory.mktemp("zygote")) as ready:
        yield ready


@pytest.fixture
def failing_disk(zygote: Zygote) -> Zygote:
    if not zygote.can_fail_writes:
        pytest.skip("needs a C compiler (cc) for the disk that fails")
    return zygote


def unharmed(tried: Tried) -> bool:
    return tried.times > 0 and not tried.broken


def test_two_undisturbed_nights_have_the_same_content(zygote: Zygote) -> None:
    assert undisturbed(zygote)[1] == undisturbed(zygote)[1]


def test_killed_at_random_moments(zygote: Zygote) -> None:
    tried = killed_at_random(zygote, FEW or 50)

    assert unharmed(tried), tried.broken


def test_killed_where_transactions_end_and_files_are_put_in_place(zygote: Zygote) -> None:
    tried = killed_at_steps(zygote, FEW)

    assert unharmed(tried), tried.broken


@pytest.mark.parametrize("stays", [True, False], ids=["from then on", "once"])
@pytest.mark.parametrize("error", [errno.ENOSPC, errno.EIO], ids=["full disk", "broken disk"])
def test_writes_that_fail(failing_disk: Zygote, error: int, stays: bool) -> None:
    tried = failed_writes(failing_disk, error, FEW, stays=stays)

    assert unharmed(tried), tried.broken


def test_a_share_that_disappears_in_the_middle(zygote: Zygote) -> None:
    tried = lost_share(zygote, 5 if ALL else 1)

    assert unharmed(tried), tried.broken


def test_a_report_folder_that_cannot_be_written(zygote: Zygote) -> None:
    tried = read_only_reports(zygote, 5 if ALL else 1)

    assert unharmed(tried), tried.broken


def test_damaged_files_are_each_accounted_for(zygote: Zygote) -> None:
    tried = damaged_files(zygote, 500 if ALL else 40)

    assert unharmed(tried), tried.broken


def real_night(config: Path) -> subprocess.Popen[bytes]:
    """The command itself, with Prefect and a server of its own, in a process group of its own."""
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}:{HERE}"}
    command = [sys.executable, str(HERE / "plain_night.py"), "run", "--day", "2026-02-14"]
    arguments = [*command, "--config", str(config)]
    return subprocess.Popen(arguments, cwd=ROOT, env=environment, start_new_session=True)


def kill(night: subprocess.Popen[bytes]) -> None:
    os.killpg(night.pid, signal.SIGKILL)
    night.wait()


def completed(zygote: Zygote, config: Path, content: str) -> bool:
    """Whether the same command ends as it would have, with the content of an undisturbed night."""
    code = real_night(config).wait(200)
    told = zygote.ask(config, "verify")
    return (code, told["ok"], told["content_sha256"]) == (3, True, content)


def stored_calls(config: Path) -> int:
    file = config.parents[1] / "data" / "qa.sqlite3"
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM transcripts").fetchone()[0])
    except sqlite3.OperationalError:  # no file yet, or no table
        return 0


def test_the_real_command_killed_once_the_first_call_is_stored(zygote: Zygote) -> None:
    content = undisturbed(zygote)[1]
    with project() as config:
        night = real_night(config)
        while night.poll() is None and not stored_calls(config):
            time.sleep(0.02)
        kill(night)

        assert night.returncode == -signal.SIGKILL
        assert completed(zygote, config, content)


@pytest.mark.skipif(not ALL, reason="starts Prefect's server several times; CALLQA_FAULTS=all")
def test_the_real_command_killed_at_random_moments(zygote: Zygote) -> None:
    content, chance = undisturbed(zygote)[1], random.Random(SEED)
    for _ in range(5):
        with project() as config:
            night = real_night(config)
            with suppress(subprocess.TimeoutExpired):
                night.wait(chance.uniform(5, 40))
            if night.poll() is None:
                kill(night)
            assert completed(zygote, config, content)
