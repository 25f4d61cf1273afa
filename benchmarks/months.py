"""A month of large days rolled up: seconds, memory, and the sizes of what is written.

    python -m benchmarks.months [--json] [--days 30] [--calls 10000] [--hits 3000]

The first day is made up and stored as a night stores it; the others are copies of its rows, because it is
reading that is measured. No recording exists: pages are made without sound.
"""

import argparse
import json
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from datetime import date, timedelta
from pathlib import Path

from sqlalchemy import Connection, insert, literal, select

from benchmarks.printing import show
from benchmarks.reports import DAY, made_up_day
from callqa.storage import schema
from callqa.storage.session import Site

_TABLES = (schema.recordings, schema.transcripts, schema.evaluations, schema.findings, schema.days)


def store_month(site: Site, days: int, calls: int, hits: int) -> None:
    """Store a day, and so many days after it with the same rows."""
    result, store = made_up_day(calls, hits), site.store
    recordings = [call.recording for call in result.calls]
    store.save_collection(DAY, recordings, [], [])
    store.save_transcripts(DAY, [call.transcript for call in result.calls], recordings)
    store.save_evaluations(DAY, [call.evaluation for call in result.calls])
    store.save_rules(DAY, result.rules_revision, result.rules)
    for number in range(1, days):
        with site.database.transaction() as connection:
            _copy(connection, DAY + timedelta(days=number))


def _copy(connection: Connection, day: date) -> None:
    for table in _TABLES:
        columns = [literal(day, schema.DAY) if each.name == "day" else each for each in table.c]
        rows = select(*columns).where(table.c.day == DAY)
        connection.execute(insert(table).from_select([each.name for each in table.c], rows))


def roll_up_month(folder: Path, days: int) -> dict[str, float]:
    """Roll the month up in this process: seconds, and the peak memory with and without it."""
    from callqa.operations.ranges.rollup import roll_up  # noqa: PLC0415 - in the measured process

    with Site.open(folder / "pipeline.yaml") as site:
        before_mb = round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
        start, cpu = time.perf_counter(), time.process_time()
        every = [DAY + timedelta(days=number) for number in range(days)]
        found = roll_up(site, every, (every[0], every[-1]))
        return {
            "seconds": round(time.perf_counter() - start, 1),
            "cpu_seconds": round(time.process_time() - cpu, 1),
            "before_mb": before_mb,
            "peak_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
            "html_mb": round(found.written.html.stat().st_size / 1e6, 1),
            "xlsx_mb": round(found.written.workbook.stat().st_size / 1e6, 1),
        }


def main() -> None:
    """Measure in a process of its own, so that the peak is of the roll-up and not of what is stored."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--days", type=int, default=30)
    parser.add_argument("--calls", type=int, default=10_000)
    parser.add_argument("--hits", type=int, default=3_000)
    parser.add_argument("--keep", type=Path, help="a folder whose month is used if it has one, and stays")
    parser.add_argument("--from", dest="stored", type=Path, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.stored:
        print(json.dumps(roll_up_month(given.stored, given.days)))
        return
    folder = given.keep or Path(tempfile.mkdtemp())
    try:
        _store_once(folder, given.days, given.calls, given.hits)
        command = [sys.executable, "-m", "benchmarks.months", "--from", str(folder)]
        command += ["--days", str(given.days)]
        done = subprocess.run(command, check=True, capture_output=True, text=True)
        database_mb = round((folder / "callqa.db").stat().st_size / 1e6)
        show({**json.loads(done.stdout), "database_mb": database_mb}, as_json=given.json)
    finally:
        if not given.keep:
            shutil.rmtree(folder)


def _store_once(folder: Path, days: int, calls: int, hits: int) -> None:
    folder.mkdir(exist_ok=True)
    (folder / "inbox").mkdir(exist_ok=True)
    config = folder / "pipeline.yaml"
    config.write_text("recordings: {folders: [inbox]}\ndatabase: sqlite:///callqa.db\n", encoding="utf-8")
    if (folder / "callqa.db").exists():
        return
    with Site.open(config) as site:
        store_month(site, days, calls, hits)


if __name__ == "__main__":
    main()
