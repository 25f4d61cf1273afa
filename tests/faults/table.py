"""Print the table of docs/reliability.md: every fault, how often it was tried, what broke.

python tests/faults/table.py [how often each, at most]
"""

import errno
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[number]) for number in (0, 1, 2)]

from campaigns import (  # noqa: E402 - the path above
    Tried,
    Zygote,
    damaged_files,
    failed_writes,
    killed_at_random,
    killed_at_steps,
    lost_share,
    read_only_reports,
)


def campaigns(zygote: Zygote, most: int | None) -> Iterator[Tried]:
    """Every kind of fault, each at most so often."""
    yield killed_at_random(zygote, min(50, most or 50))
    yield killed_at_steps(zygote, most)
    if zygote.can_fail_writes:
        for error in (errno.ENOSPC, errno.EIO):
            yield failed_writes(zygote, error, most, stays=True)
            yield failed_writes(zygote, error, most, stays=False)
    yield lost_share(zygote, min(5, most or 5))
    yield read_only_reports(zygote, min(5, most or 5))
    yield damaged_files(zygote, 500 if (most or 50) >= 20 else 50)


def main() -> None:
    """Print the table; ends with 1 when anything broke."""
    most = int(sys.argv[1]) if len(sys.argv) > 1 else None
    broken: list[str] = []
    print("| what was done to the night | times | content or ledger wrong |\n|---|---:|---:|", flush=True)
    with tempfile.TemporaryDirectory() as folder, Zygote(Path(folder)) as zygote:
        for tried in campaigns(zygote, most):
            print(f"| {tried.what} | {tried.times} | {len(tried.broken)} |", flush=True)
            broken += tried.broken
    for line in broken:
        print(line, file=sys.stderr)
    sys.exit(bool(broken))


if __name__ == "__main__":
    main()
