"""Everything that is wrong with one file, told at once."""

from collections.abc import Iterable
from dataclasses import dataclass

from flows.core.errors import BadInputError


@dataclass(frozen=True, kw_only=True, slots=True)
class Problem:
    """One thing that is wrong in a file.

    Args:
        where: ``file:line``.
        line: from 1.
        what: what is wrong, in Chinese, with the offending text.
        cure: what to write instead, in Chinese.
    """

    where: str
    line: int
    what: str
    cure: str

    def __str__(self) -> str:
        return str(BadInputError(self.what, self.where, self.cure))


class ProblemsError(BadInputError):
    """A file with one problem or more; its text has one line for each, in the file's order."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        ordered = tuple(sorted(problems, key=lambda p: (p.line, p.what)))
        first = ordered[0]
        super().__init__(first.what, first.where, first.cure)
        self.args = (ordered,)
        self.problems = ordered

    def __str__(self) -> str:
        return "\n".join(str(problem) for problem in self.problems)
