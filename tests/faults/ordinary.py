"""Print the table of docs/reliability.md about ordinary life: what happens to a site, and what it comes to.

python -m tests.faults.ordinary

Every row stands beside the tests that hold it, in the files ``test_ordinary_*.py``.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

_HEAD = "| 平常会发生的事 what happens | 结果 what it comes to |\n|---|---|"


def rows() -> Iterator[str]:
    """Yield the rows of the table: the tuple ``ROWS`` of each file of tests, in order of their names."""
    for path in sorted(Path(__file__).parent.glob("test_ordinary_*.py")):
        for what, outcome in import_module(f"tests.faults.{path.stem}").ROWS:
            yield f"| {what} | {outcome} |"


def main() -> None:
    """Print the table."""
    print(_HEAD, *rows(), sep="\n")


if __name__ == "__main__":
    main()
