"""Time from the return key to the answer of commands that people type often.

    python -m benchmarks.start_up [--runs 9]

Prints the minimum and the median of several runs of each in ms, and the same of `python -c pass`, which no
command can beat. `callqa status` is that of a fresh copy of the project, before its first night.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

ROOT = Path(__file__).parents[1]
COMMAND = [sys.executable, "-c", "from callqa.cli.app import main; main()"]
MEASURED = {
    "python -c pass": [sys.executable, "-c", "pass"],
    "callqa --help": [*COMMAND, "--help"],
    "callqa status": [*COMMAND, "status"],
    "callqa rules check": [*COMMAND, "rules", "check"],
}


def timed(command: Sequence[str], config: Path, runs: int) -> list[float]:
    """Run a command several times; return the wall time of each run in seconds."""
    environment = {**os.environ, "CALLQA_CONFIG": str(config), "PYTHONPATH": str(ROOT)}
    seconds = []
    for _ in range(runs + 1):
        began = time.perf_counter()
        subprocess.run(command, env=environment, capture_output=True, check=True)
        seconds.append(time.perf_counter() - began)
    return seconds[1:]  # the first one reads the modules from the disk


def project(folder: Path) -> Path:
    """Make a project that has the shipped configuration and no recordings; return its configuration file."""
    (folder / "config").mkdir()
    for path in (ROOT / "config").iterdir():
        (folder / "config" / path.name).write_bytes(path.read_bytes())
    return folder / "config" / "pipeline.yaml"


def main() -> None:
    """Print a line for each command."""
    parser = argparse.ArgumentParser(description="Time how long commands take to answer.")
    parser.add_argument("--runs", type=int, default=9)
    runs = parser.parse_args().runs
    with tempfile.TemporaryDirectory() as folder:
        config = project(Path(folder))
        for name, command in MEASURED.items():
            seconds = timed(command, config, runs)
            least, middle = min(seconds) * 1000, statistics.median(seconds) * 1000
            print(f"{name:20} min {least:5.0f} ms   median {middle:5.0f} ms")


if __name__ == "__main__":
    main()
