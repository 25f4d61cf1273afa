"""The command itself, with Prefect and a server, killed and run again."""

import os
import random
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

import httpx

from tests.faults.plain_night import BORDERS, KILL_AT, REAL_MODEL
from tests.faults.trials import SEED, Tried, Zygote
from tests.support.places import ROOT
from tests.support.prefect_home import prefect_home

SAMPLE = ROOT / "data" / "sample" / "2026-02-14"
_API = "PREFECT_API_URL"
_MAY_TAKE_S = 300
_CALLS = 6
Environment = dict[str, str]


@contextmanager
def prefect_server() -> Iterator[Environment]:
    """Yield a Prefect server on loopback, as a machine that works unattended has.

    Yields:
        The environment of a command that uses it; it may need some seconds yet.
    """
    with tempfile.TemporaryDirectory() as home, socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        url = f"http://127.0.0.1:{port}/api"
        prefect_home(Path(home))
        environment = {**os.environ, "PREFECT_HOME": home, "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}
        free.close()
        command = [sys.executable, "-m", "prefect", "server", "start", "--host", "127.0.0.1"]
        server = subprocess.Popen(
            [*command, "--port", str(port)],
            env=environment,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            yield {**environment, _API: url}
        finally:
            server.terminate()
            server.wait(60)


def _wait_for(url: str) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        with suppress(httpx.HTTPError):
            if httpx.get(url, timeout=2).is_success:
                return
        time.sleep(0.1)
    raise TimeoutError(url)


def night(config: Path, environment: Environment) -> subprocess.Popen[bytes]:
    """`callqa run` in a process group of its own."""
    _wait_for(f"{environment[_API]}/health")
    command = [sys.executable, "-m", "tests.faults.plain_night", "run", "--day", "2026-02-14"]
    return subprocess.Popen(
        [*command, "--config", str(config)],
        cwd=ROOT,
        env={**environment, "PYTHONPATH": str(ROOT), "OMP_NUM_THREADS": "1"},
        start_new_session=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def kill(running: subprocess.Popen[bytes]) -> bool:
    """SIGKILL for the command and all of its processes; returns whether it was still there."""
    with suppress(ProcessLookupError):
        os.killpg(running.pid, signal.SIGKILL)
    return running.wait() == -signal.SIGKILL


def stored_calls(config: Path) -> int:
    """How many calls are in the database of a night that runs."""
    file = config.parents[1] / "data" / "qa.sqlite3"
    try:
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            return int(database.execute("SELECT count(*) FROM transcripts").fetchone()[0])
    except sqlite3.OperationalError:  # no file yet, or no table
        return 0


def recovers(zygote: Zygote, config: Path, environment: Environment, tried: Tried, trial: str) -> None:
    """Run the same command again and compare with a night that nobody disturbed."""
    code = night(config, environment).wait(_MAY_TAKE_S)
    tried.times += 1
    differs = zygote.differs(config)
    if code != 3 or differs:
        tried.broken.append(f"{tried.what}: {trial}: ended with {code}, {differs}")


def killed_at_borders(zygote: Zygote, environment: Environment, borders: list[str] = BORDERS) -> Tried:
    """SIGKILL where each stage begins and ends."""
    tried = Tried("the real command: SIGKILL where a stage begins or ends")
    for border in borders:
        with zygote.project() as config:
            code = night(config, {**environment, KILL_AT: border}).wait(_MAY_TAKE_S)
            if code != -signal.SIGKILL:
                tried.broken.append(f"{border} was not reached: {code}")
            recovers(zygote, config, environment, tried, border)
    return tried


def killed_at_random(zygote: Zygote, environment: Environment, times: int) -> Tried:
    """SIGKILL at moments drawn over the time that the command works."""
    tried, chance = Tried("the real command: SIGKILL at a random moment"), random.Random(SEED)
    with zygote.project() as config:
        works_s = _working_s(config, environment)
    for _ in range(times):
        moment = chance.uniform(0, works_s)
        with zygote.project() as config:
            _killed(config, environment, moment)
            recovers(zygote, config, environment, tried, f"killed {moment:.2f} s after it began to work")
    return tried


def _working_s(config: Path, environment: Environment) -> float:
    """How long it takes from the first file below data/ to the end."""
    running = night(config, environment)
    _begun(config, running)
    began = time.monotonic()
    running.wait(_MAY_TAKE_S)
    return time.monotonic() - began


def _begun(config: Path, running: subprocess.Popen[bytes]) -> None:
    while not (config.parents[1] / "data").exists() and running.poll() is None:
        time.sleep(0.01)


def _killed(config: Path, environment: Environment, moment: float) -> bool:
    running = night(config, environment)
    _begun(config, running)
    with suppress(subprocess.TimeoutExpired):
        running.wait(moment)
    return kill(running)


def killed_with_the_real_model(zygote: Zygote, environment: Environment, times: int) -> Tried:
    """Return the same with the shipped model and calls of the sample day."""
    tried = Tried("the real command and the real model: SIGKILL at a random moment")
    chance = random.Random(SEED)
    real = {**environment, REAL_MODEL: "1"}
    with _sample_project(zygote) as config:
        works_s = _working_s(config, real)
        content = zygote.ask(config, "verify")["content_sha256"]
    for _ in range(times):
        moment = chance.uniform(0, works_s)
        with _sample_project(zygote) as config:
            was_killed = _killed(config, real, moment)
            code = night(config, real).wait(_MAY_TAKE_S)
            told = zygote.ask(config, "verify")
            tried.times += 1
            if (code, told.get("ok"), told.get("content_sha256")) != (3, True, content):
                tried.broken.append(f"killed after {moment:.1f} s ({was_killed}): {code}, {told}")
    return tried


@contextmanager
def _sample_project(zygote: Zygote) -> Iterator[Path]:
    with zygote.project(0) as config:
        for path in sorted(SAMPLE.glob("20260214-*.ogg"))[:_CALLS]:
            shutil.copy(path, config.parents[1] / "inbox")
        yield config
