"""Print the table of docs/reliability.md: every fault, how often it was tried, what broke.

python -m tests.faults.table [random moments, default 50] [--most N] [--part full-disk …]
"""

import argparse
import errno
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from functools import partial
from pathlib import Path

from tests.faults import campaigns, real_command
from tests.faults.trials import Tried, Zygote
from tests.support import postgresql

_HEAD = "| what was done to the night | times | lost, doubled, half there or untrue |\n|---|---:|---:|"
_ON_POSTGRESQL = " on PostgreSQL"
PARTS = ("kills", "full-disk", "broken-disk", "surroundings", "postgresql", "command")
Campaign = Callable[[], Tried]


def kills(zygote: Zygote, moments: int, most: int | None) -> Iterator[Campaign]:
    """Yield a process that dies."""
    yield partial(campaigns.killed_at_random, zygote, moments)
    yield partial(campaigns.killed_at_steps, zygote, most)


def disk(zygote: Zygote, error: int, most: int | None) -> Iterator[Campaign]:
    """Yield a disk that is full, or broken."""
    if zygote.can_fail_writes:
        yield partial(campaigns.failed_writes, zygote, error, most, stays=False)
        yield partial(campaigns.failed_exports, zygote, error, most)
        yield partial(campaigns.failed_writes, zygote, error, most, stays=True)


def surroundings(zygote: Zygote, most: int | None) -> Iterator[Campaign]:
    """Memory, other programs, a share, a folder, and what is in it."""
    yield partial(campaigns.out_of_memory, zygote, most, stays=False)
    yield partial(campaigns.out_of_memory, zygote, most, stays=True)
    yield partial(campaigns.locked, zygote, most)
    yield partial(campaigns.lost_share, zygote, most)
    yield partial(campaigns.read_only_reports, zygote, 5)
    yield partial(campaigns.damaged_files, zygote, 500)


def on_postgresql(zygote: Zygote, folder: Path, moments: int, most: int | None) -> Iterator[Campaign]:
    """Yield the kills again, with another database."""
    if not postgresql.programs():
        return
    with postgresql.server(folder) as there:
        other = zygote.on(partial(postgresql.new_database, there))
        yield partial(campaigns.killed_at_random, other, moments, _ON_POSTGRESQL)
        yield partial(campaigns.killed_at_steps, other, most, _ON_POSTGRESQL)


def on_the_command(zygote: Zygote, moments: int) -> Iterator[Campaign]:
    """Yield the command itself, with a Prefect server."""
    with real_command.prefect_server() as environment:
        yield partial(real_command.killed_at_borders, zygote, environment)
        yield partial(real_command.killed_at_random, zygote, environment, moments)
        yield partial(real_command.killed_with_the_real_model, zygote, environment, max(moments // 10, 1))


def every(parts: Sequence[str], moments: int, most: int | None) -> Iterator[Campaign]:
    """Yield the campaigns of some parts, as far as this machine has what they need."""
    with tempfile.TemporaryDirectory() as folder, Zygote(Path(folder)) as zygote:
        of_part: dict[str, Callable[[], Iterator[Campaign]]] = {
            "kills": partial(kills, zygote, moments, most),
            "full-disk": partial(disk, zygote, errno.ENOSPC, most),
            "broken-disk": partial(disk, zygote, errno.EIO, most),
            "surroundings": partial(surroundings, zygote, most),
            "postgresql": partial(on_postgresql, zygote, Path(folder), moments, most),
            "command": partial(on_the_command, zygote, moments),
        }
        for part in parts:
            yield from of_part[part]()


def main() -> None:
    """Print the table; ends with 1 when anything broke."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("moments", type=int, nargs="?", default=50, help="random moments of each kill")
    parser.add_argument("--most", type=int, help="of every Nth write, step …; default all of them")
    parser.add_argument("--part", choices=PARTS, action="append", help="default all of them")
    asked = parser.parse_args()
    broken: list[str] = []
    print(_HEAD, flush=True)
    for campaign in every(asked.part or PARTS, asked.moments, asked.most):
        began = time.monotonic()
        tried = campaign()
        print(f"| {tried.what} | {tried.times} | {len(tried.broken)} |", flush=True)
        print(f"{time.monotonic() - began:.0f} s: {tried.what}", file=sys.stderr)
        for line in tried.broken:
            print(line, file=sys.stderr, flush=True)
        broken += tried.broken
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
