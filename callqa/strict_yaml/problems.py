"""Everything that is wrong with one file, told at once."""

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from unicodedata import east_asian_width

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
        written: the line itself; empty where it is not known, or may hold a password.
    """

    where: str
    line: int
    what: str
    cure: str
    column: int = 0
    written: str = ""

    def __str__(self) -> str:
        place = f"{self.where}:{self.column}" if self.column else self.where
        return str(BadInputError(self.what, place, self.cure))

    def pictured(self) -> str:
        """Return the message, and below it the line with a ^ under the place."""
        if not self.written.strip():
            return str(self)
        at = max(self.column - 1, 0)
        first = max(at - _BEFORE, 0)
        shown = self.written.rstrip()[first : at + _BEHIND]
        blank = "".join(_WIDE if east_asian_width(one) in "WF" else " " for one in self.written[first:at])
        return f"{self}\n    {shown}\n    {blank}^"


_BEFORE, _BEHIND = 40, 40
_WIDE = "\u3000"


def with_columns(problems: Iterable["Problem"], text: str) -> tuple["Problem", ...]:
    """Add the line of each problem; its column, where it has none: of the offending text or the first word.

    Args:
        problems: of one file.
        text: of the file.
    """
    lines = text.split("\n")
    return tuple(_placed(problem, lines) for problem in problems)


def _placed(problem: Problem, lines: list[str]) -> Problem:
    line = lines[problem.line - 1] if 0 < problem.line <= len(lines) else ""
    written = "" if "://" in line else line
    return replace(problem, column=problem.column or _column(problem, line), written=written)


def _column(problem: Problem, line: str) -> int:
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

    def pictured(self) -> str:
        """Return every message with its line and a ^ under the place."""
        return "\n".join(problem.pictured() for problem in self.problems)
