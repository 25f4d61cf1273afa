"""Print the table of docs/security.md: what was tried against a site, and what it comes to.

python -m tests.security.table

Every row stands beside the tests that hold it, in the files of this folder.
"""

from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

HEAD = "| 试过什么 what was tried | 结果 what it comes to |\n|---|---|"


def rows() -> Iterator[str]:
    """Yield the rows of the table: the tuple ``ROWS`` of each file of tests, in order of their names."""
    for path in sorted(Path(__file__).parent.glob("test_*.py")):
        for what, outcome in getattr(import_module(f"tests.security.{path.stem}"), "ROWS", ()):
            yield f"| {what} | {outcome} |"


def main() -> None:
    """Print the table."""
    print(HEAD, *rows(), sep="\n")


if __name__ == "__main__":
    main()
