"""Many supervisors at the console at once, while a night writes: p50 and p95 of every page, in milliseconds.

    python -m benchmarks.console [--json] [--calls 20000] [--days 300] [--of-a-day 300] [--supervisors 50]
                                 [--seconds 30] [--pause 10] [--database URL]

One large day and many small ones are made up and stored, and searched once, so that the index is there.
Every supervisor opens pages one after the other, so many seconds apart; a process beside them stores
transcripts as a night does, alone before and with them. Give an empty PostgreSQL database as URL; default is
SQLite.
"""

import argparse
import asyncio
import json
import os
import random
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from secrets import token_urlsafe
from typing import Any

import httpx
from sqlalchemy import column, delete, insert, select, table

from benchmarks.printing import show
from benchmarks.reports import DAY, made_up_day
from callqa.model.access.account import Account, AccountRole
from callqa.operations.accounts.sign_in import ages, token_mark
from callqa.operations.search import indexing
from callqa.storage import schema
from callqa.storage.accounts import accounts, sign_ins
from callqa.storage.session import Site

_BLOCK = 500
_TABLES = (schema.recordings, schema.transcripts, schema.evaluations, schema.findings)
_PHRASES = ("订单", "请您稍等", "三天 消息", "没有说过的话", "我", "发货 -谢谢")
_WRITES = """
import sys, time
from datetime import date
from callqa.storage.session import Site
from benchmarks.reports import made_up_day
with Site.open(sys.argv[1]) as site:
    calls = made_up_day(40, 10).calls
    recordings = [each.recording for each in calls]
    heard = [each.transcript for each in calls]
    until, count = time.monotonic() + float(sys.argv[2]), 0
    while time.monotonic() < until:
        site.store.save_transcripts(date(2030, 1, 1), heard, recordings)
        count += len(heard)
        time.sleep(0.05)
print(count)
"""


def store(site: Site, calls: int, days: int, of_a_day: int) -> None:
    """Store a large day and the small ones before it."""
    block = made_up_day(_BLOCK, _BLOCK * 3 // 10)
    recordings = [call.recording for call in block.calls]
    site.store.save_collection(DAY, recordings, [], [])
    site.store.save_transcripts(DAY, [call.transcript for call in block.calls], recordings)
    site.store.save_evaluations(DAY, [call.evaluation for call in block.calls])
    site.store.save_rules(DAY, block.rules_revision, block.rules)
    rows = _taken(site)
    _put(site, rows, DAY, calls)
    for number in range(1, days):
        day = DAY - timedelta(days=number)
        site.store.save_rules(day, block.rules_revision, block.rules)
        _put(site, rows, day, of_a_day)


def _raw(source: Any) -> Any:
    """Return a table without the types of its columns: what is stored is copied as it stands."""
    return table(source.name, *map(column, source.columns.keys()))


def _taken(site: Site) -> dict[str, list[dict[str, Any]]]:
    """Take the rows of the block out of the database."""
    with site.database.transaction() as connection:
        found = {
            each.name: [dict(row) for row in connection.execute(select(_raw(each))).mappings()]
            for each in _TABLES
        }
        for each in _TABLES:
            connection.execute(delete(each))
    return found


def _put(site: Site, rows: dict[str, list[dict[str, Any]]], day: date, calls: int) -> None:
    for first in range(0, calls, _BLOCK):
        wanted = {f"call-{n:05}": first + n for n in range(min(_BLOCK, calls - first))}
        with site.database.transaction() as connection:
            for each in _TABLES:
                new = [
                    _renamed(row, day, wanted[row["call_id"]])
                    for row in rows[each.name]
                    if row["call_id"] in wanted
                ]
                if new:
                    connection.execute(insert(_raw(each)), new)


def _renamed(row: dict[str, Any], day: date, number: int) -> dict[str, Any]:
    new = {**row, "day": day.isoformat(), "call_id": f"{day:%m%d}-{number:06}"}
    if "audio_sha256" in row:
        new["audio_sha256"] = f"{day:%Y%m%d}{number:08x}".ljust(64, "0")
    if "path" in row:
        new["path"] = f"/recordings/{day}/{number}.wav"
    if "finding_id" in row:
        new["finding_id"] = f"{number}-{row['finding_id']}"
    return new


@contextmanager
def serving(config: Path) -> Iterator[str]:
    """Provide the address of a console in a process of its own."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port = listening.getsockname()[1]
    command = [sys.executable, "-c", "from callqa.cli.app import main; main()", "console"]
    environment = {**os.environ, "CALLQA_CONSOLE__PORT": str(port)}
    process = subprocess.Popen(
        [*command, "--config", str(config)], env=environment, stdout=subprocess.DEVNULL
    )
    try:
        while socket.socket().connect_ex(("127.0.0.1", port)):
            time.sleep(0.1)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait()


def people(site: Site, count: int) -> list[str]:
    """Make supervisors, and return the secrets of their browsers."""
    secrets = [token_urlsafe(32) for _ in range(count)]
    with site.database.transaction() as connection:
        for number, secret in enumerate(secrets):
            name = f"supervisor{number}"
            accounts.add(connection, Account(name=name, role=AccountRole.SUPERVISOR), site.now())
            known = {"account": name, "address": "127.0.0.1", "now": site.now(), "ages": ages(site)}
            sign_ins.add(connection, token_mark(secret), **known)
    return secrets


class Supervisor:
    """Somebody who opens pages one after the other.

    Args:
        client: of all of them together.
        secret: of their browser.
        times: milliseconds by what was opened.
        pause: seconds between two pages, in the mean.
    """

    def __init__(
        self, client: httpx.AsyncClient, secret: str, times: dict[str, list[float]], pause: float
    ) -> None:
        self.client, self.times, self.pause = client, times, pause
        self.headers = {
            "cookie": f"callqa={secret}",
            "origin": str(client.base_url).rstrip("/"),
            "sec-fetch-site": "same-origin",
        }

    async def work(self, until: float, chance: random.Random, hits: Sequence[str], calls: int) -> None:
        """Open pages until a moment."""
        await asyncio.sleep(self.pause * chance.random())  # nobody begins in the same moment
        while time.monotonic() < until:
            await self.one(chance, hits, calls)
            await asyncio.sleep(self.pause * chance.uniform(0.5, 1.5))

    async def one(self, chance: random.Random, hits: Sequence[str], calls: int) -> None:
        """Open one page, judge one hit, or search."""
        base = f"/days/{DAY}"
        number = chance.randrange(calls)
        ref = f"{DAY:%Y%m%d}{number:08x}".ljust(64, "0")[:24]
        pages = {
            "home": "/",
            "days": "/days",
            "day": base,
            "numbers of the day": f"{base}/numbers",
            "list of calls": f"{base}/calls",
            "a later page of it": f"{base}/calls?after={ref}&show=all",
            "call": f"{base}/calls/{ref}",
            "queue": f"/review/{DAY}",
        }
        name = chance.choice([*pages, "verdict", "verdict", "search", "search"])
        if name == "verdict":
            form = {"hit": chance.choice(hits), "verdict": chance.choice(["true", "false"]), "seen": "0"}
            await self.ask(name, "POST", f"/review/{DAY}/hit", data=form)
        elif name == "search":
            await self.ask(name, "POST", "/search", data={"words": chance.choice(_PHRASES)})
        else:
            await self.ask(name, "GET", pages[name])

    async def ask(self, name: str, method: str, path: str, **more: Any) -> None:
        """Ask for something, and note how long the answer takes."""
        start = time.perf_counter()
        answer = await self.client.request(method, path, headers=self.headers, **more)
        answer.raise_for_status()
        self.times[name].append((time.perf_counter() - start) * 1_000)


async def visit(
    address: str, secrets: Sequence[str], hits: Sequence[str], wanted: argparse.Namespace
) -> dict[str, list[float]]:
    """Let all of them work at once, on no more connections than there are people."""
    times: dict[str, list[float]] = defaultdict(list)
    limits = httpx.Limits(max_connections=len(secrets))
    async with httpx.AsyncClient(base_url=address, limits=limits, timeout=120) as client:
        everybody = [Supervisor(client, each, times, wanted.pause) for each in secrets]
        until = time.monotonic() + wanted.seconds
        chances = map(random.Random, range(len(secrets)))
        work = (
            each.work(until, chance, hits, wanted.calls)
            for each, chance in zip(everybody, chances, strict=True)
        )
        await asyncio.gather(*work)
    return times


def writes(config: Path, seconds: float) -> "subprocess.Popen[str]":
    """Begin to store transcripts as a night does; prints how many."""
    command = [sys.executable, "-c", _WRITES, str(config), str(seconds)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def measure(config: Path, wanted: argparse.Namespace) -> dict[str, Any]:
    """Measure everything."""
    figures: dict[str, Any] = {}
    with Site.open(config) as site:
        store(site, wanted.calls, wanted.days, wanted.of_a_day)
        start = time.perf_counter()
        indexing.bring_up_to_date(site)
        with indexing.index_of(site) as index:
            figures["calls in the index"] = sum(len(index.known(day)) for day in index.days())
        figures["seconds to make the index"] = round(time.perf_counter() - start, 1)
        secrets = people(site, wanted.supervisors)
        with site.database.reading() as connection:
            query = select(schema.findings.c.finding_id).where(schema.findings.c.day == DAY).limit(500)
            hits = list(connection.execute(query).scalars())
    alone = int(writes(config, wanted.seconds).communicate()[0])
    with serving(config) as address:
        night = writes(config, wanted.seconds)
        times = asyncio.run(visit(address, secrets, hits, wanted))
        beside = int(night.communicate()[0])
    for name, found in sorted(times.items()):
        slices = statistics.quantiles(found, n=20) if len(found) > 1 else found * 19
        figures[f"{name}: n, p50, p95"] = f"{len(found)}, {slices[9]:.0f}, {slices[18]:.0f}"
    figures["transcripts a second, the night alone"] = round(alone / wanted.seconds)
    figures["transcripts a second, beside them"] = round(beside / wanted.seconds)
    return figures


def main() -> None:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--calls", type=int, default=20_000)
    parser.add_argument("--days", type=int, default=300)
    parser.add_argument("--of-a-day", type=int, default=300)
    parser.add_argument("--supervisors", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--pause", type=float, default=10)
    parser.add_argument("--database", default="sqlite:///callqa.db")
    wanted = parser.parse_args()
    folder = Path(tempfile.mkdtemp())
    try:
        (folder / "inbox").mkdir()
        config = folder / "pipeline.yaml"
        written = {"recordings": {"folders": ["inbox"]}, "database": wanted.database}
        config.write_text(json.dumps(written), encoding="utf-8")
        show(measure(config, wanted), as_json=wanted.json)
    finally:
        shutil.rmtree(folder)


if __name__ == "__main__":
    main()
