"""Hundreds of nights in one process: whether memory, handles, threads and the database stay flat.

    python -m benchmarks.soak [--nights 300] [--calls 3] [--json]

Every night is unattended: the clock stands in the morning after, yesterday is worked on, and the days
of the look-back window are looked through (each day has a recording that cannot be decoded). The code is
the product's own from `flows/nightly.py` down, with the recogniser of the fault tests and without
Prefect's server. Every 25th night a new hotword makes a new engine. Ends with 1 when something grows.
"""

import argparse
import gc
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import redirect_stderr
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from pathlib import Path
from statistics import median
from typing import Self

from callqa.model.errors import ExitCode
from callqa.storage import session
from tests.faults import plain_night
from tests.faults.trials import make_project
from tests.support.calls import write_call

_FIRST = date(2025, 1, 1)
_NEW_ENGINE_EVERY = 25
_ROWS = 10
_MAY_GROW_KIB = 20.0
_MAY_VARY = 1.10


@dataclass(frozen=True, kw_only=True, slots=True)
class Measured:
    """What the process and the project hold after a night.

    Args:
        night: number of the night, from 1.
        seconds: that the night took.
        rss_mib: memory of the process.
        handles: open files, pipes and sockets.
        threads: of the process.
        database_kib: of the database file and its log.
    """

    night: int
    seconds: float
    rss_mib: float
    handles: int
    threads: int
    database_kib: float


class Clock(datetime):
    """The clock of the nights: it is half past one in the morning after the day in question."""

    today = _FIRST

    @classmethod
    def now(cls, tz: tzinfo | None = None) -> Self:
        """Return the morning after, in the zone asked for."""
        night = cls(cls.today.year, cls.today.month, cls.today.day, 17, 30, tzinfo=UTC)
        return night.astimezone(tz)


def nights(folder: Path, count: int, calls: int) -> Iterator[Measured]:
    """Work on one day after the other; measured after each.

    Raises:
        RuntimeError: a night did not end as a day with one failed recording does.
    """
    config = make_project(folder, 0)
    (folder / "inbox" / "20260214-100000_in_8001_12000000001_bad.wav").unlink()
    for number in range(1, count + 1):
        Clock.today = _FIRST + timedelta(days=number)
        _record(folder / "inbox", Clock.today, number, calls)
        if number % _NEW_ENGINE_EVERY == 0:
            (folder / "config" / "hotwords.txt").write_text(f"投诉{'一二三'[number % 3]}号\n", "utf-8")
        began = time.perf_counter()
        with redirect_stderr(io.StringIO()):  # its progress
            code = plain_night.run(str(config), day=None)
        if code != ExitCode.SOME_FAILED:
            raise RuntimeError(f"night {number} ended with {code}")
        yield _measure(folder, number, time.perf_counter() - began)


def _record(inbox: Path, day: date, number: int, calls: int) -> None:
    for call in range(calls):
        name = f"{day:%Y%m%d}-0900{call:02}_in_800{call % 3}_1200000{call:04}_n{number}c{call}.wav"
        write_call(inbox / f"{day}" / name, 200 + number * calls + call, 0.3)
    bad = inbox / f"{day}" / f"{day:%Y%m%d}-100000_in_8001_12000000001_n{number}bad.wav"
    bad.write_bytes(b"no audio" * (100 + number))


def _measure(folder: Path, number: int, seconds: float) -> Measured:
    gc.collect()
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    stored = sum(path.stat().st_size for path in (folder / "data").glob("qa.sqlite3*"))
    return Measured(
        night=number,
        seconds=seconds,
        rss_mib=pages * os.sysconf("SC_PAGE_SIZE") / 2**20,
        handles=len(list(Path("/proc/self/fd").iterdir())),
        threads=len(list(Path("/proc/self/task").iterdir())),
        database_kib=stored / 2**10,
    )


def judged(measured: list[Measured]) -> dict[str, float | bool]:
    """Return the second half against the quarter before it: growth a night, and whether all of it is flat.

    Args:
        measured: of every night; the first quarter is warming up.
    """
    quarter = len(measured) // 4
    before, after = measured[quarter : 2 * quarter], measured[-quarter:]
    apart = after[0].night - before[0].night
    growth = {
        "rss_kib_per_night": _grown(before, after, "rss_mib") * 2**10 / apart,
        "handles_per_night": _grown(before, after, "handles") / apart,
        "threads_per_night": _grown(before, after, "threads") / apart,
        "database_ratio": _per_day(after) / _per_day(before),
        "seconds_ratio": median(m.seconds for m in after) / median(m.seconds for m in before),
    }
    flat = growth["rss_kib_per_night"] < _MAY_GROW_KIB and growth["database_ratio"] < _MAY_VARY
    return {**growth, "flat": flat and not growth["handles_per_night"] and not growth["threads_per_night"]}


def _grown(before: list[Measured], after: list[Measured], what: str) -> float:
    return float(median(getattr(m, what) for m in after) - median(getattr(m, what) for m in before))


def _per_day(measured: list[Measured]) -> float:
    first, last = measured[0], measured[-1]
    return (last.database_kib - first.database_kib) / (last.night - first.night)


def _table(measured: list[Measured]) -> None:
    print("| night | seconds | memory MiB | handles | threads | database KiB a day |")
    print("|---:|---:|---:|---:|---:|---:|")
    step = max(len(measured) // _ROWS, 2)
    for end in range(step, len(measured) + 1, step):
        part, last = measured[end - step : end], measured[end - 1]
        print(
            f"| {last.night} | {median(m.seconds for m in part):.2f} | {last.rss_mib:.1f} "
            f"| {last.handles} | {last.threads} | {_per_day(part):.1f} |"
        )


def main() -> None:
    """Print the table, or one JSON object."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--nights", type=int, default=300, help="at least 20")
    parser.add_argument("--calls", type=int, default=3)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    plain_night.use_double()
    plain_night.without_prefect()
    session.datetime = Clock  # type: ignore[misc]
    with tempfile.TemporaryDirectory() as folder:
        measured = list(nights(Path(folder), max(asked.nights, 20), asked.calls))
    verdict = judged(measured)
    if asked.json:
        print(json.dumps({**verdict, "nights": [asdict(m) for m in measured]}))
    else:
        _table(measured)
        print("\n" + ", ".join(f"{key} {round(value, 3)}" for key, value in verdict.items()))
    sys.exit(not verdict["flat"])


if __name__ == "__main__":
    main()
