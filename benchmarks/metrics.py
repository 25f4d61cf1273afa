"""How far a result is from the answer: pure arithmetic."""

from collections.abc import Hashable, Sequence, Set
from dataclasses import dataclass


def edits(reference: Sequence[Hashable], hypothesis: Sequence[Hashable]) -> int:
    """Levenshtein distance: the fewest substitutions, insertions and deletions."""
    row = list(range(len(hypothesis) + 1))
    for wanted in reference:
        diagonal, row[0] = row[0], row[0] + 1
        for column, heard in enumerate(hypothesis, start=1):
            best = min(diagonal + (wanted != heard), row[column] + 1, row[column - 1] + 1)
            diagonal, row[column] = row[column], best
    return row[-1]


@dataclass(frozen=True, kw_only=True, slots=True)
class ErrorRate:
    """Character errors over the characters that were said."""

    errors: int = 0
    length: int = 0

    @classmethod
    def between(cls, reference: str, hypothesis: str) -> "ErrorRate":
        """Compare what was said with what was heard."""
        return cls(errors=edits(reference, hypothesis), length=len(reference))

    def __add__(self, other: "ErrorRate") -> "ErrorRate":
        return ErrorRate(errors=self.errors + other.errors, length=self.length + other.length)

    @property
    def rate(self) -> float | None:
        """None where nothing was said."""
        return self.errors / self.length if self.length else None


@dataclass(frozen=True, kw_only=True, slots=True)
class Agreement:
    """Findings that are right, and how many the machine reported or missed.

    Args:
        right: reported, and in the answers.
        extra: reported, but not in the answers.
        missed: in the answers, but not reported.
    """

    right: int = 0
    extra: int = 0
    missed: int = 0

    @classmethod
    def between(cls, wanted: Set[Hashable], reported: Set[Hashable]) -> "Agreement":
        """Compare two sets of findings."""
        right = len(wanted & reported)
        return cls(right=right, extra=len(reported) - right, missed=len(wanted) - right)

    def __add__(self, other: "Agreement") -> "Agreement":
        return Agreement(
            right=self.right + other.right,
            extra=self.extra + other.extra,
            missed=self.missed + other.missed,
        )

    @property
    def recall(self) -> float | None:
        """The share of the answers that was reported; None where there were none."""
        wanted = self.right + self.missed
        return self.right / wanted if wanted else None

    @property
    def precision(self) -> float | None:
        """The share of the reports that is right; None where nothing was reported."""
        reported = self.right + self.extra
        return self.right / reported if reported else None
