"""What a night takes that finds nothing to do, and how much of that is Prefect's.

    python -m benchmarks.warm_run
    python -m benchmarks.warm_run --calls 500 --runs 1 --json

`callqa run` on a day that was recognised, flagged and reported before, beside a flow of three empty tasks in
a process of its own: both start Prefect's temporary server, and end it. Processor seconds are those of the
process and of the server that it starts, seconds those of the clock; `stages` is what the night says of
itself. The best of the runs counts, and the two take turns.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks import big_day
from benchmarks.printing import show

ROOT = Path(__file__).resolve().parents[1]
BARE = """
from prefect import flow, task

@task
def nothing(number):
    return number

@flow
def night():
    return [nothing(number) for number in range(3)]

night()
"""
OURS = "from callqa.cli.app import main; main()"
DONE_BEFORE = ("collect", "store", "flag", "report")


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Time a night with nothing to do.")
    parser.add_argument("--calls", type=int, default=12, help="of the day")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    return parser.parse_args()


def prepared(folder: Path, calls: int) -> Path:
    """Write a project whose day is done; return its configuration."""
    config = big_day.project(folder, calls)
    for name in DONE_BEFORE:
        big_day.stage(name, str(config))
    return config


def timed(command: list[str], environment: dict[str, str]) -> tuple[float, float, str]:
    """Run a program; return its processor seconds, its seconds, and what it printed."""
    before, began = _children_s(), time.perf_counter()
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, cwd=ROOT)
    return _children_s() - before, time.perf_counter() - began, done.stdout


def _children_s() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


def measured(config: Path, home: Path, runs: int) -> dict[str, Any]:
    """Return the figures of both."""
    environment = {**os.environ, "PREFECT_HOME": str(home), "CALLQA_CONFIG": str(config)}
    environment.pop("PREFECT_API_URL", None)
    night = [sys.executable, "-c", OURS, "run", "--day", str(big_day.DAY), "--json"]
    bare, ours = [], []
    for _ in range(runs):
        bare.append(timed([sys.executable, "-c", BARE], environment))
        ours.append(timed(night, environment))
    told = json.loads(ours[-1][2])
    if told["tried"]:
        raise SystemExit("there was something to recognise")
    theirs, mine = min(bare), min(ours)
    return {
        "prefect_cpu_s": round(theirs[0], 2),
        "prefect_s": round(theirs[1], 2),
        "callqa_cpu_s": round(mine[0], 2),
        "callqa_s": round(mine[1], 2),
        "beyond_prefect_cpu_s": round(mine[0] - theirs[0], 2),
        "beyond_prefect_s": round(mine[1] - theirs[1], 2),
        "stages": told["seconds"],
    }


def main() -> None:
    """Measure and print."""
    wanted = options()
    with tempfile.TemporaryDirectory() as folder:
        config = prepared(Path(folder) / "project", wanted.calls)
        figures = measured(config, Path(folder) / "prefect", wanted.runs)
    show({"calls": wanted.calls, "load": round(os.getloadavg()[0], 1), **figures}, as_json=wanted.json)


if __name__ == "__main__":
    main()
