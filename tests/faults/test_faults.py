"""Whatever is done to a night: run again, it has the content of one that nobody disturbed.

A few trials of each kind by default; all of them with CALLQA_FAULTS=all, or by table.py, which
prints the table of docs/reliability.md.
"""

import errno
import os
import random
import signal
import subprocess
import sys
from collections.abc import Iterator
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


def test_damaged_files_are_each_accounted_for(zygote: Zygote) -> None:
    tried = damaged_files(zygote, 500 if ALL else 40)

    assert unharmed(tried), tried.broken


@pytest.mark.skipif(not ALL, reason="starts Prefect's server several times; CALLQA_FAULTS=all")
def test_the_real_command_killed_at_random_moments(zygote: Zygote) -> None:
    content, chance = undisturbed(zygote)[1], random.Random(SEED)
    environment = {**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'tests'}:{HERE}"}
    for _ in range(5):
        with project() as config:
            command = [sys.executable, str(HERE / "plain_night.py"), "run", "--day", "2026-02-14"]
            arguments = [*command, "--config", str(config)]
            began = subprocess.Popen(arguments, cwd=ROOT, env=environment, start_new_session=True)
            try:
                began.wait(chance.uniform(5, 40))
            except subprocess.TimeoutExpired:
                os.killpg(began.pid, signal.SIGKILL)
                began.wait()
            again = subprocess.run(arguments, cwd=ROOT, env=environment, check=False)
            told = zygote.ask(Path(config), "verify")
        assert (again.returncode, told["ok"], told["content_sha256"]) == (3, True, content)
