"""Everything that is wrong with one file, told at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace

from callqa.model.errors import BadInputError

_QUOTED = re.compile("“([^”…]+)”")


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong in a file.

    Args:
        where: ``file:line``.
        line: from 1.
        what: what is wrong, in Chinese, with the offending text.
        cure: what to write instead, in Chinese.
        column: from 1; 0 where only the line is known.
    """

    where: str
    line: int
    what: str
    cure: str
    column: int = 0

    def __str__(self) -> str:
        place = f"{self.where}:{self.column}" if self.column else self.where
        return str(BadInputError(self.what, place, self.cure))


def with_columns(problems: Iterable["Problem"], text: str) -> tuple["Problem", ...]:
    """Give every problem without a column that of the offending text in its line, else of its first word.

    Args:
        problems: of one file.
        text: of the file.
    """
    lines = text.split("\n")
    return tuple(
        problem if problem.column else replace(problem, column=_column(problem, lines))
        for problem in problems
    )


def _column(problem: Problem, lines: list[str]) -> int:
    line = lines[problem.line - 1] if 0 < problem.line <= len(lines) else ""
    quoted = _QUOTED.search(problem.what)
    at = line.find(quoted[1]) if quoted else -1
    return (at if at >= 0 else len(line) - len(line.lstrip(" -"))) + 1


class ProblemsError(BadInputError):
    """A file with one problem or more; its text has one line for each, in the file's order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        ordered = tuple(sorted(problems, key=lambda p: (p.line, p.column, p.what)))
        first = ordered[0]
        super().__init__(first.what, first.where, first.cure)
        self.args = (ordered,)
        self.problems = ordered

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
