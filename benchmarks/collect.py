"""What collecting a day costs beside the history of its folder.

    python -m benchmarks.collect                     10,000 calls of the day; 20,000 and 200,000 of history
    python -m benchmarks.collect --day 1000 --history 20000 --json

Two folders with the same day, one with a tenth of the other's history: names and folders of a PBX, a
sidecar beside every call, a table of call records a day, and files of 100 bytes. Each is collected twice
by a process of its own: the first time every file of the day is hashed, the second time none is.
Seconds of CPU and peak memory should be the same for both folders.
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from benchmarks.printing import show
from callqa.operations import collect
from callqa.storage.session import Site

DAY = date(2026, 2, 14)
ZONE = ZoneInfo("Asia/Shanghai")
PIPELINE = "recordings: {folders: [inbox], settle_s: 0}\nrecogniser: {model: models/demo}\n"
HEADER = "call_id,start,agent,queue,direction,customer_number,talk_seconds,file\n"
A_DAY = 2_000
"""Calls of one day of history."""


def options() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(description="Time collecting beside a long history.")
    parser.add_argument("--day", type=int, default=10_000, help="calls of the day")
    parser.add_argument("--history", type=int, default=200_000, help="calls of earlier days")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    parser.add_argument("--measure", help="a project's configuration; used by the benchmark itself")
    return parser.parse_args()


def make(folder: Path, day_calls: int, history: int) -> Path:
    """Write a project with a day and its history; returns its configuration."""
    config = folder / "config/pipeline.yaml"
    config.parent.mkdir(parents=True)
    config.write_text(PIPELINE, encoding="utf-8")
    write_day(folder / "inbox", DAY, day_calls)
    for number, left in enumerate(range(history, 0, -A_DAY), 1):
        write_day(folder / "inbox", DAY - timedelta(days=number), min(left, A_DAY))
    return config


def write_day(inbox: Path, day: date, calls: int) -> None:
    """Write the recordings of a day, the sidecar beside each, and their table of call records."""
    below = inbox / f"{day:%Y/%m/%d}"
    below.mkdir(parents=True)
    end = datetime(day.year, day.month, day.day, 23, tzinfo=ZONE).timestamp()
    rows = [HEADER]
    for number in range(calls):
        start = datetime(day.year, day.month, day.day, 9, tzinfo=ZONE) + timedelta(seconds=number)
        call_id = f"{start.timestamp():.0f}.{number}"
        name = f"{start:%Y%m%d-%H%M%S}_in_8003_{12000000000 + number}_{call_id}.wav"
        (below / name).write_bytes(f"{day} {number}".encode().ljust(100))
        (below / f"{name}.json").write_text(json.dumps({"queue": "售后"}), encoding="utf-8")
        rows.append(f"{call_id},{start:%Y-%m-%d %H:%M:%S},8003,售后,inbound,138,60,{name}\n")
        os.utime(below / name, (end, end))
    table = inbox / f"cdr-{day}.csv"
    table.write_text("".join(rows), encoding="utf-8")
    os.utime(table, (end, end))


def measure(config: str) -> dict[str, float]:
    """Collect the day twice in this process."""
    seconds = []
    with Site.open(config) as site:
        for _ in range(2):
            start = time.process_time()
            found = collect.collect_day(site, DAY)
            seconds.append(time.process_time() - start)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {
        "recordings": found.recordings,
        "first_cpu_s": seconds[0],
        "again_cpu_s": seconds[1],
        "peak_mb": peak,
    }


def measured(wanted: argparse.Namespace) -> Iterator[tuple[int, dict[str, float]]]:
    """Yield the history and its figures, for a tenth and for all of it."""
    for history in (wanted.history // 10, wanted.history):
        with tempfile.TemporaryDirectory() as folder:
            config = make(Path(folder), wanted.day, history)
            command = [sys.executable, "-m", "benchmarks.collect", "--measure", str(config)]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            yield history, json.loads(done.stdout)


def main() -> None:
    """Print the figures of both folders."""
    wanted = options()
    if wanted.measure:
        print(json.dumps(measure(wanted.measure)))
        return
    figures = {
        f"{history} {name}": round(value, 2)
        for history, each in measured(wanted)
        for name, value in each.items()
    }
    show(figures, as_json=wanted.json)


if __name__ == "__main__":
    main()
